"""release-plugin dies after any of its writes, or loses any answer: one sweep later all is as if nothing had been."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
import release_world as release_world_module
from connectpilot import bootstrap
from connectpilot.adapters import multipart
from connectpilot.adapters.custom_plugins import CustomPlugins
from connectpilot.bootstrap import builds
from connectpilot.domain.plugins.release import Upload
from connectpilot.usecases import sweep_releases
from connectpilot_local.msk_connect.resources import StateDescription
from fakes.java import class_file, jar, targz, zipped
from fakes.release_handlers import ENVIRONMENT
from fakes.releases import FakeDownloads
from moto.s3 import models as moto_s3
from release_world import Wire, one_at_a_time, release_world

ORDERS = jar()
KEPT = targz([("orders/orders-1.2.jar", ORDERS), ("orders/LICENSE", b"Apache")])
BESIDE = zipped({"notes.txt": b"beside the connector"})
PLACES = (
    "https://repository.example/maven2/com/example/orders/1.2/orders-1.2-plugin.tar.gz",
    "https://downloads.example/notes.zip",
)
RECIPE = f"""name: orders
version: "1.2"
kafkaConnect: [3.7.x]
artifacts:
  - maven: com.example:orders:1.2:tar.gz:plugin
    sha256: {hashlib.sha256(KEPT).hexdigest()}
  - url: {PLACES[1]}
    sha256: {hashlib.sha256(BESIDE).hexdigest()}
""".encode()
UNFIT = jar({"com/example/Orders": class_file(java=21)})


@dataclass(frozen=True)
class Scenario:
    key: str
    body: bytes
    outcome: str
    kept: int
    """Objects in the bundle bucket when all is done."""
    had_failed: bool = False
    """An earlier upload's plugin is CREATE_FAILED, and its execution gone."""


SCENARIOS = {
    "recipe": Scenario("uploads/orders.yaml", RECIPE, "released", 6),
    "zip": Scenario("uploads/orders.zip", zipped({"a/orders-1.2.jar": ORDERS}), "released", 4),
    "jar": Scenario("uploads/orders.jar", ORDERS, "released", 4),
    "jar whose plugin had failed": Scenario("uploads/orders.jar", ORDERS, "released", 4, had_failed=True),
    "refused upload": Scenario("uploads/orders.pdf", b"%PDF-1.7 ......", "refused", 0),
    "refused plugin": Scenario("uploads/orders.jar", UNFIT, "refused", 1),
}
GONE, LOST, LOST_AGAIN = ("after",), ("lost",), ("lost", "lost")


@pytest.fixture(autouse=True)
def settings(machine_world, monkeypatch):
    for name, value in (ENVIRONMENT | {"AWS_ENDPOINT_URL": machine_world.context.endpoint_url}).items():
        monkeypatch.setenv(name, value)
    forget_clients()
    monkeypatch.setattr(bootstrap, "now", machine_world.clock.now)
    downloads = FakeDownloads(dict(zip(PLACES, (KEPT, BESIDE), strict=True)))
    monkeypatch.setattr(builds, "HttpDownloads", lambda **_: downloads)
    monkeypatch.setattr(multipart, "PART", 400)
    monkeypatch.setattr(moto_s3, "S3_UPLOAD_PART_MIN_SIZE", 1)
    for table in ("events", "plugins"):
        machine_world.make_table(table)
    yield
    forget_clients()


def forget_clients():
    for cached in (bootstrap.settings, bootstrap.client, bootstrap.table):
        cached.cache_clear()


def uploaded(world, scenario):
    """The event of the upload to look at, after what went before it."""
    if scenario.had_failed:
        world.run(world.upload(scenario.key, scenario.body), to_crash_at="CreateCustomPlugin")
        (plugin,) = world.msk._state.plugins.values()
        plugin.problem = StateDescription("InternalFailure", "it could not be stored")
        world.clock.skip(60)
    return world.upload(scenario.key, scenario.body)


def position(name, seen):
    return next(number for number, effect in enumerate(seen) if name in effect)


def unbroken(machine_world, scenario):
    """What is written when nothing breaks, by which function, and what there is in the end."""
    if scenario not in KNOWN:
        with release_world(machine_world) as world:
            event = uploaded(world, scenario)
            wire = world.run(event)
            assert len(world.messages()) == len(world.reports(scenario.key)) == 1
            KNOWN[scenario] = wire, seen_in(world, scenario)
    return KNOWN[scenario]


KNOWN = {}


def seen_in(world, scenario):
    """What a person could tell apart: of what differs from run to run, only whether it fits together."""
    reports = world.reports(scenario.key)
    plugins, records, kept = world.plugins(), world.items("plugins"), world.kept()
    return {
        "reports": {(one["outcome"], one["summary"], (one.get("plugin") or {}).get("name")) for one in reports},
        "plugins": [(name, state) for name, state, _ in plugins],
        "records": [{key: one[key] for key in one if key not in ("arn", "origin", "createdAt")} for one in records],
        "record knows its plugin": [one["arn"] for one in records] == [arn for *_, arn in plugins],
        "objects": sorted(kept),
        "written with other bytes": [key for key, versions in kept.items() if len(set(versions)) > 1],
        "doubled": [key for key, versions in kept.items() if len(versions) > 1 and not key.endswith(".json")],
    }


def settled(world, event):
    assert world.sweep() == [], "the sweep finds something to do"
    again = world.run(event).seen
    assert (len(again), world.ends[-1].output["outcome"]) == (1, "duplicate"), "the same event was handled twice"


def break_everywhere(machine_world, name, faults):
    scenario = SCENARIOS[name]
    wire, wanted = unbroken(machine_world, scenario)
    for number, effect in enumerate(wire.seen):
        with release_world(machine_world) as world:
            event = uploaded(world, scenario)
            world.run(event, dict(enumerate(faults, number)))
            swept = world.sweep()
            try:
                assert bool(swept) == (faults == GONE and number < len(wire.seen) - 1), "swept, or not"
                mended(world, scenario, event, wanted)
                for told, what in ((world.messages(), "sns.Publish"), (world.reports(scenario.key), "reports/")):
                    repeats = repeats_of(position(what, wire.seen), number, faults)
                    assert 1 <= len(told) <= 1 + repeats, f"{what}: {len(told)} times"
                assert world.parts_left() <= len(faults)  # the bucket removes them: tests/architecture
            except AssertionError as error:
                ends = [(end.status, end.output or end.cause) for end in world.ends]
                raise AssertionError(f"{faults} at effect {number}, {effect}: {ends}: {error}") from None


def repeats_of(told, number, faults):
    """How often the same may be told once more, when the fault comes at effect `number` and `told` is the telling."""
    if number == told:
        return len(faults)
    return int(faults == GONE and number > told)


def mended(world, scenario, event, wanted):
    """As if nothing had been, with nothing left to do, and no second time for the same event."""
    assert seen_in(world, scenario) == wanted
    assert world.sweep() == [], "the sweep finds something to do"
    again = world.run(event).seen
    assert (len(again), world.ends[-1].output["outcome"]) == (1, "duplicate"), "the same event was handled twice"


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
    for number in (number for number, function in enumerate(wire.functions) if function):
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
            assert found | {"reports": wanted["reports"]} == wanted, wire.seen[number]


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


# The matrix must notice when one of the safeguards is taken away.


def red(machine_world, name, *modes):
    try:
        for faults in modes:
            break_everywhere(machine_world, name, faults)
    except Exception:  # noqa: BLE001 - it breaks in whatever way it likes
        return True
    return False


@pytest.fixture
def changed(monkeypatch):
    """Call it to change a state of the machine that is run."""

    def change(state, **arguments):
        found = one_at_a_time()
        found.body["States"][state]["Arguments"] |= arguments
        monkeypatch.setattr(release_world_module, "one_at_a_time", lambda: found)

    return change


def test_without_adoption_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(CustomPlugins, "find", lambda self, name: None)
    assert red(machine_world, "jar", LOST)


def test_without_if_none_match_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(Wire, "overwrites", True)
    assert red(machine_world, "jar", LOST)


def test_without_the_condition_on_the_claim_the_matrix_fails(machine_world, changed):
    condition = (
        "attribute_exists(#identity) OR attribute_not_exists(#identity) OR claimedBy IN (:me, :gone, :sequencer)"
    )
    changed("ClaimUpload", ConditionExpression=condition)
    assert red(machine_world, "refused upload", LOST)


def test_without_taking_over_the_claim_of_the_dead_the_matrix_fails(machine_world, changed):
    condition = one_at_a_time().body["States"]["ClaimUpload"]["Arguments"]["ConditionExpression"]
    changed("ClaimUpload", ConditionExpression=condition.replace(":gone", ":me"))
    assert red(machine_world, "refused upload", GONE)


def test_without_a_sweep_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["refused upload"])
    monkeypatch.setattr(sweep_releases, "is_settled", lambda *_: True)
    assert red(machine_world, "refused upload", GONE)


def test_without_knowing_whose_upload_made_the_plugin_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(Upload, "__str__", lambda self: self.key)
    assert red(machine_world, "jar", GONE)
