"""`make demo` as a user runs it: a process of its own, the real recipes, every step told and true."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jgo.constants import MAVEN_CENTRAL_URL

COMMAND = [str(Path(sys.executable).with_name("connectpilot")), "demo", "--speed", "60"]


def maven_answers():
    try:
        socket.create_connection((urlsplit(MAVEN_CENTRAL_URL).hostname, 443), timeout=3).close()
    except OSError:
        return False
    return True


def children_of(process):
    """The ids of all processes that this one started, and theirs."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, grown = {process.pid}, True
    while grown:
        new = {pid for pid, parent in parents if parent in found} - found
        found, grown = found | new, bool(new)
    return found - {process.pid}


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(autouse=True)
def ctrl_c_is_heard():
    """Processes inherit it; tests that run in the background have inherited that SIGINT is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.end_to_end
@pytest.mark.timeout(600)
@pytest.mark.skipif(not maven_answers(), reason="NOT RUN: no Maven repository can be reached to fetch Debezium from")
def test_the_demo_does_what_it_says(tmp_path):
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=560, check=False)
    story = done.stdout
    assert done.returncode == 0, story[-3000:] + done.stderr[-3000:]
    steps = re.split(r"\n\d\. ", story)[1:]
    upload, request, healing, scaling = steps
    assert "debezium-mysql-no-provider.yaml: plugin debezium-mysql-no-provider-" in upload or "with provider" in upload
    assert re.search(r"SHA-256 [0-9a-f]{64}", upload)
    assert "database.password: a secret must be a reference" in request
    assert re.search(r"orders-cdc to be RUNNING: RUNNING, 1 of 1 tasks running \(changed\)", request)
    assert re.search(r"orders-sink to be RUNNING: RUNNING, 4 of 4 tasks running \(changed\)", request)
    timeline = re.findall(r"\d\d:\d\d:\d\d  (\w+)", healing)
    assert timeline[:3] == ["alarm", "diagnosis", "remedy"]
    assert "outcome" in timeline
    assert timeline[-1] == "closed"
    assert "orders-sink: 2 workers of 1 MCU" in scaling
    assert "orders-cdc: 1 worker of 1 MCU" in scaling
    assert list((tmp_path / "connectpilot" / "artifacts").iterdir()), "downloads are kept for the next run"


@pytest.mark.end_to_end
@pytest.mark.skipif(sys.platform != "linux", reason="lists processes by ps as Linux has it")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["Ctrl-C", "kill", "kill -9"])
def test_however_it_ends_no_process_and_no_file_stays(how, tmp_path):
    command = [*COMMAND[:1], "local", "--speed", "30"]
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(temporary)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        assert any("export AWS_ENDPOINT_URL=http://127.0.0.1:" in line for line in lines)
        started = children_of(process)
        assert started
        process.send_signal(how)
        process.wait(timeout=60)
    left = {pid for pid in started if alive(pid)}
    for _ in range(100):
        if not left:
            break
        signal.sigtimedwait([], 0.1)
        left = {pid for pid in left if alive(pid)}
    assert not left
    assert list(temporary.iterdir()) == []
