"""The crash matrix of release-plugin must notice when one of its safeguards is taken away."""

from __future__ import annotations

import uuid

import pytest
import release_world
from connectpilot.adapters.custom_plugins import CustomPlugins
from connectpilot.usecases import register_plugin, sweep_releases
from release_matrix import GONE, KNOWN, LOST, SCENARIOS, break_everywhere, unbroken
from release_wire import Wire

pytestmark = pytest.mark.usefixtures("release_settings")


def red(words):
    """The matrix fails, and in these words: not because the test itself went wrong."""
    return pytest.raises(AssertionError, match=words)


@pytest.fixture
def change(monkeypatch, machine_world):
    """Call it with a change of the machine's states; a run in which nothing breaks must be none the wiser."""

    def change(of_states):
        found = release_world.one_at_a_time()
        of_states(found.body["States"])
        monkeypatch.setattr(release_world, "one_at_a_time", lambda: found)
        KNOWN.clear()
        unbroken(machine_world, SCENARIOS["refused upload"])

    return change


def test_without_adoption_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(CustomPlugins, "find", lambda self, name: None)
    with red("CreateCustomPlugin"):
        break_everywhere(machine_world, "jar", LOST)


def test_without_if_none_match_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(Wire, "overwrites", True)
    with red(r"PutObject connectpilot-bundles/bundles/DIGEST.jar: (.|\n)*doubled"):
        break_everywhere(machine_world, "jar", LOST)


def test_without_the_condition_on_the_claim_the_matrix_fails(machine_world, change):
    anybody = "attribute_exists(#identity) OR attribute_not_exists(#identity) OR claimedBy IN (:me, :gone, :sequencer)"
    change(lambda states: states["ClaimUpload"]["Arguments"].update(ConditionExpression=anybody))
    with red("handled twice"):
        break_everywhere(machine_world, "refused upload", LOST)


def test_without_taking_over_the_claim_of_the_dead_the_matrix_fails(machine_world, change):
    change(lambda states: states["ReadEvent"]["Assign"].update(takesOver=""))
    with red("duplicate"):
        break_everywhere(machine_world, "refused upload", GONE)


def test_without_an_end_of_the_claim_the_matrix_fails(machine_world, change):
    change(lambda states: states["Notify"].update(Next="IsBug"))
    with red("swept, or not|the sweep finds something to do"):
        break_everywhere(machine_world, "refused upload", LOST)


def test_without_a_sweep_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["refused upload"])
    monkeypatch.setattr(sweep_releases, "is_settled", lambda *_: True)
    with red("swept, or not"):
        break_everywhere(machine_world, "refused upload", GONE)


def test_without_knowing_whose_upload_made_the_plugin_the_matrix_fails(machine_world, monkeypatch):
    unbroken(machine_world, SCENARIOS["jar"])
    monkeypatch.setattr(register_plugin, "str", lambda upload: uuid.uuid4().hex, raising=False)
    with red("'outcome': 'unchanged'"):
        break_everywhere(machine_world, "jar", GONE)
