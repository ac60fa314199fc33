"""One cycle of asimov 0.8.0 over N running analyses in a SQLite ledger: its CPU seconds, without
imports and without making the ledger. The queue is asimov's own cache of one, so no scheduler is
needed. It is run in an empty folder, with the asimov of its own Python."""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys

count = int(sys.argv[1])
asimov = os.path.join(os.path.dirname(sys.executable), "asimov")
begin = [asimov, "init", "bench", "--root", "."]
subprocess.run(begin, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

from asimov import current_ledger as ledger
from asimov.analysis import GravitationalWaveTransient
from asimov.event import Event
from asimov.monitor_api import run_monitor

jobs = {}
for subject in range(-(-count // 20)):
    event = Event(f"S{subject:06}", ledger=ledger)
    ledger.add_event(event)
    for n in range(min(20, count - subject * 20)):
        job = 1_000 + len(jobs)
        analysis = GravitationalWaveTransient(
            subject=event, name=f"a{n:02}", pipeline="simpletestpipeline", status="running",
            ledger=ledger, scheduler={"job id": job})
        ledger.add_analysis(analysis, event=event)
        jobs[job] = {"id": job, "command": "x", "hosts": 1, "status": 2, "name": "x", "dag id": None}
with open(os.path.join(".asimov", "_cache_jobs.yaml"), "w") as cache:
    cache.writelines(f"{job}: {json.dumps(row)}\n" for job, row in jobs.items())


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


with contextlib.redirect_stdout(io.StringIO()):
    begun = cpu_s()
    result = run_monitor()
    took = cpu_s() - begun
assert result["active"] == count, result
print("cpu_s", took)
