"""A person's file is written whole or stays as it was."""

import os

import pytest
from connectpilot_cli.whole_file import whole_file


def test_what_goes_wrong_on_the_way_leaves_what_was_there(tmp_path):
    file = tmp_path / "orders.yaml"
    file.write_bytes(b"before")
    with pytest.raises(OSError, match="No space"), whole_file(file) as written:
        written.write(b"half")
        raise OSError("No space left on device")
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_keeps_its_rights_and_a_link_stays_one(tmp_path):
    file, link = tmp_path / "orders.yaml", tmp_path / "link.yaml"
    file.write_bytes(b"before")
    file.chmod(0o640)
    link.symlink_to(file)
    with whole_file(link) as written:
        written.write(b"after")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"after", 0o640)
    assert link.is_symlink()


def test_what_is_no_file_is_written_into(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with whole_file(pipe) as written:
        written.write(b"bytes")
    assert os.read(reader, 10) == b"bytes"
    os.close(reader)
    assert pipe.is_fifo()
