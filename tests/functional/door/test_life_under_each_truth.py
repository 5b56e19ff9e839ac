"""A connector's life through the door whatever MSK Connect turns out to do: what an outcome claims has happened."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

import pytest
from connectpilot.domain.care.sweep import drifted
from connectpilot.domain.changes.request import Outcome
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.errors import ConnectorBusyError
from connectpilot.domain.record import Lifecycle
from connectpilot.usecases.adopt_connector import AdoptConnector
from connectpilot_local.msk_connect.testing_requests import connector_request
from fakes.door_world import NAME, SOURCE, TARGET, spec_of
from fakes.switches import under
from fakes.workflows_recorded import RecordedWorkflows

FIRST = spec_of(snapshot__mode="initial")
SECOND = spec_of(topic__prefix="shop2", snapshot__mode="never", connectpilot__capacity__workers="2")
WITHOUT_MODE = spec_of()
RUNNING, PAUSED = ConnectorState.RUNNING, ConnectorState.PAUSED


class Instead:
    """A port of which some calls do something else."""

    def __init__(self, port, **calls):
        self.__dict__ |= {"_port": port, **calls}

    def __getattr__(self, name):
        return getattr(self._port, name)


class Life:
    """Asks the door for one thing after the other, and after each looks whether what it said is so."""

    def __init__(self, world):
        self.world, self.numbers = world, count(1)
        self.msk = world.msk.kafkaconnect

    def ask(self, intent, spec=None, *, driver=None, **more):
        given = self.world.request(intent, spec, requestId=f"{intent}-{next(self.numbers)}", **more)
        outcome, reason = (driver or self.world.driver()).run(given, given["requestId"])
        self._must_be_true(outcome, spec)
        return outcome, reason

    def _must_be_true(self, outcome, spec):
        record, connector = self.world.ports.records.get(NAME), self.world.connector()
        if record is None:
            return
        assert (record.request, record.lease, record.outcome) == (None, None, outcome)
        if connector is not None and record.arn is not None:
            assert record.version == connector.version
            part_done = outcome is Outcome.UNHEALTHY
            assert part_done or self.drift() is None, "the sweep would ask for ever"
        if spec is not None and outcome in (Outcome.CHANGED, Outcome.UNCHANGED):
            assert self.configuration() == spec.configuration
            assert connector.capacity == spec.capacity
        if record.healthy_digest is not None and record.healthy_digest == record.wanted_digest:
            assert self.configuration() == self.world.ports.specs.get(record.wanted_digest).configuration

    def drift(self):
        """What the sweep asks for."""
        record = self.world.ports.records.get(NAME)
        found = drifted(record, self.world.connector(), self.world.msk.clock.now())
        return found and (found.given["intent"], found.name)

    def edit_behind_our_back(self, **keys):
        theirs, now = self.world.connector(), {key.replace("__", "."): value for key, value in keys.items()}
        self.world.ports.changes.update_configuration(theirs.arn, theirs.version, {**theirs.configuration, **now})
        self.world.pass_time(600)

    def configuration(self):
        return {key: value for key, value in self.world.connector().configuration.items() if key != "name"}

    def foreign(self):
        """A connector that somebody else made."""
        plugin = next(iter(self.world.ports.plugins.all())).arn
        configuration = {"connector.class": SOURCE, "tasks.max": "1", "topic.prefix": "theirs"}
        role = TARGET.execution_role_arn
        request = connector_request(NAME, plugin, connectorConfiguration=configuration, serviceExecutionRoleArn=role)
        arn = self.msk.create_connector(**request)["connectorArn"]
        self.world.pass_time(600)
        return arn

    def adopt(self):
        """Asked by the API, then carried out by the door."""
        ports, workflows = self.world.ports, RecordedWorkflows()
        adopt = AdoptConnector(ports.records, ports.specs, ports.plugins, ports.connectors, workflows)
        adopt(NAME, "default", caller="me", cause=f"adopt-{next(self.numbers)}")
        ((name, given),) = workflows.started.items()
        return self.world.driver().run(given, name)


@pytest.fixture
def life(world):
    return Life(world)


def test_from_its_creation_to_its_end(life, assumptions):
    assert life.ask("apply", FIRST)[0] is Outcome.CHANGED
    assert life.ask("apply", FIRST)[0] is Outcome.UNCHANGED
    assert life.world.operations() == []
    assert life.ask("apply", SECOND)[0] is Outcome.CHANGED
    assert life.ask("restart")[0] is Outcome.CHANGED
    outcome, reason = life.ask("restart", onlyFailedTasks=True)
    refused = assumptions.restart_with_nothing_failed == "refused"
    assert outcome is (Outcome.REFUSED if refused else Outcome.CHANGED), reason
    assert life.ask("pause")[0] is Outcome.CHANGED
    assert life.ask("pause")[0] is Outcome.UNCHANGED
    assert life.ask("apply", FIRST)[0] is Outcome.CHANGED
    assert (life.world.connector().state, life.world.ports.alarms.alarms) == (PAUSED, {})
    assert life.ask("resume")[0] is Outcome.CHANGED
    assert (life.world.connector().state, len(life.world.ports.alarms.alarms)) == (RUNNING, 2)
    assert life.ask("recreate", FIRST)[0] is Outcome.CHANGED
    assert life.ask("delete")[0] is Outcome.CHANGED
    assert (life.world.connector(), life.world.ports.records.get(NAME)) == (None, None)


@under("configuration_update", "identical_update", "describe_while_updating")
def test_a_key_that_is_left_out_is_gone_or_the_door_says_that_it_stays(life, assumptions):
    life.ask("apply", FIRST)
    outcome, reason = life.ask("apply", WITHOUT_MODE)
    if assumptions.configuration_update == "replaces":
        assert outcome is Outcome.CHANGED
        return
    # Nothing else was asked for: MSK Connect finds nothing to change.
    assert (outcome, "snapshot.mode" in reason, "recreate" in reason) == (Outcome.REFUSED, True, True)
    outcome, reason = life.ask("apply", spec_of(topic__prefix="shop2"))
    assert (outcome, "snapshot.mode" in reason, "recreate" in reason) == (Outcome.UNHEALTHY, True, True)
    assert life.configuration()["topic.prefix"] == "shop2"
    assert life.ask("recreate", WITHOUT_MODE)[0] is Outcome.CHANGED


@under("version_changes", "version_after_rollback", "describe_while_updating")
def test_an_update_that_is_rolled_back_is_never_called_changed(life):
    life.ask("apply", FIRST)
    life.world.msk.fault(NAME, {"kind": "update_fails"})
    outcome, _ = life.ask("apply", SECOND)
    assert outcome is Outcome.ROLLED_BACK
    assert life.world.ports.records.get(NAME).healthy_digest == FIRST.digest
    assert life.ask("apply", SECOND)[0] is Outcome.CHANGED


@under("version_changes", "describe_while_updating")
def test_an_update_of_two_steps_whose_second_is_refused_is_not_called_refused(life):
    life.ask("apply", FIRST)
    changes = life.world.ports.changes

    def stale(arn, version, configuration, **more):
        return changes.update_configuration(arn, "KSTALE", configuration, **more)

    life.world.ports.changes = Instead(changes, update_configuration=stale)
    outcome, reason = life.ask("apply", SECOND)
    assert (outcome, "part of it is done" in reason, "currentVersion" in reason) == (Outcome.UNHEALTHY, True, True)
    assert life.world.connector().capacity == SECOND.capacity


@under("version_changes", "version_after_restart", "pause_when_paused", "version_after_rollback")
@pytest.mark.parametrize("requests", [("restart",), ("pause", "resume"), ("apply",)])
def test_drift_outlives_whatever_else_is_asked_for(life, requests):
    life.ask("apply", FIRST)
    life.edit_behind_our_back(batch__size="7")
    intent, name = life.drift()
    assert intent == "apply"
    for request in requests:
        if request == "apply":  # that MSK Connect undoes
            life.world.msk.fault(NAME, {"kind": "update_fails"})
        given = life.world.request(request, FIRST if request == "apply" else None, requestId=f"{request}-x")
        life.world.driver().run(given, given["requestId"])
    assert life.drift() == (intent, name), "forgotten, or asked for more than once a day"
    assert life.ask("apply", FIRST)[0] is Outcome.CHANGED
    assert life.world.ports.records.get(NAME).difference is None


@under("version_after_restart", "version_after_rollback")
def test_somebody_who_edits_right_after_a_restart_is_not_taken_for_the_restart(life):
    life.ask("apply", FIRST)
    driver, given = life.world.driver(), life.world.request("restart", requestId="restart-x")
    check, edits = driver.check_step, iter([life.edit_behind_our_back])

    def late(*asked, **more):
        life.world.pass_time(600)
        for edit in edits:
            edit(batch__size="7")
        return check(*asked, **more)

    driver.check_step = late
    assert driver.run(given, "restart-x")[0] is Outcome.CHANGED
    assert life.drift()[0] == "apply"


@under("version_changes", "version_after_rollback", "describe_while_updating")
def test_an_update_of_two_steps_whose_second_is_rolled_back_stays_visible_and_is_drift(life):
    life.ask("apply", FIRST)
    changes = life.world.ports.changes

    def fails(*given, **more):
        life.world.msk.fault(NAME, {"kind": "update_fails"})
        return changes.update_configuration(*given, **more)

    life.world.ports.changes = Instead(changes, update_configuration=fails)
    given = life.world.request("apply", SECOND, requestId="apply-x")
    assert life.world.driver().run(given, "apply-x")[0] is Outcome.ROLLED_BACK
    assert life.world.connector().capacity == SECOND.capacity
    record = life.world.ports.records.get(NAME)
    assert '"topic.prefix" changes' in record.difference
    assert "capacity" not in record.difference
    assert life.drift()[0] == "apply"


@under("describe_while_updating", "version_changes", "configuration_update", "identical_update")
def test_what_somebody_changes_while_the_door_works_is_seen_before_it_is_called_changed(life):
    life.ask("apply", FIRST)
    changes, quicker = life.world.ports.changes, iter([1])

    def update_workers(arn, version, **more):
        operation = changes.update_workers(arn, version, **more)
        life.world.pass_time(600)
        for _ in quicker:  # somebody else, once
            theirs = life.world.connector()
            changes.update_configuration(arn, theirs.version, theirs.configuration | {"topic.prefix": "theirs"})
            life.world.pass_time(600)
        return operation

    life.world.ports.changes = Instead(changes, update_workers=update_workers)
    spec = spec_of(snapshot__mode="initial", connectpilot__capacity__workers="2")
    assert life.ask("apply", spec)[0] is Outcome.CHANGED
    assert life.configuration()["topic.prefix"] == "shop"


@under("capacity_kind_update")
def test_another_kind_of_capacity_is_had_or_refused_with_the_way_to_it(life, assumptions):
    life.ask("apply", FIRST)
    outcome, reason = life.ask("apply", spec_of(snapshot__mode="initial", connectpilot__capacity__max__workers="2"))
    if assumptions.capacity_kind_update == "refused":
        assert (outcome, "recreate" in reason) == (Outcome.REFUSED, True)
    else:
        assert outcome is Outcome.CHANGED


@under("pause_while_busy", "pause_when_paused")
def test_a_connector_that_becomes_busy_between_the_look_and_the_call_is_waited_for(life):
    life.ask("apply", FIRST)
    changes = life.world.ports.changes
    quicker = iter([changes.restart])

    def pause(arn):
        for restart in quicker:  # somebody else, once
            restart(arn, only_failed_tasks=False)
        return changes.pause(arn)

    life.world.ports.changes = Instead(changes, pause=pause)
    assert life.ask("pause")[0] is Outcome.CHANGED
    assert life.world.connector().state is PAUSED


@under("delete_while_busy", "delete_while_deleting", "describe_while_updating")
def test_a_connector_that_somebody_deletes_while_it_is_updated_is_not_called_changed(life, assumptions):
    life.ask("apply", FIRST)
    changes = life.world.ports.changes

    def update_configuration(arn, *given, **more):
        operation = changes.update_configuration(arn, *given, **more)
        with suppress(life.msk.exceptions.BadRequestException):
            life.msk.delete_connector(connectorArn=arn)
        return operation

    life.world.ports.changes = Instead(changes, update_configuration=update_configuration)
    outcome, reason = life.ask("apply", spec_of(topic__prefix="shop2", snapshot__mode="initial"))
    deleted = assumptions.delete_while_busy == "accepted"
    assert outcome is (Outcome.UNHEALTHY if deleted else Outcome.CHANGED), reason


def test_a_foreign_connector_is_adopted_as_it_is_and_then_changed(life):
    arn = life.foreign()
    before = life.world.connector()
    assert life.adopt()[0] is Outcome.ADOPTED
    record = life.world.ports.records.get(NAME)
    assert (record.arn, record.version, record.lifecycle) == (arn, before.version, Lifecycle.RUNNING)
    assert life.world.operations() == []
    spec = spec_of(topic__prefix="theirs", connectpilot__worker__configuration="default", poll__interval__ms="100")
    assert life.ask("apply", spec)[0] is Outcome.CHANGED
    assert life.ask("delete")[0] is Outcome.CHANGED


def test_a_paused_foreign_connector_is_adopted_and_stays_paused(life):
    arn = life.foreign()
    life.msk.pause_connector(connectorArn=arn)
    life.world.pass_time(300)
    assert life.adopt()[0] is Outcome.ADOPTED
    record, connector = life.world.ports.records.get(NAME), life.world.connector()
    assert (record.arn, record.lifecycle, connector.state) == (arn, Lifecycle.PAUSED, PAUSED)
    assert drifted(record, connector, life.world.msk.clock.now()) is None
    assert life.ask("resume")[0] is Outcome.CHANGED


@under("describe_while_updating", "version_changes", "configuration_update")
def test_a_foreign_connector_that_is_changing_is_not_adopted_as_what_it_may_not_become(life):
    arn = life.foreign()
    version, configuration = life.world.connector().version, life.configuration() | {"topic.prefix": "theirs-too"}
    life.msk.update_connector(connectorArn=arn, currentVersion=version, connectorConfiguration=configuration)
    with pytest.raises(ConnectorBusyError, match="again"):
        life.adopt()
    assert life.world.ports.records.get(NAME) is None
    life.world.pass_time(300)
    assert life.adopt()[0] is Outcome.ADOPTED
