"""release-plugin dies after any of its writes, or loses any answer: one sweep later all is as if nothing had been."""

from __future__ import annotations

import pytest
from release_matrix import (
    GONE,
    LOST,
    LOST_AGAIN,
    SCENARIOS,
    UNFIT,
    break_everywhere,
    mended,
    seen_in,
    unbroken,
    uploaded,
)
from release_world import release_world

pytestmark = pytest.mark.usefixtures("release_settings")


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("faults", [GONE, LOST], ids=["the execution is gone", "the answer is lost"])
def test_whatever_breaks_one_sweep_mends_it(machine_world, name, faults):
    """A crash before an effect is a crash after the one before it; before the very first one has a test of its own."""
    break_everywhere(machine_world, name, faults)


def test_what_the_sdk_asks_twice_in_vain_the_machine_asks_again(machine_world):
    break_everywhere(machine_world, "recipe", LOST_AGAIN)


def test_what_is_broken_is_every_write_that_there_is(machine_world):
    """Recorded, not listed: here stands only what the record must hold to be worth anything."""
    wire, _ = unbroken(machine_world, SCENARIOS["recipe"])
    operations = [effect.split()[0] for effect in wire.seen]
    assert operations[0] == "dynamodb.PutItem"
    assert operations[-1] == "dynamodb.UpdateItem"
    assert {"s3.CreateMultipartUpload", "s3.UploadPart", "s3.CompleteMultipartUpload", "s3.PutObject"} < {*operations}
    assert {"kafkaconnect.CreateCustomPlugin", "sns.Publish"} < {*operations}
    assert {*wire.functions} == {
        "",
        "fetch_artifact",
        "build_bundle",
        "register_plugin",
        "check_plugin",
        "report_release",
    }
    failed, _ = unbroken(machine_world, SCENARIOS["jar whose plugin had failed"])
    assert any("DeleteCustomPlugin" in effect for effect in failed.seen)


def test_a_function_that_dies_is_told_and_the_next_upload_finds_all_that_was_done(machine_world):
    scenario = SCENARIOS["recipe"]
    wire, wanted = unbroken(machine_world, scenario)
    last = {function: number for number, function in enumerate(wire.functions) if function}
    for function, number in last.items():
        with release_world(machine_world) as world:
            world.run(world.upload(scenario.key, scenario.body), {number: "after"}, dies=lambda: None)
            assert world.ends[-1].status == "FAILED"
            if world.ends[-1].error == "NotReported":
                assert world.sweep(), "nobody would have heard of it"
            else:
                assert [one["outcome"] for one in world.reports(scenario.key)] == ["failed"]
            assert len(world.messages()) == 1
            assert world.sweep() == []
            event = world.upload(scenario.key, scenario.body)
            world.run(event)
            assert world.ends[-1].output["outcome"] in ("released", "unchanged")
            found = seen_in(world, scenario)
            assert found | {"reports": wanted["reports"]} == wanted, function


def test_an_upload_whose_event_was_lost_is_released_by_the_sweep(machine_world):
    scenario = SCENARIOS["zip"]
    _, wanted = unbroken(machine_world, scenario)
    with release_world(machine_world) as world:
        event = uploaded(world, scenario)
        assert world.sweep()
        assert seen_in(world, scenario) == wanted
        assert world.sweep() == []
        world.run(event)  # late, and yet
        assert world.ends[-1].output["outcome"] == "released"
        assert world.sweep() == []


def test_an_execution_that_died_before_its_first_effect_left_no_trace_and_is_made_good(machine_world):
    scenario = SCENARIOS["recipe"]
    _, wanted = unbroken(machine_world, scenario)
    with release_world(machine_world) as world:
        event = uploaded(world, scenario)
        assert len(world.run(event, {0: "before"}).seen) == 1
        assert world.items("events") == []
        assert world.sweep()
        assert seen_in(world, scenario) == wanted
        assert world.sweep() == []


@pytest.mark.parametrize(("first", "second"), [(0, 0), (4, 3), (6, 1), (10, 2), (11, 4), (13, 5)])
def test_what_the_sweep_starts_may_die_as_well(machine_world, first, second):
    scenario = SCENARIOS["recipe"]
    _, wanted = unbroken(machine_world, scenario)
    with release_world(machine_world) as world:
        event = uploaded(world, scenario)
        world.run(event, {first: "after"})
        assert len(world.sweep({second: "after"})) == second + 1
        assert world.sweep()
        mended(world, scenario, event, wanted)


def test_what_dies_again_and_again_is_given_up_and_a_person_is_told(machine_world):
    scenario = SCENARIOS["jar"]
    with release_world(machine_world) as world:
        event = uploaded(world, scenario)
        for _ in range(3):
            world.run(event, {1: "after"}) if not world.ends else world.sweep({1: "after"})
        assert len(world.sweep({1: "after"})) == 2
        assert world.messages() == world.reports(scenario.key) == []
        assert world.sweep()
        (told,), (message,) = world.reports(scenario.key), world.messages()
        assert (told["outcome"], told["problem"]["error"]) == ("failed", "ReleaseGivenUp")
        assert "started again 3 times" in message["message"]
        assert world.ends[-1].error == "ReleaseFailed"  # which rings the alarm
        assert world.sweep() == []
        world.run(world.upload(scenario.key, scenario.body))
        assert world.ends[-1].output["outcome"] == "released"


def test_even_giving_up_is_tried_until_it_is_told(machine_world):
    scenario = SCENARIOS["jar"]
    with release_world(machine_world) as world:
        world.run(uploaded(world, scenario), {1: "after"})
        for _ in range(4):
            assert world.sweep({1: "after"})
        for _ in range(25):  # six hours
            world.sweep()
        assert len(world.messages()) == 1
        assert {one["outcome"] for one in world.reports(scenario.key)} == {"failed"}


def test_a_newer_upload_needs_no_sweep_for_the_one_that_died(machine_world):
    scenario = SCENARIOS["jar"]
    with release_world(machine_world) as world:
        world.run(world.upload(scenario.key, UNFIT), {1: "after"})
        newer = world.upload(scenario.key, scenario.body)
        world.run(newer)
        assert world.sweep() == []
        assert [one["outcome"] for one in world.reports(scenario.key)] == ["released"]


def test_the_same_content_again_writes_nothing_new(machine_world):
    for name in ("recipe", "zip", "jar"):
        scenario = SCENARIOS[name]
        with release_world(machine_world) as world:
            world.run(uploaded(world, scenario))
            before = seen_in(world, scenario)
            world.run(uploaded(world, scenario))
            assert world.ends[-1].output["outcome"] == "unchanged"
            after = seen_in(world, scenario)
            assert all("provenance" in key for key in after["written with other bytes"])  # it names the upload
            assert after | {key: before[key] for key in ("reports", "written with other bytes")} == before
