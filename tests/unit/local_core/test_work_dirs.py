"""A run's directory goes with the run; another run's is left alone for as long as that one lives."""

from __future__ import annotations

from connectpilot_local.cloud.work_dirs import LOCK, PREFIX, WorkDir, remove_left_behind


def test_a_directory_is_removed_at_the_end(tmp_path):
    work = WorkDir(tmp_path)
    (work.path / "file").touch()
    work.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_living_runs_directory_stays(tmp_path):
    living = WorkDir(tmp_path)
    second = WorkDir(tmp_path)
    assert living.path.is_dir()
    living.remove()
    second.remove()


def test_a_dead_runs_directory_is_removed_and_nothing_else(tmp_path):
    dead = tmp_path / f"{PREFIX}dead"
    dead.mkdir()
    (dead / LOCK).touch()
    being_made, foreign = tmp_path / f"{PREFIX}fresh", tmp_path / "other"
    being_made.mkdir()
    foreign.mkdir()
    assert remove_left_behind(tmp_path) == [dead]
    assert {one.name for one in tmp_path.iterdir()} == {being_made.name, foreign.name}
