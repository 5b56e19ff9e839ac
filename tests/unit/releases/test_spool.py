"""The scratch file of what is unpacked: several artefacts at once, each in a region of its own, none in memory."""

from __future__ import annotations

import io
import os
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from connectpilot.bootstrap import releases
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins.archive import BUNDLE, Entry, whole
from connectpilot.domain.plugins.spool import MAX_TOTAL, Spool
from connectpilot.domain.plugins.zip_writer import Stored, zip_bytes


def test_a_region_that_waits_for_its_bytes_takes_no_memory():
    """As a function has it: a large artefact is still read while the next one is written behind it."""
    with releases.scratch() as scratch:
        spool = Spool(scratch)
        tracemalloc.start()
        try:

            def slow_ones_bytes():
                small = spool.add("b.jar", whole("b.jar", io.BytesIO(b"b")))
                assert (small.offset, list(spool.chunks(small))) == (64 << 20, [b"b"])
                yield b"a"

            with pytest.raises(InvalidArchiveError, match=r"'a\.jar' has 1 bytes, not 67,108,864"):
                spool.add("a.jar", Entry("a.jar", 64 << 20, slow_ones_bytes))
            assert tracemalloc.get_traced_memory()[1] < 4 << 20
        finally:
            tracemalloc.stop()


def test_what_threads_add_at_once_is_kept_apart():
    bodies = {f"{number}.jar": bytes([number]) * (300_000 + number) for number in range(8)}
    with releases.scratch() as scratch, ThreadPoolExecutor(4) as workers:
        spool = Spool(scratch)
        pieces = list(workers.map(lambda name: spool.add(name, whole(name, io.BytesIO(bodies[name]))), bodies))
        assert {piece.path: b"".join(spool.chunks(piece)) for piece in pieces} == bodies


def test_what_one_disk_could_not_hold_is_refused_before_it_is_written():
    """Each archive may be within its own limit; a full disk would be told as a fault of the function."""
    with releases.scratch() as scratch:
        spool = Spool(scratch)
        for number in range(2):
            with pytest.raises(InvalidArchiveError, match="has 0 bytes, not"):
                spool.add(f"{number}.jar", Entry(f"{number}.jar", 1 << 30, lambda: iter(())))
        with pytest.raises(InvalidArchiveError, match=r"more than 2,147,483,648 bytes together \[archive-too-large\]"):
            spool.add("last.jar", whole("last.jar", io.BytesIO(b"x")))


def test_a_piece_that_is_opened_shows_none_of_its_neighbours():
    with releases.scratch() as scratch:
        spool = Spool(scratch)
        first, second, _ = (spool.add(name, whole(name, io.BytesIO(name.encode() * 9))) for name in ("one", "two", "x"))
        with spool.open(first) as file:
            file.seek(3)
            assert file.read() == b"one" * 8
            file.seek(100)
            assert file.read() == b""
        with spool.open(second) as file:
            file.seek(-100, os.SEEK_END)
            assert file.read() == b"two" * 9


def test_a_piece_that_is_no_more_what_it_was_is_not_written():
    with pytest.raises(InvalidArchiveError, match=r"'a\.jar' has other bytes than when it was measured"):
        list(zip_bytes([Stored("a.jar", 9, 0, [b"eight..."])]))


def test_what_a_bundle_may_hold_a_plain_zip_can_hold():
    assert BUNDLE.entries < 0xFFFF
    assert MAX_TOTAL + BUNDLE.entries * 1000 < 0xFFFFFFFF
