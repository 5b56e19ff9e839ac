"""Removing what nothing uses, over fakes: who comes in between, what fails, and what a run that dies leaves."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.errors import PlatformRefusedError, PlatformThrottledError, PlatformUnavailableError
from connectpilot.domain.plugins.plugin_choice import choose_plugin
from connectpilot.domain.record import ConnectorRecord
from fakes.pruning_world import MONTH, NEW_JAR, NEW_KEY, NOW, OLD_JAR, OLD_KEY, SHARED, SPEC, STRAY, World
from fakes.records import FakeRecords

EFFECTS = {"plugins": ("put", "forget"), "registry": ("delete",), "store": ("delete",)}


@pytest.fixture
def world():
    return World()


def of(key):
    return {f"bundles/{key}.{ending}" for ending in ("zip", "json", "cdx.json", "provenance.json")}


def test_all_that_nothing_uses_goes_within_two_runs_and_nothing_else(world):
    first = world.prune()
    assert tuple(world.noted) == first.ended
    assert world.ends(first) == [("old", "going"), (f"artifacts/{STRAY}", "removed")]
    assert world.plugins.get("old").state == "DELETING"
    world.settle()
    second = world.prune(days=1)
    gone = [("old", "removed"), (f"bundles/{OLD_KEY}.zip", "removed"), (f"artifacts/{OLD_JAR}", "removed")]
    assert world.ends(second) == gone
    assert world.keys == of(NEW_KEY) | {f"artifacts/{NEW_JAR}", f"artifacts/{SHARED}"}
    assert set(world.plugins.plugins) == {"new"}
    assert set(world.registry.plugins) == {"new", "theirs"}
    assert world.prune(days=2).unused == ()


def test_a_person_is_told_what_went_and_why_and_nothing_where_nothing_went(world):
    world.prune()
    world.settle()
    world.prune(days=1)
    world.prune(days=2)
    (first, second) = world.told.told
    assert "no connector uses it, and new is newer" in first[1]
    assert second[0] == "Connectpilot: pruned; plugins: 1, bundles and artefacts: 2"


def test_artefacts_stay_unless_asked_for(world):
    world.prune(artifacts=False)
    world.settle()
    world.prune(days=1, artifacts=False)
    assert not world.keys & of(OLD_KEY)
    assert {f"artifacts/{digest}" for digest in (OLD_JAR, NEW_JAR, SHARED, STRAY)} <= world.keys


def test_off_by_default_it_does_not_even_look(world):
    before = world.keys
    pruned = world.prune(after_days=0)
    assert "PrunePluginsAfterDays" in pruned.held_back
    assert (pruned.unused, pruned.ended, world.keys, world.msk.calls) == ((), (), before, [])


def test_switched_off_it_only_observes(world):
    world.control.healing = False
    before = world.keys
    pruned = world.prune()
    assert "only observes" in pruned.held_back
    assert [one.name for one in pruned.unused] == ["old", f"artifacts/{STRAY}"]
    assert (world.keys, world.plugins.get("old").state, world.told.told) == (before, "ACTIVE", [])


def test_the_switch_stops_a_run_at_its_next_removal(world):
    delete = world.registry.delete

    def and_switch_off(arn):
        delete(arn)
        world.control.healing = False

    world.registry.delete = and_switch_off
    assert world.ends(world.prune()) == [("old", "going"), (f"artifacts/{STRAY}", "kept")]


# Who uses it


def test_which_plugin_a_spec_names_is_asked_once_in_a_run(world, monkeypatch):
    asked, plugin_of = [], world.specs.plugin_of
    monkeypatch.setattr(world.specs, "plugin_of", lambda digest: asked.append(digest) or plugin_of(digest))
    world.records.draft("orders", wanted_digest=SPEC.digest)
    remove = world.remove()
    for _ in range(2):
        assert "old" in remove.look(now=NOW, older_than=MONTH).used
    assert asked == [SPEC.digest]


def test_the_age_counts_from_the_last_day_on_which_it_was_seen_in_use(world):
    world.connector(plugin_arn="arn:old")
    assert world.plugins.get("new").wanted_at is None
    world.prune(artifacts=False)
    world.msk.connectors.clear()
    assert world.prune(days=30, artifacts=False).ended == ()
    assert world.ends(world.prune(days=31, artifacts=False)) == [("old", "going")]


def use_by_record(world):
    world.records.draft("orders", wanted_digest=SPEC.digest)


def use_by_request(world):
    world.records.draft("orders", request=json.dumps({"specDigest": SPEC.digest}))


def use_by_connector(world):
    world.connector(plugin_arn="arn:old")


def release_begins(world):
    world.releases.began.append("arn:execution:2")


def release_runs(world):
    world.releases.is_running = True


USERS = [use_by_record, use_by_request, use_by_connector, release_begins, release_runs]


@pytest.mark.parametrize("comes", USERS)
def test_who_comes_between_the_look_and_the_removal_is_seen(world, comes):
    remove = world.remove()
    look = remove.look(now=NOW, older_than=MONTH)
    comes(world)
    ended = {one.unused.name: one.end for one in remove(look, look.unused)}
    assert ended["old"] == "kept"
    assert (world.plugins.get("old").state, world.registry.plugins["old"].state) == ("ACTIVE", "ACTIVE")


@pytest.mark.parametrize("comes", [use_by_record, use_by_request, use_by_connector])
def test_who_comes_just_before_it_is_marked_as_going_is_seen(world, comes):
    put = world.plugins.put

    def preceded(plugin):
        if plugin.state == "DELETING":
            comes(world)
        put(plugin)

    world.plugins.put = preceded
    ended = dict(world.ends(world.prune()))
    assert ended["old"] == "kept"
    assert (world.plugins.get("old").state, world.registry.plugins["old"].state) == ("ACTIVE", "ACTIVE")


def test_from_the_mark_on_no_connector_is_given_it(world):
    """Who names it is told so; who does not gets the newest."""
    delete, refused = world.registry.delete, []

    def asked_meanwhile(arn):
        for plugin in (None, "old"):
            try:
                refused.append(choose_plugin(replace(SPEC, plugin=plugin), world.plugins.all()).name)
            except Exception as error:  # noqa: BLE001 - the kind is what is looked at
                refused.append(type(error).__name__)
        delete(arn)

    world.registry.delete = asked_meanwhile
    world.prune()
    assert refused == ["new", "UnknownPluginError"]


@pytest.mark.parametrize("comes", [release_begins, release_runs])
def test_a_release_that_comes_keeps_objects_too(world, comes):
    world.prune()
    world.settle()
    remove = world.remove()
    look = remove.look(now=NOW + timedelta(days=1), older_than=MONTH)
    before = world.keys
    comes(world)
    assert {one.end for one in remove(look, look.unused)} == {"kept"}
    assert world.keys == before


def test_a_bundle_of_which_a_plugin_was_made_meanwhile_is_kept(world):
    world.plugins.forget("old")
    remove = world.remove()
    look = remove.look(now=NOW, older_than=MONTH)
    world.add("old", OLD_KEY, 1, OLD_JAR)
    ended = {one.unused.name: one.end for one in remove(look, look.unused)}
    assert ended[f"bundles/{OLD_KEY}.zip"] == "kept"
    assert of(OLD_KEY) <= world.keys


def test_what_came_with_an_adopted_connector_is_never_touched(world):
    world.plugins.put(replace(world.plugins.get("old"), bundle_key=""))
    pruned = world.prune()
    assert "old" not in [one.name for one in pruned.unused]
    assert world.registry.plugins["old"].state == "ACTIVE"


def test_a_document_that_is_no_text_keeps_nobody_from_pruning(world):
    """Somebody else put it there."""
    world.store.objects[f"bundles/{NEW_KEY}.notes.json"] = b"\xff\xfe"
    assert [one.name for one in world.prune().unused] == ["old", f"artifacts/{STRAY}"]


# What fails


@pytest.mark.parametrize(
    "error", [PlatformRefusedError("it is in use by connectors: x"), PlatformThrottledError("slow")]
)
def test_what_msk_connect_refuses_stays_usable_and_is_told_with_its_words(world, error):
    def refuse(arn):
        raise error

    world.registry.delete = refuse
    (ended, *_) = world.prune().ended
    assert (ended.end, ended.why) == ("kept", str(error))
    assert world.plugins.get("old").state == "ACTIVE"
    assert str(error) in world.told.told[0][1]


@pytest.mark.parametrize("was_deleted", [True, False])
def test_an_answer_that_was_lost_is_looked_up_by_the_next_run(world, was_deleted):
    delete = world.registry.delete

    def lose(arn):
        if was_deleted:
            delete(arn)
        raise PlatformUnavailableError("no answer")

    world.registry.delete = lose
    assert world.ends(world.prune())[0] == ("old", "kept")
    assert world.plugins.get("old").state == "DELETING"
    world.registry.delete = delete
    world.settle()
    assert world.ends(world.prune(days=1))[0] == ("old", "removed" if was_deleted else "going")


def test_what_was_marked_and_is_used_after_all_can_be_used_again(world):
    """A run died between the mark and the second look, which would have found this connector."""
    world.plugins.put(replace(world.plugins.get("old"), state="DELETING"))
    use_by_record(world)
    assert [one.name for one in world.prune(artifacts=False).unused] == []
    assert world.plugins.get("old").state == "ACTIVE"


class Died(BaseException):
    """As a function that runs out of time."""


def effects(world, dies_at=None, *, before=True):
    """Counts every effect; dies at one of them, before or after it was made."""
    count = 0

    def wrap(owner, name):
        real = getattr(owner, name)

        def effect(*given, **more):
            nonlocal count
            count += 1
            mine = count
            if mine == dies_at and before:
                raise Died
            real(*given, **more)
            if mine == dies_at:
                raise Died

        setattr(owner, name, effect)

    for owner, names in EFFECTS.items():
        for name in names:
            wrap(getattr(world, owner), name)
    return lambda: count


def refers_to_nothing_gone(world):
    named = {one.arn for one in world.plugins.all() if one.state == "ACTIVE"}
    assert named <= {one.arn for one in world.registry.plugins.values()}
    for plugin in world.plugins.all():
        assert of(plugin.sha256) <= world.keys
    for key in world.keys:
        if key.endswith(".json"):
            assert f"{key.partition('.')[0]}.zip" in world.keys
    for key in (key for key in world.keys if key.endswith(".provenance.json")):
        inputs = json.loads(world.store.objects[key])["inputs"]
        assert {f"artifacts/{digest}" for digest in inputs} <= world.keys


def whole(world):
    for days in range(4):
        world.prune(days=days)
        world.settle()


def how_many_effects():
    world = World()
    counted = effects(world)
    whole(world)
    return counted()


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, how_many_effects() + 1))
def test_a_run_that_dies_leaves_nothing_that_refers_to_something_gone_and_the_next_ends_it(dies_at, before):
    world, ideal = World(), World()
    whole(ideal)
    effects(world, dies_at, before=before)
    with pytest.raises(Died):
        whole(world)
    refers_to_nothing_gone(world)
    world.settle()
    refers_to_nothing_gone(world)
    whole(world)
    assert (world.keys, set(world.plugins.plugins)) == (ideal.keys, set(ideal.plugins.plugins))
    assert set(world.registry.plugins) == set(ideal.registry.plugins)


def test_there_are_effects_to_die_at():
    assert how_many_effects() == 9
    world = World()
    world.records = FakeRecords(ConnectorRecord("orders", wanted_digest=SPEC.digest))
    counted = effects(world)
    whole(world)
    assert counted() == 1, "only the stray artefact"
