"""What a request means for a connector as it is now: the steps, or why there are none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..connector import Connector, ConnectorState
from ..record import Lifecycle
from .difference import Difference, compare
from .facts import Adopted, Facts, Plan, Refused, Steps, Unchanged, Wait, began_before, newer_than, under_way
from .position import lost_by_stopping, lost_by_workers
from .request import Intent, Step, StepKind

_NEEDS_SPEC = (Intent.APPLY, Intent.RECREATE, Intent.ADOPT)
_ENDS = (Intent.DELETE, Intent.STOP)


def make_plan(facts: Facts) -> Plan:
    """Choose the steps, from facts alone."""
    if facts.intent in _NEEDS_SPEC and facts.desired is None:
        return Refused(f"{facts.intent} needs a spec: send the connector's configuration again")
    connector = facts.connector
    if connector is None:
        return _without_connector(facts)
    if not facts.ours:
        return _foreign(facts, connector)
    unmet = None if began_before(facts, connector) else _unmet(facts, connector)
    return _under_way(facts, connector) or unmet or _WAYS[facts.intent](facts, connector)


def _without_connector(facts: Facts) -> Plan:
    if facts.intent in _ENDS:
        return Unchanged("there is no such connector any more")
    if facts.intent in (Intent.APPLY, Intent.RECREATE):
        return Steps((Step(kind=StepKind.CREATE),), "the connector is created")
    return Refused(f"there is no connector {facts.name} to {facts.intent}; apply its configuration to create it")


def _foreign(facts: Facts, connector: Connector) -> Plan:
    if facts.desired is None or facts.intent not in (Intent.APPLY, Intent.ADOPT):
        return Refused(f"connector {facts.name} is not managed by Connectpilot: adopt it first, then {facts.intent}")
    difference = compare(connector, facts.desired)
    if not difference or (facts.intent is Intent.ADOPT and not difference.immutable):
        is_wanted = "a connector of this name exists and is exactly what is wanted"
        said = f"adopted as it is; the next apply changes: {difference}" if difference else is_wanted
        # What a change that is under way will make of it is not known yet.
        return _under_way(facts, connector) or Adopted(said, verify=connector.state is not ConnectorState.PAUSED)
    next_step = "change the spec to match" if facts.intent is Intent.ADOPT else "adopt it first, or take another name"
    return Refused(f"a connector of this name exists, is not ours and would have to change: {difference}; {next_step}")


def _under_way(facts: Facts, connector: Connector) -> Plan | None:
    if connector.state is ConnectorState.DELETING:
        if facts.intent in _ENDS:
            return Steps((Step(kind=StepKind.DELETE),), "it is being deleted already", verify=False)
        if facts.intent is Intent.RECREATE:
            return Steps((Step(kind=StepKind.DELETE), Step(kind=StepKind.CREATE)), "it is being deleted already")
        return Wait("the connector is being deleted")
    if running := next((each for each in facts.operations if under_way(each)), None):
        return Wait(f"another operation runs: {running.type}, {running.state}")
    return None if connector.state.settled else Wait(f"the connector is {connector.state}")


def _unmet(facts: Facts, connector: Connector) -> Plan | None:
    for what, wanted in facts.expects.items():
        if what == "version" and connector.version != wanted:
            return Refused(
                f"the connector is at version {connector.version}, not at {wanted}: look again and decide anew"
            )
        if what == "state" and connector.state != wanted:
            return Refused(f"the connector is {connector.state}, not {wanted}: look again and decide anew")
        if what == "erroredTasks" and wanted:
            if facts.errored_tasks is None:
                return Refused("no fresh metric says whether tasks have failed: look again in a minute")
            if facts.errored_tasks == 0:
                return Unchanged("no task is failed any more")
        if what not in ("version", "state", "erroredTasks"):
            return Refused(f'"{what}" is not something that can be expected; there are version, state, erroredTasks')
    return None


def _apply(facts: Facts, connector: Connector) -> Plan:
    assert facts.desired is not None  # noqa: S101 - make_plan has refused it
    difference = compare(connector, facts.desired)
    if connector.state is ConnectorState.FAILED:
        return _apply_to_failed(facts, connector)
    if difference.immutable:
        return Refused(f"MSK Connect cannot change this in an existing connector: {difference}; next step: recreate")
    if difference.worker_configuration and (why := _position_lost(facts, connector)):
        return Refused(f"{difference}, but {why}")
    paused = connector.state is ConnectorState.PAUSED
    if difference:
        return Steps(_updates(difference, paused=paused), str(difference), verify=not paused)
    if facts.record is None or facts.record.arn is None:
        return Adopted("an earlier request had created it; it is exactly what is wanted", verify=not paused)
    verified = facts.record.healthy_digest == facts.desired.digest and not began_before(facts, connector)
    return Unchanged("the connector is exactly what is wanted", verify=not paused and not verified)


def _apply_to_failed(facts: Facts, connector: Connector) -> Plan:
    began = newer_than(connector.created_at, facts.since)
    if not (began or facts.may_recreate or (facts.desired and facts.desired.may_recreate)):
        return Refused("the connector is FAILED, and its spec lets no machine create it again: recreate it")
    return _recreate(facts, connector, "a FAILED connector can be neither updated nor restarted")


def _updates(difference: Difference, *, paused: bool) -> tuple[Step, ...]:
    """Workers first: a new configuration may need the new plugin or its config providers."""
    kinds = [StepKind.UPDATE_WORKERS] if difference.workers else []
    kinds += [StepKind.UPDATE_CONFIGURATION] if difference.configuration else []
    # MSK Connect updates a PAUSED connector only without health validation (UpdateConnector).
    return tuple(Step(kind=kind, skip_health_validation=paused) for kind in kinds)


def _recreate(facts: Facts, connector: Connector, why: str) -> Plan:
    if newer_than(connector.created_at, facts.since):
        return _created_anew(facts, connector)
    if lost := _position_lost(facts, connector):
        return Refused(f"{why}, but {lost}")
    kinds = [StepKind.DELETE, StepKind.CREATE]
    paused = facts.record is not None and facts.record.lifecycle is Lifecycle.PAUSED
    kinds += [StepKind.PAUSE] if paused else []
    return Steps(
        tuple(Step(kind=kind) for kind in kinds),
        f"{why}: it is created again, and its position survives",
        verify=not paused,
    )


def _created_anew(facts: Facts, connector: Connector) -> Plan:
    """By this very request: what is left to do, should somebody have changed it since."""
    said = "this request has created it anew already"
    if connector.state is ConnectorState.FAILED or facts.desired is None:
        return Unchanged(said, verify=True)
    paused = connector.state is ConnectorState.PAUSED
    difference = compare(connector, facts.desired)
    if difference.immutable or (difference.worker_configuration and _position_lost(facts, connector)):
        return Refused(f"{said}, and somebody has changed it since: {difference}")
    if difference:
        return Steps(_updates(difference, paused=paused), str(difference), verify=not paused)
    if not paused and facts.record is not None and facts.record.lifecycle is Lifecycle.PAUSED:
        return Steps((Step(kind=StepKind.PAUSE),), f"{said}; it was paused", verify=False)
    return Unchanged(said, verify=not paused)


def _restart(facts: Facts, connector: Connector) -> Plan:
    if connector.state is not ConnectorState.RUNNING:
        next_step = "resume it" if connector.state is ConnectorState.PAUSED else "recreate it"
        return Refused(f"the connector is {connector.state}, MSK Connect restarts only RUNNING ones: {next_step}")
    if connector.kafka_connect_version.startswith("2."):
        said = "Kafka Connect 2.7.1 restarts the connector only, not its tasks, and cannot choose the failed ones"
        return Steps((Step(kind=StepKind.RESTART),), said)
    step = Step(kind=StepKind.RESTART, only_failed_tasks=facts.only_failed_tasks)
    return Steps((step,), "the failed tasks are restarted" if facts.only_failed_tasks else "everything is restarted")


def _toggle(facts: Facts, connector: Connector) -> Plan:
    intent = facts.intent
    if connector.state is ConnectorState.FAILED:
        return Refused(f"the connector is FAILED and cannot {intent}: recreate it")
    if (connector.state is ConnectorState.PAUSED) == (intent is Intent.PAUSE):
        return Unchanged(f"the connector is {connector.state} already")
    return Steps((Step(kind=StepKind(intent.value)),), f"the connector is {intent}d", verify=intent is Intent.RESUME)


def _stop(facts: Facts, connector: Connector) -> Plan:
    if lost := lost_by_stopping(connector, facts.desired, kind=facts.kind, offset_topic=facts.offset_topic):
        return Refused(f"MSK Connect can stop a connector only by deleting it, and {lost}")
    said = "the connector is stopped: MSK Connect deletes it, its spec and its position stay"
    return Steps((Step(kind=StepKind.DELETE),), said, verify=False)


def _delete(_: Facts, __: Connector) -> Plan:
    return Steps((Step(kind=StepKind.DELETE),), "the connector is deleted", verify=False)


def _position_lost(facts: Facts, connector: Connector) -> str | None:
    if facts.kind == "sink" or facts.desired is None:
        return None
    return lost_by_workers(connector, facts.desired, offset_topic=facts.offset_topic)


_WAYS: Mapping[Intent, Callable[[Facts, Connector], Plan]] = {
    Intent.APPLY: _apply,
    Intent.RECREATE: lambda facts, connector: _recreate(facts, connector, "a new connector is wanted"),
    Intent.RESTART: _restart,
    Intent.PAUSE: _toggle,
    Intent.RESUME: _toggle,
    Intent.STOP: _stop,
    Intent.DELETE: _delete,
    Intent.ADOPT: lambda facts, connector: Unchanged(f"{connector.name} is managed by Connectpilot already"),
}
