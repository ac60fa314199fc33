#!/usr/bin/env python3
"""Makes the two pictures of the page that the README shows, from the demonstration as it is.

Usage: ci/screenshots.py PATH_OF_THE_BINARY_monitor; needs Chromium with its driver, takes a minute.
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

PLACE = pathlib.Path(__file__).resolve().parent.parent / "docs"
LONG_ENOUGH_S = 50  # until the charts have something to show


def line_of(program, words):
    """The rest of the first line that has these words in it."""
    for line in program.stdout:
        if words in line:
            return line.split(words)[1].strip()
    raise SystemExit(f"{program.args[0]} has ended")


def ask(port, path, body):
    """One command of WebDriver."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


def picture(port, link, colours, file):
    """One page as it is in these colours."""
    with tempfile.TemporaryDirectory() as profile:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        arguments += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        arguments += ["--hide-scrollbars", "--window-size=1280,860", f"--user-data-dir={profile}"]
        options = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}, "pageLoadStrategy": "eager"}
        session = ask(port, "/session", {"capabilities": {"alwaysMatch": options}})["sessionId"]
        feature = {"name": "prefers-color-scheme", "value": colours}
        command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}}
        ask(port, f"/session/{session}/goog/cdp/execute", command)
        ask(port, f"/session/{session}/url", {"url": link})
        time.sleep(4)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/session/{session}/screenshot") as answer:
            file.write_bytes(base64.b64decode(json.load(answer)["value"]))
        urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{port}/session/{session}", method="DELETE")
        ).close()


def main():
    pipes = {"stdout": subprocess.PIPE, "text": True}
    serving = [sys.argv[1], "serve", "--demo", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(serving, **pipes) as server:
        link = line_of(server, "Monitor is at ")
        time.sleep(LONG_ENOUGH_S)
        with subprocess.Popen(["chromedriver", "--port=0"], **pipes) as driver:
            port = int(line_of(driver, "successfully on port ").rstrip("."))
            for colours in ("light", "dark"):
                file = PLACE / f"page-{colours}.png"
                picture(port, link, colours, file)
                print(file.relative_to(PLACE.parent), file.stat().st_size, "bytes")
            driver.terminate()
        server.terminate()


if __name__ == "__main__":
    main()
