"""What a request means for a connector as it is: a table, and laws that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.changes.difference import compare
from connectpilot.domain.changes.facts import Adopted, Facts, Refused, Steps, Unchanged, Wait
from connectpilot.domain.changes.plan import make_plan
from connectpilot.domain.changes.request import Intent, StepKind
from connectpilot.domain.connector import ConnectorState, Operation
from connectpilot.domain.names import offset_topic
from connectpilot.domain.record import ConnectorRecord, Lifecycle
from fakes.door_samples import CONNECTOR_ARN, NOON, SINK, TWO_WORKERS, connector_of, desired_of, spec_of
from hypothesis import given
from hypothesis import strategies as st

WANTED = desired_of(spec_of())
SINK_WANTED = desired_of(spec_of(connector_class=SINK))
HERE = connector_of(WANTED)
FAILED = replace(HERE, state=ConnectorState.FAILED)
PAUSED = replace(HERE, state=ConnectorState.PAUSED)
OLD = replace(HERE, kafka_connect_version="2.7.1")
OTHER_KEY = replace(HERE, configuration={**HERE.configuration, "topics": "other"})
BOTH = replace(OTHER_KEY, capacity=TWO_WORKERS)
NEW = replace(HERE, created_at=NOON + timedelta(minutes=1))
OURS = ConnectorRecord("orders", arn=CONNECTOR_ARN, healthy_digest=WANTED.digest)
UNVERIFIED = replace(OURS, healthy_digest=None)
OWN_TOPIC = offset_topic("orders")
THEIRS = "arn:aws:kafkaconnect:us-east-1:1:worker-configuration/theirs/0-1"
ADOPTED = replace(HERE, worker_configuration_arn=THEIRS)
KEEPS_THEIRS = desired_of(spec_of(connectpilot__worker__configuration=THEIRS))
NOT_AGAIN = desired_of(spec_of(connectpilot__healing__recreate="false"))
NOT_HEALED = desired_of(spec_of(connectpilot__healing__enabled="false"))
KEEPS_DEFAULT = desired_of(spec_of(connectpilot__worker__configuration="default"))


def op(kind="UPDATE_WORKER_SETTING", state="UPDATE_IN_PROGRESS", minutes=-60, ended=None):
    return Operation(f"arn:{kind}", kind, state, NOON + timedelta(minutes=minutes), ended)


def facts(intent, connector=None, **changes):
    defaults = {"record": OURS, "ours": connector is not None, "desired": None, "kind": "source"}
    if intent in ("apply", "recreate", "adopt"):
        defaults["desired"] = WANTED
    return Facts(intent=Intent(intent), name="orders", since=NOON, connector=connector, **(defaults | changes))


def kinds(plan):
    return [step.kind.value for step in plan.steps]


def case(name, given_facts, kind, *words, steps=None, verify=None):
    return pytest.param(given_facts, kind, words, steps, verify, id=name)


TABLE = [
    case("apply where nothing is", facts("apply"), Steps, steps=["create"], verify=True),
    case("apply what is there already", facts("apply", HERE), Unchanged, verify=False),
    case("apply what was never seen healthy", facts("apply", HERE, record=UNVERIFIED), Unchanged, verify=True),
    case("apply another configuration", facts("apply", OTHER_KEY), Steps, '"topics"', steps=["updateConfiguration"]),
    case("apply another size", facts("apply", replace(HERE, capacity=TWO_WORKERS)), Steps, steps=["updateWorkers"]),
    case("apply both", facts("apply", BOTH), Steps, steps=["updateWorkers", "updateConfiguration"]),
    case("apply to a paused one", facts("apply", replace(BOTH, state=ConnectorState.PAUSED)), Steps, verify=False),
    case("apply another version", facts("apply", OLD), Refused, "2.7.1", "recreate"),
    case(
        "apply another class", facts("apply", replace(HERE, configuration={"connector.class": "x"})), Refused, "class"
    ),
    case(
        "apply to a FAILED source that keeps its position",
        facts("apply", FAILED, offset_topic=OWN_TOPIC),
        Steps,
        steps=["delete", "create"],
    ),
    case(
        "a machine's apply to a FAILED source whose spec forbids it",
        facts("apply", FAILED, desired=NOT_AGAIN, offset_topic=OWN_TOPIC),
        Refused,
        "recreate it",
    ),
    case(
        "a machine's apply to a FAILED source whose healing is off",
        facts("apply", FAILED, desired=NOT_HEALED, offset_topic=OWN_TOPIC),
        Refused,
        "recreate it",
    ),
    case(
        "a person's apply to a FAILED source whose spec forbids it to machines",
        facts("apply", FAILED, desired=NOT_AGAIN, offset_topic=OWN_TOPIC, may_recreate=True),
        Steps,
        steps=["delete", "create"],
    ),
    case("apply to a FAILED source that would lose it", facts("apply", FAILED), Refused, "position would be lost"),
    case(
        "apply to a FAILED source whose offsets are in another's topic",
        facts("apply", replace(ADOPTED, state=ConnectorState.FAILED), offset_topic="x"),
        Refused,
        "position would be lost",
        "connectpilot.worker.configuration",
        THEIRS,
    ),
    case(
        "apply workers that would look for a source's offsets elsewhere",
        facts("apply", ADOPTED, offset_topic="x"),
        Refused,
        "in x",
        OWN_TOPIC,
        THEIRS,
    ),
    case(
        "apply derived workers to a source on the default ones",
        facts("apply", replace(HERE, worker_configuration_arn=None)),
        Refused,
        "position would be lost",
        '"default"',
    ),
    case(
        "apply other workers that look in the same topic",
        facts("apply", ADOPTED, offset_topic=OWN_TOPIC),
        Steps,
        steps=["updateWorkers"],
    ),
    case(
        "apply other workers to a sink",
        facts(
            "apply",
            replace(connector_of(SINK_WANTED), worker_configuration_arn=THEIRS),
            desired=SINK_WANTED,
            kind="sink",
        ),
        Steps,
        steps=["updateWorkers"],
    ),
    case("apply what keeps its own workers", facts("apply", ADOPTED, desired=KEEPS_THEIRS), Unchanged),
    case(
        "apply what keeps the default workers",
        facts("apply", replace(HERE, worker_configuration_arn=None), desired=KEEPS_DEFAULT),
        Unchanged,
    ),
    case("apply the default workers anew", facts("apply", ADOPTED, desired=KEEPS_DEFAULT), Refused, "recreate"),
    case(
        "recreate what keeps its own workers and their topic",
        facts("recreate", ADOPTED, desired=KEEPS_THEIRS, offset_topic="x"),
        Steps,
        steps=["delete", "create"],
    ),
    case(
        "recreate what keeps its own workers without a topic",
        facts("recreate", ADOPTED, desired=KEEPS_THEIRS),
        Refused,
        "position would be lost",
    ),
    case(
        "apply to a FAILED sink",
        facts(
            "apply", replace(connector_of(SINK_WANTED), state=ConnectorState.FAILED), desired=SINK_WANTED, kind="sink"
        ),
        Steps,
        steps=["delete", "create"],
    ),
    case(
        "apply whose own creation has just failed",
        facts("apply", replace(NEW, state=ConnectorState.FAILED)),
        Unchanged,
        verify=True,
    ),
    case("apply whose creation was never answered", facts("apply", NEW, record=replace(OURS, arn=None)), Adopted),
    case("apply without a spec", facts("apply", HERE, desired=None), Refused, "send the connector's configuration"),
    case("restart", facts("restart", HERE), Steps, steps=["restart"], verify=True),
    case("restart of a FAILED one", facts("restart", FAILED), Refused, "only RUNNING", "recreate"),
    case("restart of a paused one", facts("restart", PAUSED), Refused, "resume"),
    case("restart on 2.7.1", facts("restart", OLD, only_failed_tasks=True), Steps, "not its tasks", steps=["restart"]),
    case("restart of nothing", facts("restart"), Refused, "no connector orders"),
    case("pause", facts("pause", HERE), Steps, steps=["pause"], verify=False),
    case("pause twice", facts("pause", PAUSED), Unchanged, "PAUSED already"),
    case("pause of a FAILED one", facts("pause", FAILED), Refused, "recreate"),
    case("resume", facts("resume", PAUSED), Steps, steps=["resume"], verify=True),
    case("resume twice", facts("resume", HERE), Unchanged, "RUNNING already"),
    case("stop", facts("stop", HERE, desired=WANTED, offset_topic=OWN_TOPIC), Steps, steps=["delete"], verify=False),
    case(
        "stop of a source whose offsets die with it",
        facts("stop", replace(HERE, worker_configuration_arn=None), desired=KEEPS_DEFAULT),
        Refused,
        "position would be lost",
        "pause it",
        "delete it if it may begin anew",
    ),
    case(
        "stop of a source that would look elsewhere when it is resumed",
        facts("stop", ADOPTED, desired=WANTED, offset_topic="x"),
        Refused,
        "in x",
        OWN_TOPIC,
        "pause it",
    ),
    case("stop of a source whose spec cannot be read", facts("stop", HERE, offset_topic="x"), Steps, steps=["delete"]),
    case("stop of what may be a source", facts("stop", HERE, kind="unknown"), Refused, "position would be lost"),
    case(
        "stop of a sink",
        facts("stop", connector_of(SINK_WANTED), desired=SINK_WANTED, kind="sink"),
        Steps,
        steps=["delete"],
    ),
    case("stop of a foreign one that has our spec", facts("stop", HERE, ours=False, desired=WANTED), Refused, "adopt"),
    case("stop twice", facts("stop"), Unchanged),
    case("delete", facts("delete", FAILED), Steps, steps=["delete"], verify=False),
    case("delete twice", facts("delete"), Unchanged),
    case(
        "delete while it is being deleted",
        facts("delete", replace(HERE, state=ConnectorState.DELETING)),
        Steps,
        steps=["delete"],
    ),
    case("recreate", facts("recreate", HERE, offset_topic=OWN_TOPIC), Steps, steps=["delete", "create"]),
    case("recreate that would lose the position", facts("recreate", HERE), Refused, "position would be lost"),
    case("recreate a second time", facts("recreate", NEW, offset_topic=OWN_TOPIC), Unchanged, verify=True),
    case(
        "recreate a second time what somebody changed in between",
        facts("recreate", replace(NEW, configuration=OTHER_KEY.configuration), offset_topic=OWN_TOPIC),
        Steps,
        steps=["updateConfiguration"],
    ),
    case(
        "recreate a second time what was paused",
        facts("recreate", NEW, offset_topic=OWN_TOPIC, record=replace(OURS, lifecycle=Lifecycle.PAUSED)),
        Steps,
        steps=["pause"],
        verify=False,
    ),
    case(
        "recreate a second time what is paused",
        facts("recreate", replace(NEW, state=ConnectorState.PAUSED), offset_topic=OWN_TOPIC),
        Unchanged,
        verify=False,
    ),
    case(
        "recreate a second time what cannot be like the spec any more",
        facts("recreate", replace(NEW, execution_role_arn="arn:other"), offset_topic=OWN_TOPIC),
        Refused,
        "execution role",
    ),
    case("apply what this request has changed and was healthy before", facts("apply", NEW), Unchanged, verify=True),
    case("recreate what is gone", facts("recreate"), Steps, steps=["create"]),
    case(
        "recreate what was paused",
        facts("recreate", PAUSED, offset_topic=OWN_TOPIC, record=replace(OURS, lifecycle=Lifecycle.PAUSED)),
        Steps,
        steps=["delete", "create", "pause"],
        verify=False,
    ),
    case(
        "recreate while it is being deleted",
        facts("recreate", replace(HERE, state=ConnectorState.DELETING)),
        Steps,
        steps=["delete", "create"],
    ),
    case("another operation", facts("apply", HERE, operations=(op(),)), Wait, "UPDATE_WORKER_SETTING"),
    case("an operation of the service's own", facts("restart", HERE, operations=(op("ISOLATE_CONNECTOR"),)), Wait),
    case("an operation in a state nobody knows", facts("restart", HERE, operations=(op(state="MELTING"),)), Wait),
    case("an operation that has ended", facts("restart", HERE, operations=(op(state="UPDATE_COMPLETE"),)), Steps),
    case("still being created", facts("apply", replace(HERE, state=ConnectorState.CREATING)), Wait, "CREATING"),
    case("still being deleted", facts("apply", replace(HERE, state=ConnectorState.DELETING)), Wait, "being deleted"),
    case("foreign and equal", facts("apply", HERE, ours=False), Adopted, "exactly what is wanted"),
    case("foreign and different", facts("apply", OTHER_KEY, ours=False), Refused, '"topics" changes', "adopt it first"),
    case("adopt a foreign one that differs", facts("adopt", OTHER_KEY, ours=False), Adopted, "next apply changes"),
    case("adopt one that can never be like the spec", facts("adopt", OLD, ours=False), Refused, "2.7.1"),
    case("adopt a paused one", facts("adopt", PAUSED, ours=False), Adopted, verify=False),
    case("adopt one that is changing", facts("adopt", HERE, ours=False, operations=(op(),)), Wait, "UPDATE_WORKER"),
    case("apply over one that is changing", facts("apply", HERE, ours=False, operations=(op(),)), Wait),
    case("adopt what is ours", facts("adopt", HERE), Unchanged),
    *(
        case(f"{intent} of a foreign one", facts(intent, HERE, ours=False), Refused, "adopt it first")
        for intent in ("restart", "pause", "resume", "stop", "delete", "recreate")
    ),
    case("expected version", facts("restart", HERE, expects={"version": "K1"}), Steps),
    case("another version", facts("restart", HERE, expects={"version": "K0"}), Refused, "K1", "look again"),
    case("expected state", facts("recreate", HERE, expects={"state": "FAILED"}), Refused, "RUNNING", "FAILED"),
    case("still ill", facts("restart", HERE, expects={"erroredTasks": True}, errored_tasks=2), Steps),
    case("well again", facts("restart", HERE, expects={"erroredTasks": True}, errored_tasks=0), Unchanged, "no task"),
    case("nobody knows", facts("restart", HERE, expects={"erroredTasks": True}), Refused, "no fresh metric"),
    case("an unknown expectation", facts("restart", HERE, expects={"mood": "good"}), Refused, "mood"),
    case(
        "a request that has acted is not asked again what it expected",
        facts("restart", HERE, expects={"version": "K0"}, own=(op("RESTART_CONNECTOR", "RESTART_COMPLETE", 1),)),
        Steps,
    ),
    case(
        "what somebody else did meanwhile does not meet what the request expected",
        facts("restart", HERE, expects={"version": "K0"}, operations=(op("UPDATE_X", "UPDATE_COMPLETE", 1),)),
        Refused,
        "K1",
    ),
]


@pytest.mark.parametrize(("given_facts", "kind", "words", "steps", "verify"), TABLE)
def test_a_request_means(given_facts, kind, words, steps, verify):
    plan = make_plan(given_facts)
    assert type(plan) is kind, plan
    assert all(word in plan.reason for word in words), plan.reason
    if steps is not None:
        assert kinds(plan) == steps
    if verify is not None:
        assert plan.verify is verify


def test_only_the_failed_tasks_are_restarted_where_that_is_possible():
    assert make_plan(facts("restart", HERE, only_failed_tasks=True)).steps[0].only_failed_tasks
    assert not make_plan(facts("restart", OLD, only_failed_tasks=True)).steps[0].only_failed_tasks


def test_a_paused_connector_is_updated_without_health_validation():
    plan = make_plan(facts("apply", replace(BOTH, state=ConnectorState.PAUSED)))
    assert all(step.skip_health_validation for step in plan.steps)


@pytest.mark.parametrize("state", ConnectorState)
@pytest.mark.parametrize("intent", Intent)
def test_nothing_is_planned_for_a_connector_that_is_changing(intent, state):
    plan = make_plan(facts(intent.value, replace(OTHER_KEY, state=state)))
    if not state.settled and state is not ConnectorState.DELETING:
        assert isinstance(plan, Wait)


secrets = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=12, max_size=30)
keys = st.sampled_from(["database.password", "topics", "a", "tasks.max", "topic.prefix"])
configurations = st.dictionaries(keys, secrets, max_size=4)
sizes = st.integers(1, 4)


@given(configurations, configurations, sizes, sizes, st.sampled_from(Intent), st.booleans())
def test_no_reason_repeats_a_configured_value(was, wanted, workers_was, workers, intent, ours):
    spec = spec_of(**{key.replace(".", "__"): value for key, value in wanted.items()})
    before = desired_of(spec_of(connectpilot__capacity__workers=str(workers_was)))
    connector = replace(connector_of(before), configuration={**before.configuration, **was})
    plan = make_plan(facts(intent.value, connector, desired=desired_of(spec), ours=ours))
    assert not [value for value in [*was.values(), *wanted.values()] if value in plan.reason]


@given(configurations, configurations, sizes, sizes)
def test_a_plan_carried_out_leaves_nothing_to_plan(was, wanted, workers_was, workers):
    spec = spec_of(
        connectpilot__capacity__workers=str(workers), **{key.replace(".", "__"): value for key, value in wanted.items()}
    )
    desired = desired_of(spec)
    before = connector_of(desired_of(spec_of(connectpilot__capacity__workers=str(workers_was))))
    connector = replace(before, configuration={**before.configuration, **was})
    plan = make_plan(facts("apply", connector, desired=desired))
    for step in plan.steps if isinstance(plan, Steps) else ():
        difference = compare(connector, desired)
        if step.kind is StepKind.UPDATE_WORKERS:
            assert difference.workers, "an update without a difference is a 400"
            like = connector_of(desired)
            connector = replace(
                connector, capacity=like.capacity, worker_configuration_arn=like.worker_configuration_arn
            )
        else:
            assert step.kind is StepKind.UPDATE_CONFIGURATION
            assert difference.configuration, "an update without a difference is a 400"
            connector = replace(connector, configuration=dict(desired.configuration))
    assert isinstance(make_plan(facts("apply", connector, desired=desired)), Unchanged)
