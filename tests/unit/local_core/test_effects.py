"""Nothing of a template is skipped in silence: carried out, listed with a reason, or an error."""

from __future__ import annotations

import pytest
from connectpilot_local.cloud.cloudformation import effects
from connectpilot_local.cloud.cloudformation.base import TYPES, DeploymentError
from connectpilot_local.cloud.cloudformation.install import install  # noqa: F401 - registers the types


def test_every_entry_of_the_table_is_a_known_type_and_has_a_reason():
    assert effects.WITHOUT_EFFECT.keys() <= TYPES.keys()
    assert all(reason for table in effects.WITHOUT_EFFECT.values() for reason in table.values())


def test_what_has_no_effect_is_returned():
    template = {
        "Resources": {
            "Logs": {
                "Type": "AWS::Logs::LogGroup",
                "DeletionPolicy": "Retain",
                "Properties": {"LogGroupName": "a", "RetentionInDays": 1},
            }
        }
    }
    found = effects.check(template)
    assert [one.property_name for one in found] == ["RetentionInDays", "DeletionPolicy"]


def test_all_problems_are_told_at_once():
    template = {
        "Resources": {
            "A": {"Type": "AWS::Sea::Ship"},
            "B": {"Type": "AWS::SQS::Queue", "Properties": {"Colour": 1}},
            "C": {"Type": "AWS::SQS::Queue", "CreationPolicy": {}},
        }
    }
    with pytest.raises(DeploymentError) as told:
        effects.check(template)
    for part in (
        "A: AWS::Sea::Ship is not known",
        "B: AWS::SQS::Queue has no local Colour",
        "C: the attribute CreationPolicy",
    ):
        assert part in str(told.value)
