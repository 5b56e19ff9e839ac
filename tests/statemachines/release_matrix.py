"""Uploads of each kind, what they come to when nothing breaks, and the same with a fault at every write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from connectpilot_local.msk_connect.resources import StateDescription
from fakes.java import class_file, jar, targz, zipped
from release_world import release_world

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
DOWNLOADS = dict(zip(PLACES, (KEPT, BESIDE), strict=True))
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
KNOWN = {}
"""Of each scenario, what is written and what there is when nothing breaks."""


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
            wire = world.run(uploaded(world, scenario))
            end = seen_in(world, scenario)
            assert len(world.messages()) == len(world.reports(scenario.key)) == 1
            assert [told[0] for told in end["reports"]] == [scenario.outcome]
            assert [state for _, state in end["plugins"]] == (["ACTIVE"] if scenario.outcome == "released" else [])
            assert [one["name"] for one in end["records"]] == [name for name, _ in end["plugins"]]
            assert len(end["objects"]) == scenario.kept
            assert end["record knows its plugin"]
            assert end["doubled"] == []
            anew = ["provenance.json"] if scenario.had_failed else []  # it names the upload
            assert [key.split(".", 1)[1] for key in end["written with other bytes"]] == anew
            KNOWN[scenario] = wire, end
    return KNOWN[scenario]


def seen_in(world, scenario):
    """What a person could tell apart: of what differs from run to run, only whether it fits together."""
    reports = world.reports(scenario.key)
    plugins, records, kept = world.plugins(), world.items("plugins"), world.kept()
    return {
        "reports": {(one["outcome"], one["summary"], (one.get("plugin") or {}).get("name")) for one in reports},
        "plugins": [(name, state) for name, state, _ in plugins],
        "records": [
            {key: one[key] for key in one if key not in ("arn", "origin", "createdAt", "wantedAt")} for one in records
        ],
        "record knows its plugin": [one["arn"] for one in records] == [arn for *_, arn in plugins],
        "objects": sorted(kept),
        "written with other bytes": [key for key, versions in kept.items() if len(set(versions)) > 1],
        "doubled": [key for key, versions in kept.items() if len(versions) > 1 and not key.endswith(".json")],
    }


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
