"""The local cloud as a process: it says when it is ready, ends when told to, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3
import pytest
from connectpilot_cli.local_cloud import end
from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS
from connectpilot_local.cloud.work_dirs import PREFIX

SMALL = Path(__file__).parent / "small" / "template.yaml"


def eventually(look, seconds=5.0):
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(autouse=True)
def ctrl_c_is_heard():
    """Processes inherit it; tests that run in the background have inherited that SIGINT is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where the processes of a test put their directories."""
    directory = tmp_path / "tmp"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    return directory


@pytest.fixture
def start(tmp_path, temporary):
    running = []

    def begin(*options):
        ready = tmp_path / "ready.json"
        ready.unlink(missing_ok=True)
        process = subprocess.Popen(
            [
                *[sys.executable, "-m", "connectpilot_local.cloud.process", "--template", str(SMALL)],
                *["--ready-file", str(ready), "--speed", "30", *options],
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.append(process)
        assert eventually(lambda: ready.exists() or process.poll() is not None, 90)
        assert process.poll() is None, process.stderr.read().decode()
        return process, json.loads(ready.read_text()), ready

    yield begin
    for process in running:
        process.kill()
        process.wait()


def a_running_function(ready):
    """The pid of a function's process."""
    client = boto3.client("lambda", endpoint_url=ready["endpoint_url"], **EXEMPT_CREDENTIALS)
    (name,) = [
        one["FunctionName"] for one in client.list_functions()["Functions"] if "WorkerFunction" in one["FunctionName"]
    ]
    return json.loads(client.invoke(FunctionName=name)["Payload"].read())["pid"]


def test_it_says_where_it_is_and_ends_with_whoever_started_it(start):
    process, ready, _ = start("--until-stdin-ends", "--parameters", '{"WithExtra": "yes", "Suffix": "own"}')
    assert ready["pid"] == process.pid
    assert ready["outputs"]["Kind"] == "extra"
    assert ready["outputs"]["Bucket"] == "uploads-own"
    assert ready["outputs"]["Api"] == ready["api_urls"]["Api"]
    with urllib.request.urlopen(ready["endpoint_url"] + "/_local/health", timeout=5) as answer:
        assert json.load(answer)["state"] == "ready"
    function = a_running_function(ready)
    process.stdin.close()
    assert process.wait(timeout=3) == 0
    assert eventually(lambda: gone(function), 0.5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_within_three_seconds_and_all_is_gone(start, temporary, number):
    process, ready, file = start()
    function = a_running_function(ready)
    process.send_signal(number)
    assert process.wait(timeout=3) == 0
    assert eventually(lambda: gone(function), 0.5)
    assert not file.exists()
    assert list(temporary.iterdir()) == []
    assert process.stderr.read() == b""


def test_after_a_kill_functions_end_by_themselves_and_the_next_run_cleans_up(start, temporary):
    process, ready, _ = start()
    function = a_running_function(ready)
    process.kill()
    process.wait()
    assert eventually(lambda: gone(function), 3)
    (left,) = temporary.glob(f"{PREFIX}*")
    second, _, _ = start()
    assert not left.exists()
    assert len(list(temporary.glob(f"{PREFIX}*"))) == 1
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=3) == 0


def test_after_a_kill_the_command_that_started_it_removes_what_it_left(start, temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    process, ready, _ = start("--until-stdin-ends")
    function = a_running_function(ready)
    process.kill()
    process.wait()
    assert list(temporary.glob(f"{PREFIX}*"))
    end(process)
    assert list(temporary.iterdir()) == []
    assert eventually(lambda: gone(function), 3)
    assert list(temporary.iterdir()) == []


def test_a_template_that_cannot_be_carried_out_is_told_in_one_line(tmp_path, temporary):
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {Ship: {Type: AWS::Sea::Ship}}\n")
    command = [sys.executable, "-m", "connectpilot_local.cloud.process", "--template", str(template)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "Ship: AWS::Sea::Ship is not known" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(temporary.iterdir()) == []
