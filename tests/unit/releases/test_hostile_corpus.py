"""More than two hundred archives that lie, on the way of a recipe: each refused by the finding it deserves, soon, in
little memory, and with nothing left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec

import pytest
from connectpilot.domain.plugins.input_kinds import INPUT_KINDS
from fakes.archives import ZipEntry, tar_entry, tgz, zip_of
from fakes.hostile import TRICKS, corpus
from fakes.java import jar

MEMORY = 64 << 20
SECONDS = 5
"""Of the processor: a busy machine may take longer."""
HARMLESS = {"0.a.zip": zip_of(ZipEntry(b"a.jar", jar())), "1.a.tar.gz": tgz(tar_entry(b"a.jar", jar()))}


def measured(folder, files):
    """What became of each of these files, and what it took."""
    for name, body in files.items():
        (folder / name).write_bytes(body)
    paths = os.pathsep.join(sys.path)
    ran = subprocess.run(
        [sys.executable, "-m", "fakes.hostile.measure", folder],
        env=os.environ | {"PYTHONPATH": paths, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, f"{lines[-1] if lines else 'nothing'} and then {ran.returncode}: {ran.stderr[-2000:]}"
    return {line["file"]: line for line in lines if "file" in line}


@pytest.fixture(scope="module")
def archives():
    return list(corpus())


@pytest.fixture(scope="module")
def results(archives, tmp_path_factory):
    """Of each archive with what became of it; in a process of its own, so that its memory is what they took."""
    if find_spec("resource") is None:
        pytest.skip("NOT RUN: this system does not tell what memory a process takes")
    folder = tmp_path_factory.mktemp("hostile")
    named = {f"{number}.{one.file_name}": one for number, one in enumerate(archives)}
    found = measured(folder, {name: one.body for name, one in named.items()})
    assert found.keys() == named.keys()
    return [(one, found[name]) for name, one in named.items()], folder


def test_there_are_many_archives_of_many_tricks(archives):
    assert len({one.body for one in archives}) >= 250
    assert len(TRICKS) >= 50
    assert len({one.code for one in archives}) >= 20
    assert Counter(one.trick for one in archives).keys() == TRICKS.keys()
    assert {code for code in INPUT_KINDS if code.startswith("archive-")} == {one.code for one in archives}


def test_each_is_refused_by_the_finding_that_tells_its_trick(results):
    wrong = {one.name: told["answer"] for one, told in results[0] if not told["answer"].endswith(f" [{one.code}]")}
    assert not wrong


def test_each_message_names_the_file(results):
    places = (
        r"a\.zip: ",
        r"a\.tar\.gz: ",
        r"lib/a\.jar: ",
        r"the same classes stand in .*; 'a/A' in 3,000, as .*\.jar and",
    )
    named = re.compile(rf"InvalidArchiveError: ({'|'.join(places)})")
    assert not [one.name for one, told in results[0] if not named.match(told["answer"])]


def test_each_is_refused_soon(results):
    assert not {one.name: told["seconds"] for one, told in results[0] if told["seconds"] > SECONDS}


def test_each_is_refused_in_little_memory(results):
    assert not {one.name: f"{told['grown'] >> 20} MiB" for one, told in results[0] if told["grown"] > MEMORY}


def test_none_writes_outside_its_folder_or_connects_or_runs_anything(results):
    assert not {one.name: told["outside"] for one, told in results[0] if told["outside"]}


def test_none_leaves_anything(results):
    _, folder = results
    assert [one.name for one in (folder / "store").iterdir()] == ["artifacts"]
    assert {one.name for one in folder.iterdir() if not one.name[0].isdigit()} == {"store"}


def test_harmless_archives_take_the_same_way(tmp_path):
    """Else all would be refused for something else."""
    assert {told["answer"] for told in measured(tmp_path, HARMLESS).values()} == {"accepted"}


METER = """
import socket, sys
from pathlib import Path
from fakes.hostile.measure import Watch, peak, set_back
folder, outside = map(Path, sys.argv[1:])
watch = Watch(folder)
begun = peak()
taken = bytearray(100 << 20)
grown = peak() - begun
del taken
print(grown >> 20, set_back() and peak() - begun >> 20)
watch.seen.clear()
(folder / "inside").write_text("x")
(outside / "there").write_text("x")
(outside / "folder").mkdir()
socket.socket().connect_ex(("127.0.0.1", 9))
print([one.partition(" ")[0] for one in watch.seen])
"""


def test_the_meter_sees_memory_and_whatever_leaves_the_folder(tmp_path_factory):
    folders = [str(tmp_path_factory.mktemp(name)) for name in ("inside", "outside")]
    given = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", METER, *folders], env=given, capture_output=True, text=True, check=True)
    memory, seen = ran.stdout.splitlines()
    grown, afterwards = memory.split()
    assert int(grown) >= 100
    assert afterwards == "False" or int(afterwards) < 10
    assert seen == "['open', 'os.mkdir', 'socket.connect']"
