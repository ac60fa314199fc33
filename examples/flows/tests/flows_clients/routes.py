"""Every route of flows, jobs, breakpoints and debugging, with its status codes."""
import asyncio
import json
import sys
import time

import httpx

client = httpx.Client(base_url=sys.argv[1], timeout=20)


def expect(status, method, path, **more):
    answer = client.request(method, path, **more)
    assert answer.status_code == status, (method, path, more, answer.status_code, answer.text)
    body = answer.json() if answer.content else None
    if status >= 400:
        assert body["error"]["code"] and body["error"]["message"] and body["detail"], body
    return body


def start(flow="conf_linear", **more):
    params = more.pop("params", {})
    body = {"flow_id": flow, "entry_routine_id": "start", "entry_slot": "trigger", "entry_params": params}
    return expect(201, "POST", "/api/jobs", json=body | more)["job_id"]


def until(what, patience=10):
    end = time.monotonic() + patience
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def status(job):
    return expect(200, "GET", f"/api/jobs/{job}")["status"]


def held(job):
    return until(lambda: expect(200, "GET", f"/api/jobs/{job}/debug/session")["paused_at"])


# Health and flows.
assert expect(200, "GET", "/api/health")["status"] == "healthy"
flows = expect(200, "GET", "/api/flows")
assert flows["total"] == len(flows["flows"]) == 201
linear = expect(200, "GET", "/api/flows/conf_linear__99")
assert list(linear["routines"]) == ["process_data", "slow", "start", "validate"]
assert linear["routines"]["slow"]["slots"] == ["trigger"] and linear["connections"][0]["connection_id"] == "conn_0"
assert "not found" in expect(404, "GET", "/api/flows/nope")["detail"]
made = expect(201, "POST", "/api/flows", json={"flow_id": "my_flow"})
assert made["routines"] == {} and made["connections"] == [] and made["created_at"].endswith("Z")
expect(409, "POST", "/api/flows", json={"flow_id": "my_flow"})
expect(422, "POST", "/api/flows", json={})
expect(422, "POST", "/api/flows", json={"flow_id": ""})
expect(422, "POST", "/api/flows", content=b"{")
strategy = {"flow_id": "wide", "execution_strategy": "concurrent", "max_workers": 3}
assert expect(201, "POST", "/api/flows", json=strategy)["max_workers"] == 3
expect(204, "DELETE", "/api/flows/wide")
expect(404, "DELETE", "/api/flows/wide")
assert client.get("/", headers={"accept": "application/json"}).json()["name"]

# Flows are changed, and said in words.
flow = "/api/flows/my_flow"
assert expect(200, "POST", f"{flow}/validate") == {"valid": False, "issues": ["the flow has no routines"]}
add = lambda id, kind: {"routine_id": id, "class_path": f"some.where.{kind}"}
for id, kind in [("first", "Start"), ("second", "ProcessData"), ("third", "Slow")]:
    added = expect(200, "POST", f"{flow}/routines", params=add(id, kind), json={"note": 1})
    assert added == {"routine_id": id, "status": "added"}
expect(400, "POST", f"{flow}/routines", params=add("x", "NoSuchClass"))
expect(400, "POST", f"{flow}/routines", params=add("first", "Start"))
expect(422, "POST", f"{flow}/routines", params={"routine_id": "x"})
expect(404, "POST", "/api/flows/nope/routines", params=add("x", "Start"))
listed = expect(200, "GET", f"{flow}/routines")
assert listed["first"]["routine_id"] == "first" and listed["first"]["config"] == {"note": 1}
ends = {"source_routine": "first", "source_event": "out", "target_routine": "second", "target_slot": "trigger"}
assert expect(200, "POST", f"{flow}/connections", params=ends) == {"status": "connected"}
for wrong in [{"source_event": "nope"}, {"target_slot": "nope"}, {"target_routine": "nope"}]:
    expect(400, "POST", f"{flow}/connections", params=ends | wrong)
expect(422, "POST", f"{flow}/connections", params={"source_routine": "first"})
connections = expect(200, "GET", f"{flow}/connections")
assert connections == [{"connection_id": "conn_0", "param_mapping": {}} | ends]
assert expect(200, "POST", f"{flow}/validate")["issues"] == ["routine third is connected with nothing"]
expect(204, "DELETE", f"{flow}/routines/third")
expect(404, "DELETE", f"{flow}/routines/third")
assert expect(200, "POST", f"{flow}/validate") == {"valid": True, "issues": []}
job = expect(201, "POST", "/api/jobs", json={"flow_id": "my_flow", "entry_routine_id": "first", "entry_params": {"count": 2}})["job_id"]
until(lambda: status(job) == "completed")
assert expect(200, "GET", f"/api/jobs/{job}/metrics")["routine_metrics"]["second"]["execution_count"] == 2
yaml = expect(200, "GET", f"{flow}/dsl")
assert yaml["format"] == "yaml" and "class: Start" in yaml["dsl"] and "from: first.out" in yaml["dsl"], yaml
words = json.loads(expect(200, "GET", f"{flow}/dsl?format=json")["dsl"])
assert words["connections"] == [{"from": "first.out", "to": "second.trigger"}]
expect(422, "GET", f"{flow}/dsl?format=xml")
again = expect(201, "POST", "/api/flows", json={"flow_id": "again", "dsl": yaml["dsl"]})
assert again["routines"] == expect(200, "GET", flow)["routines"] and again["connections"] == connections
assert expect(201, "POST", "/api/flows", json={"dsl_dict": words | {"flow_id": "third"}})["flow_id"] == "third"
expect(422, "POST", "/api/flows", json={"flow_id": "x", "dsl": "routines: ["})
expect(422, "POST", "/api/flows", json={"dsl_dict": words | {"flow_id": "x", "connections": [{"from": "a", "to": "b"}]}})
expect(400, "POST", "/api/flows", json={"dsl_dict": words | {"flow_id": "x", "routines": {"a": {"class": "Nope"}}}})
expect(404, "GET", "/api/flows/x")
expect(204, "DELETE", f"{flow}/connections/0")
expect(404, "DELETE", f"{flow}/connections/0")
expect(404, "DELETE", f"{flow}/connections/first")
expect(204, "DELETE", f"{flow}/routines/first")
for path in ["", "/dsl", "/routines", "/connections", "/metrics", "/breakpoints"]:
    assert "not found" in expect(404, "GET", f"/api/flows/nope{path}")["detail"]

# Jobs that run, fail, and are refused.
for params in [{"count": 10**12}, {"count": -1}, {"count": "many"}, {"value": 1.5}, {"delay_ms": 10**9}, {"delay_ms": None}]:
    refused = expect(422, "POST", "/api/jobs", json={"flow_id": "conf_linear", "entry_routine_id": "start", "entry_params": params})
    assert next(iter(params)) + " is a whole number from" in refused["error"]["message"], refused
for params in [{}, {"data": "value"}, {"data": [1, "2"]}]:
    refused = expect(422, "POST", "/api/jobs", json={"flow_id": "data_processing", "entry_routine_id": "ingest", "entry_params": params})
    assert "data is a list of numbers" in refused["error"]["message"], refused
expect(422, "POST", "/api/jobs", json={"flow_id": "conf_linear", "entry_routine_id": "start", "entry_params": [1]})
expect(404, "POST", "/api/jobs", json={"flow_id": "nope", "entry_routine_id": "start"})
expect(400, "POST", "/api/jobs", json={"flow_id": "my_flow", "entry_routine_id": "start"})
expect(400, "POST", "/api/jobs", json={"flow_id": "conf_linear", "entry_routine_id": "start", "entry_slot": "x"})
expect(422, "POST", "/api/jobs", json={"flow_id": "conf_linear"})
job = start(params={"value": 5, "count": 3, "delay_ms": 20})
until(lambda: status(job) == "completed")
metrics = expect(200, "GET", f"/api/jobs/{job}/metrics")
trace = expect(200, "GET", f"/api/jobs/{job}/trace")
assert metrics["status"] == "completed" and metrics["completed_routines"] == metrics["total_routines"] == 10
assert metrics["total_events"] == trace["total"] == len(trace["events"])
assert 0.02 <= metrics["routine_metrics"]["slow"]["max_duration"] < 1, "seconds"
assert [event["seq"] for event in trace["events"]] == list(range(1, trace["total"] + 1))
assert trace["events"][0] | {"timestamp": "", "job_id": ""} == {
    "event_id": "evt_1", "seq": 1, "job_id": "", "routine_id": "start", "event_type": "routine_start",
    "timestamp": "", "data": {"slot_name": "trigger", "frame": 1}, "duration": None, "status": "running"}
assert len(expect(200, "GET", f"/api/jobs/{job}/trace?limit=4")["events"]) == 4
expect(422, "GET", f"/api/jobs/{job}/trace?limit=0")
expect(422, "GET", f"/api/jobs/{job}/trace?limit=10001")
for path in ["", "/status", "/state", "/logs", "/metrics", "/trace", "/breakpoints", "/debug/session", "/debug/variables", "/queues/status"]:
    assert "not found" in expect(404, "GET", f"/api/jobs/nope{path}")["detail"]
for command in ["pause", "resume", "cancel"]:
    expect(409, "POST", f"/api/jobs/{job}/{command}")
    expect(404, "POST", f"/api/jobs/nope/{command}")
failed = start("conf_error")
until(lambda: status(failed) == "failed")
assert expect(200, "GET", f"/api/jobs/{failed}")["error"] == "conf boom"
errors = expect(200, "GET", f"/api/jobs/{failed}/metrics")["errors"]
assert errors[0]["routine_id"] == "risky_operation" and errors[0]["error_message"] == "conf boom"
logs = expect(200, "GET", f"/api/jobs/{failed}/logs")
assert logs["total"] == 1 and logs["logs"][0]["level"] == "error" and logs["logs"][0]["message"] == "conf boom"
state = expect(200, "GET", f"/api/jobs/{job}/state")
assert state["status"] == "completed" and state["shared_data"] == {"counter": 3}
assert state["routine_states"]["validate"]["status"] == "completed"
assert expect(200, "GET", f"/api/jobs/{failed}/state")["routine_states"]["risky_operation"]["status"] == "failed"
listed = expect(200, "GET", "/api/jobs?status=failed&flow_id=conf_error&limit=1")
assert listed["total"] == 1 and listed["jobs"][0]["job_id"] == failed
expect(422, "GET", "/api/jobs?limit=0")
figures = expect(200, "GET", "/api/flows/conf_error/metrics")
assert (figures["total_jobs"], figures["failed_jobs"]) == (1, 1)

# Pause, resume and cancel show at once, and disturb no other job of the flow.
slow = {"count": 50, "delay_ms": 20}
paused, other = start(params=slow), start(params={"count": 5, "delay_ms": 20})
assert expect(200, "POST", f"/api/jobs/{paused}/pause") == {"status": "paused", "job_id": paused}
assert status(paused) == "paused"
expect(409, "POST", f"/api/jobs/{paused}/pause")
until(lambda: status(other) == "completed")
assert status(paused) == "paused"
assert expect(200, "POST", f"/api/jobs/{paused}/resume")["status"] == "resumed"
assert status(paused) == "running"
assert expect(200, "POST", f"/api/jobs/{paused}/cancel")["status"] == "cancelled"
assert status(paused) == "cancelled"
expect(409, "POST", f"/api/jobs/{paused}/resume")

# Breakpoints: what is echoed, what is refused.
job = start(params={"value": 100, "count": 3}, start_held=True)
path = f"/api/jobs/{job}/breakpoints"
seed = {"routine_id": "process_data", "slot_name": "trigger", "condition": "data['value'] > 100"}
point = expect(201, "POST", path, json=seed)
assert {**point, **seed, "type": "slot", "job_id": job, "enabled": True, "hit_count": 0} == point
assert expect(200, "GET", path)["total"] == 1
bad = expect(422, "POST", path, json=seed | {"condition": "value >"})
assert "character 8" in bad["error"]["message"]
for wrong in [{"type": "x"}, {"routine_id": ""}, {"type": "event"}, {"hit_condition": "often"}, {"log_message": "{"}]:
    expect(422, "POST", path, json=seed | wrong)
for wrong in [{"routine_id": "nope"}, {"slot_name": "nope"}]:
    expect(404, "POST", path, json=seed | wrong)
expect(404, "POST", "/api/jobs/nope/breakpoints", json=seed)
bp = point["breakpoint_id"]
assert expect(200, "PUT", f"{path}/{bp}?enabled=false")["enabled"] is False
assert expect(200, "PUT", f"{path}/{bp}", json={"enabled": True})["enabled"] is True
expect(422, "PUT", f"{path}/{bp}")
expect(404, "PUT", f"{path}/bp_0?enabled=true")
log = expect(201, "POST", path, json={"routine_id": "validate", "log_message": "{value}"})
expect(204, "DELETE", f"{path}/{log['breakpoint_id']}")
expect(404, "DELETE", f"{path}/{log['breakpoint_id']}")
for _ in range(255):
    expect(201, "POST", path, json={"routine_id": "validate", "condition": "False"})
expect(429, "POST", path, json=seed)

# Debugging: held, looked into, changed, stepped.
debug = f"/api/jobs/{job}/debug"
assert held(job)["routine_id"] == "start"
assert expect(200, "POST", f"{debug}/resume") == {"status": "resumed", "job_id": job}
until(lambda: held(job)["routine_id"] == "process_data")
variables = expect(200, "GET", f"{debug}/variables")["variables"]
assert variables == {"local": {"data": {"value": 101}, "value": 101}, "shared": {"counter": 1}}
for spelling in ["call_stack", "call-stack"]:
    frames = expect(200, "GET", f"{debug}/{spelling}")["frames"]
    assert [frame["routine_id"] for frame in frames] == ["start", "slow", "process_data"]
    assert all(frame["slot_name"] == "trigger" and frame["line"] > 0 for frame in frames)
assert expect(200, "PUT", f"{debug}/variables/counter", json={"value": 41})["value"] == 41
assert expect(200, "PUT", f"{debug}/variables/value", json={"value": 7, "scope": "local"})["variable"] == "value"
expect(422, "PUT", f"{debug}/variables/value", json={"value": 7, "scope": "global"})
assert expect(200, "POST", f"{debug}/evaluate", json={"expression": "value + 1"}) == {"result": 8, "type": "int", "error": None}
assert expect(200, "POST", f"{debug}/evaluate", json={"expression": "x"})["error"]
expect(422, "POST", f"{debug}/evaluate", json={"expression": "().__class__"})
expect(404, "GET", f"{debug}/variables/nope/more")
expect(409, "GET", f"{debug}/variables?lane=99")
assert expect(200, "POST", f"{debug}/step_into")["step_mode"] == "into"
until(lambda: held(job)["routine_id"] == "validate")
assert expect(200, "GET", f"{debug}/variables")["variables"] == {
    "local": {"data": {"value": 101}, "value": 7}, "shared": {"counter": 42}}
expect(200, "POST", f"{debug}/step-over")
until(lambda: held(job)["routine_id"] == "slow")
expect(200, "POST", f"{debug}/step-out")
until(lambda: status(job) in ("completed", "paused"))
expect(200, "POST", f"/api/jobs/{job}/cancel") if status(job) == "paused" else None
running = start(params=slow)
for step in ["step_over", "step_into", "step_out"]:
    expect(409, "POST", f"/api/jobs/{running}/debug/{step}")
expect(200, "POST", f"/api/jobs/{running}/cancel")

# Breakpoints of a flow are those of its later jobs.
expect(201, "POST", "/api/flows/conf_linear__7/breakpoints", json={"routine_id": "validate", "once": True})
listed = expect(200, "GET", "/api/flows/conf_linear__7/breakpoints")
assert listed["total"] == 1
one = f"/api/flows/conf_linear__7/breakpoints/{listed['breakpoints'][0]['breakpoint_id']}"
assert expect(200, "PUT", f"{one}?enabled=false")["enabled"] is False
assert expect(200, "PUT", one, json={"enabled": True})["enabled"] is True
expect(404, "PUT", "/api/flows/nope/breakpoints/bp_1?enabled=true")
later = start("conf_linear__7")
assert held(later)["routine_id"] == "validate"
expect(200, "POST", f"/api/jobs/{later}/resume")
until(lambda: status(later) == "completed")


async def complete_example():
    """The HTTP half of the document's complete example, as it is written there."""
    async with httpx.AsyncClient() as http:
        response = await http.post(
            f"{sys.argv[1]}api/jobs",
            json={
                "flow_id": "data_processing",
                "entry_routine_id": "ingest",
                "entry_slot": "trigger",
                "entry_params": {"data": [1, 2, 3, 4, 5]},
            },
        )
        job_id = response.json()["job_id"]
        await asyncio.sleep(0.2)
        response = await http.get(f"{sys.argv[1]}api/jobs/{job_id}/metrics")
        metrics = response.json()
        assert metrics["status"] == "completed" and metrics["total_events"] > 0
        print(f"Duration: {metrics['duration_ms']}ms")
        response = await http.get(f"{sys.argv[1]}api/jobs/{job_id}/trace")
        assert len(response.json()["events"]) == metrics["total_events"]


asyncio.run(complete_example())

# A job sends more than may wait: it takes its time, and little memory.
job = start(params={"count": 3000})
until(lambda: status(job) == "completed", 60)
assert expect(200, "GET", f"/api/jobs/{job}/state")["shared_data"] == {"counter": 3000}

# What has ended can be forgotten.
expect(422, "POST", "/api/jobs/cleanup?max_age_hours=721")
expect(422, "POST", "/api/jobs/cleanup?status=running")
assert expect(200, "POST", "/api/jobs/cleanup")["removed_count"] == 0
assert expect(200, "POST", "/api/jobs/cleanup?max_age_hours=0&status=failed")["removed_count"] >= 1
expect(404, "GET", f"/api/jobs/{failed}")
expect(404, "GET", f"/api/jobs/{failed}/trace")
expect(200, "GET", f"/api/jobs/{job}")
expect(200, "POST", "/api/jobs/cleanup?max_age_hours=0")
expect(404, "GET", f"/api/jobs/{job}/metrics")

# What is said of the routes is what they answer, and no route of jobs and flows is left out.
described = expect(200, "GET", "/api/v1/openapi.json")["paths"]
good = lambda path, method: {code for code in described[path][method]["responses"] if code < "400"}
for path in ["/api/flows", "/api/jobs", "/api/jobs/{job_id}/breakpoints", "/api/flows/{flow_id}/breakpoints"]:
    assert good(path, "post") == {"201"}, path
for path, methods in described.items():
    if "delete" in methods:
        assert good(path, "delete") == {"204"}, path
    if path.startswith("/api/ws/"):
        assert good(path, "get") == {"101"}, path
