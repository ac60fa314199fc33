"""What Python can ask of Monitor: python monitor.py [URL]. It takes httpx and pandas."""

import json
import os
import sys

import httpx
import pandas as pd

url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765"
token = os.environ.get("MONITOR_TOKEN")
client = httpx.Client(
    base_url=url, headers={"Authorization": f"Bearer {token}"} if token else {}
)


def ask(path, **params):
    answer = client.get(path, params=params)
    if answer.is_error:
        raise SystemExit(f"{path}: {answer.json()['error']['message']}")
    return answer.json()


def events(**params):
    """Events as they come; goes on behind the last one when the connection breaks."""
    last = None
    while True:
        headers = {"Accept": "text/event-stream"}
        if last:
            headers["Last-Event-ID"] = last
        try:
            with client.stream(
                "GET", "/api/v1/events", params=params, headers=headers, timeout=60
            ) as answer:
                name = None
                for line in answer.iter_lines():
                    field, _, value = line.partition(": ")
                    if field == "event":
                        name = value
                    elif field == "id":
                        last = value
                    elif field == "data" and name is None:
                        yield json.loads(value)
                    elif line == "":
                        name = None
        except httpx.TransportError:
            continue


# Recent jobs by name, as a table.
jobs = pd.DataFrame(ask("/jobs/recent", limit=100))
if not jobs.empty:
    print(jobs.groupby(["name", "status"])["execution_time"].describe())

# What the commands used, over time.
for command in ask("/api/v1/exec")[:3]:
    samples = pd.DataFrame(ask(f"/api/v1/exec/{command['id']}/samples"))
    if not samples.empty:
        samples["at"] = pd.to_datetime(samples["at"])
        print(command["id"], samples.set_index("at")[["cpu_percent", "rss_bytes"]].max().to_dict())

# How far the runs are.
for run in ask("/api/v1/runs"):
    print(f"{run['experiment_name']}: {run['status']}, {run['progress_percent']:.0f} %")

# The next failures, as they happen.
for event in events(topics="events", kinds="job.failed", backlog=1):
    print(event["timestamp"], event["job_id"], event["data"]["error"]["message"])
    break
