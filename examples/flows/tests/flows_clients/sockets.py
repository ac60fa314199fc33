"""The three WebSockets: what they send, what they answer, and how they close."""
import asyncio
import json
import os
import re
import signal
import socket
import sys

import httpx
import websockets

base = sys.argv[1].rstrip("/")
sockets = base.replace("http", "ws", 1)


def start(client, flow="conf_linear", **more):
    body = {"flow_id": flow, "entry_routine_id": "start", "entry_params": more.pop("params", {})} | more
    answer = client.post(f"{base}/api/jobs", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["job_id"]


async def said(socket):
    return json.loads(await asyncio.wait_for(socket.recv(), 20))


async def command(socket, **what):
    await socket.send(json.dumps(what))
    while True:
        message = await said(socket)
        if message["type"] == "response":
            return message


async def until(socket, kind):
    while True:
        message = await said(socket)
        event = message.get("event", message)
        if event.get("event_type") == kind:
            return event


async def monitoring(client):
    job = start(client, params={"count": 2, "delay_ms": 10}, start_held=True)
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/monitor?after=0&close=end") as one:
        async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/monitor?after=0&close=end") as two:
            hello = await said(one)
            assert hello["type"] == "metrics" and hello["metrics"]["status"] == "paused", hello
            assert (await said(two))["type"] == "metrics"
            queues = client.get(f"{base}/api/jobs/{job}/queues/status").json()
            assert (queues["subscriber_count"], queues["max_size"]) == (2, 100), queues
            client.post(f"{base}/api/jobs/{job}/resume")
            events = [json.loads(message) async for message in one]
            assert one.close_code == 1000, one.close_code
            others = [json.loads(message) async for message in two]
    assert events == others, "nobody takes the events of another"
    assert all(event["type"] == event["event_type"] for event in events)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    kinds = {event["type"] for event in events}
    assert {"routine_start", "slot_call", "event_emit", "routine_complete", "job_paused", "job_resumed"} <= kinds
    assert events[-1]["type"] == "job_completed"


async def unknown():
    for path in ["jobs/nope/monitor", "jobs/nope/debug", "flows/nope/monitor"]:
        async with websockets.connect(f"{sockets}/api/ws/{path}") as socket:
            try:
                await said(socket)
                raise AssertionError(path)
            except websockets.ConnectionClosed as closed:
                assert closed.rcvd.code == 1008 and "not found" in closed.rcvd.reason, closed


async def debugging(client):
    point = {"routine_id": "process_data", "slot_name": "trigger", "condition": "data.get('value', 0) > 100"}
    job = start(client, params={"value": 101, "count": 2}, breakpoints=[point], start_held=True)
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/debug") as socket:
        hello = await said(socket)
        assert hello["type"] == "debug_session" and hello["status"] == "paused", hello
        answered = await command(socket, command="attach")
        assert answered["body"]["controller"] == "websocket", answered
        answered = await command(socket, command="continue", id=7)
        assert answered["ok"] and answered["id"] == 7, answered
        hit = await until(socket, "breakpoint_hit")
        assert hit["routine_id"] == "process_data"
        answered = await command(socket, command="get_variables")
        assert answered["body"]["variables"]["local"]["value"] == 101
        assert (await command(socket, command="set_variable", variable="counter", value=10))["ok"]
        frames = (await command(socket, command="get_call_stack"))["body"]["frames"]
        assert [frame["routine_id"] for frame in frames] == ["start", "slow", "process_data"]
        assert (await command(socket, command="evaluate", expression="value * 2"))["body"]["result"] == 202
        assert (await command(socket, command="pause"))["ok"]
        assert (await command(socket, command="step_into"))["ok"]
        assert (await until(socket, "job_paused"))["routine_id"] == "validate"
        variables = (await command(socket, command="get_variables"))["body"]["variables"]
        assert variables["shared"]["counter"] == 11, "the running code has seen it"
        assert (await command(socket, command="step_over"))["ok"]
        assert (await until(socket, "job_paused"))["routine_id"] == "slow"
        for wrong in [{"command": "nope"}, {"command": "set_variable"}, {}]:
            answered = await command(socket, **wrong)
            assert not answered["ok"] and answered["error"]["code"] == "invalid", answered
        await socket.send("{")
        assert not (await said(socket))["ok"]
        # A second controller is refused, a viewer looks.
        async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/debug") as second:
            answered = await command(second, command="step_over")
            assert not answered["ok"] and answered["error"]["status"] == 409, answered
            assert (await command(second, command="get_variables"))["ok"]
            assert (await command(second, command="attach"))["error"]["status"] == 409
        async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/debug?role=viewer") as viewer:
            answered = await command(viewer, command="continue")
            assert not answered["ok"] and answered["error"]["status"] == 403, answered
        assert client.post(f"{base}/api/jobs/{job}/debug/step_over").status_code == 409
        assert (await command(socket, command="cancel"))["ok"]
        assert client.get(f"{base}/api/jobs/{job}").json()["status"] == "cancelled"
        assert not (await command(socket, command="step_over"))["ok"]


async def following(client):
    async with websockets.connect(f"{sockets}/api/ws/flows/conf_error__5/monitor") as socket:
        hello = await said(socket)
        assert (hello["type"], hello["flow_id"], hello["total_jobs"]) == ("flow_metrics", "conf_error__5", 0)
        jobs = {start(client, "conf_error__5"), start(client, "conf_error__5")}
        seen, ended = set(), 0
        while ended < 2:
            message = await said(socket)
            assert message["type"] == "flow_job_event", message
            seen.add(message["job_id"])
            ended += message["event"]["event_type"] == "job_completed"
            if message["event"]["event_type"] == "routine_error":
                assert message["event"]["data"]["message"] == "conf boom"
        assert seen == jobs


async def silent(job):
    """A client that asks for a job's events and reads none of them."""
    url = f"{sockets}/api/ws/jobs/{job}/monitor?close=end"
    host, port = base.removeprefix("http://").split(":")
    stream = socket.create_connection((host, int(port)))
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    path = url.removeprefix(sockets)
    head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    stream.sendall(f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
    assert b" 101 " in stream.recv(64)
    return stream


async def slow_clients(client):
    """Many that read nothing cost a good one nothing, and each loses only its own."""
    # Fewer events than anybody may be behind: how busy the machine is makes no difference.
    job = start(client, params={"count": 400, "delay_ms": 1}, start_held=True)
    others = [await silent(job) for _ in range(50)]
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/monitor?after=0&close=end") as good:
        client.post(f"{base}/api/jobs/{job}/resume")
        messages = [json.loads(message) async for message in good][1:]
    assert [message.get("seq") for message in messages] == list(range(1, len(messages) + 1))
    total = client.get(f"{base}/api/jobs/{job}/metrics").json()["total_events"]
    assert 4000 < len(messages) == total < 8192
    for stream in others:
        stream.close()


async def burst(client):
    """What comes all at once is not lost, as long as somebody reads."""
    job = start(client, params={"count": 300}, start_held=True)
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/monitor?after=0&close=end") as reader:
        client.post(f"{base}/api/jobs/{job}/resume")
        messages = [json.loads(message) async for message in reader][1:]
    assert all("seq" in message for message in messages) and len(messages) > 3000


async def told_what_is_lost(client):
    """One that begins to read late is told how much it has missed, and the status says so before."""
    job = start(client, params={"count": 30000}, start_held=True)
    late = await silent(job)
    client.post(f"{base}/api/jobs/{job}/resume")
    while client.get(f"{base}/api/jobs/{job}").json()["status"] != "completed":
        await asyncio.sleep(0.05)
    queues = client.get(f"{base}/api/jobs/{job}/queues/status").json()
    one = queues["subscribers"][0]
    assert queues["max_size"] == one["max_size"] == 100 and one["queue_size"] <= 100, queues
    assert one["dropped"] > 100000, queues
    read = b""
    late.settimeout(20)
    while b"job_completed" not in read[-4096:]:
        read += late.recv(1 << 20)
    dropped = [int(count) for count in re.findall(rb'{"count":(\d+),"type":"dropped"}', read)]
    total = client.get(f"{base}/api/jobs/{job}/metrics").json()["total_events"]
    seen = len(re.findall(rb'"event_id":"evt_', read))
    # What was recorded before it came, while the job was held, is not its loss.
    assert dropped and seen + sum(dropped) <= total <= seen + sum(dropped) + 4, (seen, dropped, total)
    late.close()


async def lease(client):
    """A client that is not there any more loses its lease: what it held goes on."""
    point = {"routine_id": "validate", "slot_name": "trigger"}
    job = start(client, breakpoints=[point], start_held=True)
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/debug?owner=gone", ping_interval=None) as gone:
        assert (await said(gone))["type"] == "debug_session"
        assert (await command(gone, command="continue"))["ok"]
        await until(gone, "breakpoint_hit")
        # The connection stays open, but nothing answers on it: pings and pongs are not read.
        gone.transport.pause_reading()
        held = client.get(f"{base}/api/jobs/{job}/debug/session").json()
        assert held["controller"] == "gone" and held["status"] == "paused", held
        for _ in range(600):
            if client.get(f"{base}/api/jobs/{job}").json()["status"] == "completed":
                break
            await asyncio.sleep(0.1)
        trace = client.get(f"{base}/api/jobs/{job}/trace").json()["events"]
        reasons = [event["data"].get("reason") for event in trace if event["event_type"] == "job_resumed"]
        assert reasons[-1] == "lease_expired", reasons
        gone.transport.abort()


async def present(client):
    """One that answers pings keeps its lease for longer than it would last."""
    job = start(client, start_held=True)
    async with websockets.connect(f"{sockets}/api/ws/jobs/{job}/debug?owner=here") as here:
        assert (await said(here))["type"] == "debug_session"
        assert (await command(here, command="attach"))["ok"]
        await asyncio.sleep(35)
        held = client.get(f"{base}/api/jobs/{job}/debug/session").json()
        assert held["controller"] == "here" and held["status"] == "paused", held
        assert (await command(here, command="cancel"))["ok"]


async def stopping(client):
    """A server that stops says so, and a hold does not keep it."""
    job = start(client, start_held=True)
    url = f"{sockets}/api/ws/jobs/{job}"
    async with websockets.connect(f"{url}/monitor") as one, websockets.connect(f"{url}/debug") as two:
        assert (await said(one))["type"] == "metrics" and (await said(two))["type"] == "debug_session"
        os.kill(int(sys.argv[2]), signal.SIGTERM)
        for each in [one, two]:
            async for message in each:
                pass
            assert each.close_code == 1001, each.close_code


async def main():
    with httpx.Client(timeout=20) as client:
        await monitoring(client)
        await unknown()
        await debugging(client)
        await following(client)
        await burst(client)
        await slow_clients(client)
        await told_what_is_lost(client)
        await asyncio.gather(lease(client), present(client))
        await stopping(client)


asyncio.run(main())
