"""Kafka Connect's contract, as its clients use it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.errors import ConnectorNotFoundError, PlatformThrottledError
from connectpilot.domain.record import Lifecycle, Sighting, TakenUp

from .conftest import CONFIG, FOREIGN, NOW, PLUGIN, SINK


def test_the_root_says_which_kafka_connect_this_is(world):
    assert world.call("GET", "/").json["version"] == "3.7.0"


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_connector_is_created_with_or_without_a_trailing_slash(world, slash):
    answer = world.call("POST", f"/connectors{slash}", {"name": "orders", "config": CONFIG})
    assert answer.status == 201
    assert answer.headers["location"] == "https://connect.example/connectors/orders"
    assert answer.json == {"name": "orders", "config": {"name": "orders", **CONFIG}, "tasks": [], "type": "sink"}
    assert world.asked == [("apply", "orders")]
    assert world.records.get("orders").lifecycle is Lifecycle.RUNNING


def test_the_request_that_reaches_the_door_holds_no_configuration(world):
    world.call("PUT", "/connectors/orders/config", CONFIG)
    (request,) = world.workflows.started.values()
    assert request["requestedBy"] == "arn:aws:iam::123456789012:user/alice"
    assert request["specDigest"] == world.records.get("orders").wanted_digest
    assert all(asked["mayRecreate"] for asked in world.workflows.started.values())
    assert "PASSWORD" not in json.dumps(request)
    assert len(request["requestId"]) <= 80


def test_put_creates_and_then_changes(world):
    assert world.call("PUT", "/connectors/orders/config", CONFIG).status == 201
    world.records.conclude("orders", world.records.get("orders").request_id)
    changed = world.call("PUT", "/connectors/orders/config", {**CONFIG, "tasks.max": 3})
    assert changed.status == 200
    assert changed.json["config"]["tasks.max"] == "3"
    assert world.asked == [("apply", "orders"), ("apply", "orders")]


def test_a_paused_connector_takes_a_new_configuration_and_stays_paused(world):
    world.made(lifecycle=Lifecycle.PAUSED)
    assert world.call("PUT", "/connectors/orders/config", {**CONFIG, "tasks.max": "3"}).status == 200
    assert world.records.get("orders").lifecycle is Lifecycle.PAUSED


def test_a_connector_stays_on_its_plugin_until_another_is_named(world):
    world.made()
    newer = replace(PLUGIN, name="debezium-jdbc-99999999", created_at=NOW + timedelta(days=1))
    other = replace(PLUGIN, name="everything-11111111", recipe="everything", created_at=NOW + timedelta(days=1))
    world.plugins.put(newer)
    world.plugins.put(other)
    assert world.call("PUT", "/connectors/orders/config", {**CONFIG, "tasks.max": "3"}).status == 200
    assert world.specs.get(world.records.get("orders").wanted_digest).plugin == PLUGIN.name
    world.records.conclude("orders", world.records.get("orders").request_id)
    assert world.call("PUT", "/connectors/orders/config", {**CONFIG, "connectpilot.plugin": newer.name}).status == 200
    assert world.specs.get(world.records.get("orders").wanted_digest).plugin == newer.name
    assert world.call("PUT", "/connectors/new/config", CONFIG).status == 400, "for a new one it is a question"


def test_patch_merges_and_null_removes(world):
    world.made()
    patched = world.call("PATCH", "/connectors/orders/config", {"tasks.max": "4", "connection.password": None})
    assert patched.status == 200
    assert patched.json["config"] == {"name": "orders", "connector.class": SINK, "tasks.max": "4", "topics": "orders"}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        pytest.param({"name": "orders", "config": {"tasks.max": "1"}}, 400, "connector.class", id="no class"),
        pytest.param({"name": "orders", "config": {"connector.class": "x.Y"}}, 400, SINK, id="an unknown class"),
        pytest.param({"name": "a/b", "config": CONFIG}, 400, "letters, digits", id="a name with a slash"),
        pytest.param({"name": "orders"}, 400, '"config"', id="no configuration"),
        pytest.param({"name": "orders", "config": CONFIG, "confg": {}}, 400, "confg", id="an unknown field"),
        pytest.param(
            {"name": "orders", "config": {**CONFIG, "name": "other"}}, 400, "differs from 'orders'", id="two names"
        ),
        pytest.param({"name": "orders", "config": {**CONFIG, "connectpilot.target": "moon"}}, 400, "moon", id="target"),
        pytest.param({"name": "orders", "config": CONFIG, "initial_state": "PAUSED"}, 400, "pause", id="born paused"),
        pytest.param([], 400, "JSON object", id="a list"),
    ],
)
def test_a_request_that_cannot_be_is_refused_with_the_way_out(world, body, status, says):
    answer = world.call("POST", "/connectors", body)
    assert answer.status == answer.json["error_code"] == status
    assert says in answer.json["message"]
    assert not world.asked
    assert not world.records.all()
    assert not world.specs.specs


def test_broken_json_is_located_and_not_repeated(world):
    answer = world.call("POST", "/connectors", raw='{"name": "orders", "config": {"password": "s3cr3t" ')
    assert answer.status == 400
    assert "line 1" in answer.json["message"]
    assert "s3cr3t" not in answer.text


def test_a_plaintext_password_is_refused_and_kept_nowhere(world, caplog):
    answer = world.call("PUT", "/connectors/orders/config", {**CONFIG, "connection.password": "s3cr3t-value"})
    assert answer.status == 400
    assert "connection.password" in answer.json["message"]
    assert "${secretsmanager:" in answer.json["message"]
    assert "s3cr3t-value" not in answer.text + caplog.text
    assert not world.specs.specs


def test_a_reference_that_no_provider_could_resolve_is_refused_at_once(world):
    answer = world.call("PUT", "/connectors/orders/config", {**CONFIG, "connection.password": "${secretsmanager:a:b}"})
    assert answer.status == 400
    assert "add the provider to the plugin's recipe" in answer.json["message"]
    assert not world.asked


def test_a_name_in_use_is_a_conflict(world):
    world.made()
    answer = world.call("POST", "/connectors", {"name": "orders", "config": CONFIG})
    assert (answer.status, answer.json["message"]) == (409, "Connector orders already exists")


def test_while_a_request_is_pending_the_next_is_a_conflict(world):
    world.call("PUT", "/connectors/orders/config", CONFIG)
    assert world.call("PUT", "/connectors/orders/config", CONFIG).status == 409
    assert len(world.asked) == 1


def test_a_foreign_connector_is_shown_and_never_touched(world):
    world.msk.connectors[FOREIGN.arn] = FOREIGN
    assert world.call("GET", "/connectors").json == ["theirs"]
    assert world.call("GET", "/connectors/theirs/config").json["connector.class"] == "x.TheirSink"
    for method, path in (("PUT", "config"), ("PUT", "pause"), ("POST", "restart")):
        answer = world.call(method, f"/connectors/theirs/{path}", CONFIG)
        assert answer.status == 409
        assert "adopt" in answer.json["message"]
    assert world.call("DELETE", "/connectors/theirs").status == 409
    assert not world.asked


CANARY = "canary-7f3a"


@pytest.fixture
def careless(world):
    """A connector of somebody else that holds its secrets in plain text."""
    secrets = {"connection.password": CANARY, "connection.url": f"mongodb://a:{CANARY}@db/x"}
    secrets |= {"connector.class": "x.TheirSink", "topics": "a"}
    world.msk.connectors[FOREIGN.arn] = replace(FOREIGN, configuration=secrets, state_message=f"cannot use {CANARY}")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/connectors/theirs", ""),
        ("/connectors/theirs/config", ""),
        ("/connectors/theirs/status", ""),
        ("/connectors", "expand=info&expand=status"),
    ],
)
@pytest.mark.usefixtures("careless")
def test_the_secrets_of_a_foreign_connector_are_not_handed_out(world, path, query):
    answer = world.call("GET", path, query=query)
    assert answer.status == 200
    assert CANARY not in answer.text


@pytest.mark.usefixtures("careless")
def test_a_foreign_connectors_configuration_is_the_same_wherever_it_is_shown(world):
    shown = {"name": "theirs", "connector.class": "x.TheirSink", "topics": "a"}
    shown |= {"connection.password": "***", "connection.url": "***"}
    assert world.call("GET", "/connectors/theirs/config").json == shown
    assert world.call("GET", "/connectors", query="expand=info").json["theirs"]["info"]["config"] == shown


@pytest.mark.usefixtures("careless")
def test_a_connector_with_plaintext_secrets_is_not_adopted(world, caplog):
    answer = world.call("POST", "/connectpilot/connectors/theirs/adopt")
    assert answer.status == 400
    assert "connection.password, connection.url" in answer.json["message"]
    assert CANARY not in answer.text + caplog.text
    assert not world.asked
    assert not world.records.all()
    assert not world.specs.specs


def test_a_foreign_connector_that_goes_while_it_is_listed_hides_no_other(world, monkeypatch):
    world.made()
    world.msk.connectors[FOREIGN.arn] = FOREIGN

    def gone(arn):
        raise ConnectorNotFoundError(arn)

    monkeypatch.setattr(world.msk, "describe", gone)
    answer = world.call("GET", "/connectors", query="expand=info").json
    assert answer["orders"]["info"]["config"]["topics"] == "orders"
    assert answer["theirs"]["info"]["config"] == {"name": "theirs"}


def test_an_adopted_connector_keeps_what_it_is(world):
    world.msk.connectors[FOREIGN.arn] = FOREIGN
    assert world.call("POST", "/connectpilot/connectors/theirs/adopt").status == 202
    assert world.asked == [("adopt", "theirs")]
    config = world.call("GET", "/connectors/theirs/config").json
    assert config["connectpilot.capacity.workers"] == "2"
    assert config["connectpilot.plugin"] == "theirs"
    assert world.records.get("theirs").kind == "sink"


def test_a_paused_connector_is_adopted_as_a_paused_one(world):
    world.msk.connectors[FOREIGN.arn] = replace(FOREIGN, state=ConnectorState.PAUSED)
    assert world.call("POST", "/connectpilot/connectors/theirs/adopt").status == 202
    assert world.records.get("theirs").lifecycle is Lifecycle.PAUSED


def test_a_connector_that_is_changing_is_adopted_when_that_has_ended(world):
    world.msk.connectors[FOREIGN.arn] = replace(FOREIGN, state=ConnectorState.UPDATING)
    answer = world.call("POST", "/connectpilot/connectors/theirs/adopt")
    assert (answer.status, "UPDATING" in answer.json["message"]) == (409, True)
    assert not world.asked


@pytest.mark.parametrize(
    ("method", "path", "status", "intent"),
    [
        ("POST", "restart", 204, "restart"),
        ("PUT", "pause", 202, "pause"),
        ("PUT", "resume", 202, "resume"),
        ("PUT", "stop", 204, "stop"),
    ],
)
def test_changes_answer_as_kafka_connect_does(world, method, path, status, intent):
    world.made()
    answer = world.call(method, f"/connectors/orders/{path}")
    assert (answer.status, answer.text) == (status, "")
    assert world.asked[-1] == (intent, "orders")


def test_a_recreation_is_asked_with_the_spec_that_is_wanted(world):
    world.made()
    assert world.call("POST", "/connectpilot/connectors/orders/recreate").status == 202
    assert world.asked[-1] == ("recreate", "orders")
    request = list(world.workflows.started.values())[-1]
    assert request["specDigest"] == world.records.get("orders").wanted_digest


def test_a_deleted_connector_is_gone_for_its_user_at_once(world):
    world.made()
    assert world.call("DELETE", "/connectors/orders").status == 204
    assert world.asked[-1] == ("delete", "orders")
    assert world.call("PUT", "/connectors/orders/config", CONFIG).status == 409
    assert world.call("GET", "/connectors").json == []
    assert "orders" not in world.call("GET", "/connectors", query="expand=info").json
    for path in ("", "/config", "/status", "/tasks", "/topics", "/tasks/0/status"):
        assert world.call("GET", f"/connectors/orders{path}").status == 404
    assert world.call("DELETE", "/connectors/orders").status == 404


def test_a_restart_of_failed_tasks_answers_with_a_status(world):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=1), RunningTaskCount=1, ErroredTaskCount=1)
    answer = world.call("POST", "/connectors/orders/restart", query="includeTasks=true&onlyFailed=True")
    assert answer.status == 202
    assert sorted(task["state"] for task in answer.json["tasks"]) == ["RESTARTING", "RUNNING"]
    assert list(world.workflows.started.values())[-1]["onlyFailedTasks"] is True


def test_what_is_not_running_cannot_be_restarted(world):
    world.made()
    failed = next(iter(world.msk.connectors))
    world.msk._set(failed, state=ConnectorState.FAILED)
    answer = world.call("POST", "/connectors/orders/restart")
    assert answer.status == 409
    assert "PUT /connectors/orders/config" in answer.json["message"]


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_what_failed_can_be_neither_paused_nor_resumed_and_nothing_is_recorded(world, verb):
    world.made()
    world.msk._set("arn:orders", state=ConnectorState.FAILED)
    before = world.records.get("orders")
    answer = world.call("PUT", f"/connectors/orders/{verb}")
    assert answer.status == answer.json["error_code"] == 409
    assert "/connectpilot/connectors/orders/recreate" in answer.json["message"]
    assert world.records.get("orders") == before
    assert len(world.asked) == 1, "its creation, nothing else"


def test_a_stopped_connector_is_resumed_though_a_failed_one_still_goes(world):
    world.made(lifecycle=Lifecycle.STOPPED)
    world.msk._set("arn:orders", state=ConnectorState.FAILED)
    assert world.call("PUT", "/connectors/orders/resume").status == 202


def test_one_task_is_restarted_only_if_it_failed(world):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=1), RunningTaskCount=1, ErroredTaskCount=1)
    assert world.call("POST", "/connectors/orders/tasks/0/restart").status == 409
    assert world.call("POST", "/connectors/orders/tasks/1/restart").status == 204
    assert world.call("POST", "/connectors/orders/tasks/7/restart").status == 404


def test_a_stopped_connector_is_stored_and_resumed_by_an_apply(world):
    created = world.call("POST", "/connectors", {"name": "orders", "config": CONFIG, "initial_state": "STOPPED"})
    assert created.status == 201
    assert not world.asked
    assert world.call("GET", "/connectors/orders/config").json["topics"] == "orders"
    assert world.call("PUT", "/connectors/orders/resume").status == 202
    assert world.asked == [("apply", "orders")]


@pytest.mark.parametrize("path", ["/connectors/nope", "/connectors/nope/status", "/connectors/nope/config"])
def test_what_is_not_there_is_not_found(world, path):
    answer = world.call("GET", path)
    assert answer.status == answer.json["error_code"] == 404


@pytest.mark.parametrize(("method", "path"), [("PUT", "pause"), ("POST", "restart")])
def test_what_is_not_there_cannot_be_changed(world, method, path):
    assert world.call(method, f"/connectors/nope/{path}").status == 404


def test_expand_takes_both_and_is_answered_from_the_table(world):
    world.made(sighting=Sighting(NOW, ConnectorState.RUNNING, 2, 0))
    world.msk.calls.clear()
    answer = world.call("GET", "/connectors", query="expand=status&expand=info").json["orders"]
    assert answer["status"]["connector"]["state"] == "RUNNING"
    assert answer["info"]["tasks"] == [{"connector": "orders", "task": 0}, {"connector": "orders", "task": 1}]
    assert world.msk.calls == ["list"]


@pytest.mark.parametrize(("minutes", "state"), [(10, "RUNNING"), (11, "UNASSIGNED")])
def test_the_list_believes_the_sweeps_last_look_and_no_older_one(world, minutes, state):
    world.made(sighting=Sighting(NOW - timedelta(minutes=minutes), ConnectorState.RUNNING, 2, 0))
    answer = world.call("GET", "/connectors", query="expand=status").json["orders"]
    assert answer["status"]["connector"]["state"] == state


@pytest.mark.parametrize("query", ["expand=bogus", "expand=info,status", "expand="])
def test_an_unknown_expansion_is_an_empty_object(world, query):
    world.made()
    assert world.call("GET", "/connectors", query=query).json == {"orders": {}}


def test_the_status_of_this_moment(world):
    world.made()
    assert world.call("GET", "/connectors/orders/status").json["connector"]["state"] == "UNASSIGNED"
    world.metrics.publish("orders", NOW - timedelta(minutes=1), RunningTaskCount=2, ErroredTaskCount=0)
    status = world.call("GET", "/connectors/orders/status").json
    assert status["connector"]["state"] == "RUNNING"
    assert [task["state"] for task in status["tasks"]] == ["RUNNING", "RUNNING"]


@pytest.mark.parametrize(("seconds", "state"), [(0, "RUNNING"), (1, "UNASSIGNED")])
def test_minutes_that_began_before_the_connector_was_made_are_no_evidence(world, seconds, state):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=2), RunningTaskCount=2, ErroredTaskCount=0)
    minute = (NOW - timedelta(minutes=2)).replace(second=0)
    world.msk._set("arn:orders", created_at=minute + timedelta(seconds=seconds))
    assert world.call("GET", "/connectors/orders/status").json["connector"]["state"] == state


@pytest.mark.parametrize(("seconds", "state"), [(0, "RUNNING"), (1, "UNASSIGNED")])
def test_minutes_that_began_before_the_last_operation_ended_are_no_evidence(world, seconds, state):
    world.made()
    minute = (NOW - timedelta(minutes=2)).replace(second=0)
    world.metrics.publish("orders", minute, RunningTaskCount=2, ErroredTaskCount=0)
    world.msk.now = minute + timedelta(seconds=seconds)
    world.msk.restart("arn:orders", only_failed_tasks=False)
    world.msk.settle()
    status = world.call("GET", "/connectors/orders/status").json
    assert status["connector"]["state"] == state
    assert len(status["tasks"]) == (2 if state == "RUNNING" else 0)


def test_an_operation_that_has_no_end_yet_counts_from_its_beginning(world):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=2), RunningTaskCount=2, ErroredTaskCount=0)
    world.msk.now = NOW - timedelta(seconds=20)
    world.msk.restart("arn:orders", only_failed_tasks=False)
    world.msk._set("arn:orders", state=ConnectorState.RUNNING)  # the state may be ahead of the operation
    assert world.call("GET", "/connectors/orders/status").json["connector"]["state"] == "UNASSIGNED"


def test_the_status_takes_the_fewest_that_ran_and_the_most_that_failed(world):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=1), RunningTaskCount=1.5, ErroredTaskCount=0.5)
    status = world.call("GET", "/connectors/orders/status").json
    assert [task["state"] for task in status["tasks"]] == ["RUNNING", "FAILED"]
    assert {(query.metric, query.statistic) for query in world.metrics.asked} == {
        ("RunningTaskCount", "Minimum"),
        ("ErroredTaskCount", "Maximum"),
    }


def test_the_list_does_not_believe_a_look_from_before_the_change_that_is_under_way(world):
    world.made(sighting=Sighting(NOW - timedelta(minutes=1), ConnectorState.RUNNING, 2, 0))
    assert world.call("PUT", "/connectors/orders/config", {**CONFIG, "tasks.max": "3"}).status == 200
    taken_up = TakenUp(world.records.get("orders").request_id, NOW)
    world.records.write("orders", taken_up=taken_up)
    listed = world.call("GET", "/connectors", query="expand=status").json["orders"]["status"]
    assert (listed["connector"]["state"], listed["tasks"]) == ("UNASSIGNED", [])


def test_a_task_cannot_be_restarted_while_it_is_not_known_which_there_are(world):
    world.made()
    answer = world.call("POST", "/connectors/orders/tasks/0/restart")
    assert answer.status == 409
    assert "try again" in answer.json["message"]


def test_counts_of_different_minutes_are_no_evidence(world):
    world.made()
    world.metrics.publish("orders", NOW - timedelta(minutes=1), RunningTaskCount=2)
    world.metrics.publish("orders", NOW - timedelta(minutes=2), ErroredTaskCount=0)
    assert world.call("GET", "/connectors/orders/status").json["connector"]["state"] == "UNASSIGNED"


def test_the_classes_that_plugins_hold(world):
    assert world.call("GET", "/connector-plugins").json == [{"class": SINK, "type": "sink", "version": "3.1.0"}]
    every = world.call("GET", "/connector-plugins", query="connectorsOnly=false").json
    assert {one["type"] for one in every} == {"sink", "converter"}


def test_what_fails_inside_is_not_told_outside(world, monkeypatch, caplog):
    monkeypatch.setattr(world.plugins, "all", lambda: 1 / 0)
    answer = world.call("GET", "/connector-plugins")
    assert answer.status == 500
    assert "division" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_a_deletion_that_came_to_nothing_can_be_asked_for_again(world):
    world.made()
    assert world.call("DELETE", "/connectors/orders").status == 204
    assert world.call("DELETE", "/connectors/orders").status == 404  # it is under way
    world.records.conclude("orders", world.records.get("orders").request_id, outcome="refused")
    assert world.call("GET", "/connectors").json == ["orders"]
    assert world.call("GET", "/connectors/orders/config").json["topics"] == "orders"
    assert world.call("DELETE", "/connectors/orders").status == 204
    assert world.call("PUT", "/connectors/orders/resume").status == 409


def test_an_adoption_that_was_refused_can_be_asked_for_again(world):
    world.msk.connectors[FOREIGN.arn] = FOREIGN
    adopt = "/connectpilot/connectors/theirs/adopt"
    assert world.call("POST", adopt).status == 202
    assert world.call("POST", adopt).status == 409  # it is under way
    world.records.conclude("theirs", world.records.get("theirs").request_id, outcome="refused")
    assert world.call("POST", adopt).status == 202
    world.records.conclude("theirs", world.records.get("theirs").request_id, outcome="adopted", arn=FOREIGN.arn)
    assert world.call("POST", adopt).status == 409


def test_a_stopped_connector_is_not_created_again_behind_its_users_back(world):
    world.made(lifecycle=Lifecycle.STOPPED)
    answer = world.call("POST", "/connectpilot/connectors/orders/recreate")
    assert (answer.status, "resume" in answer.json["message"]) == (409, True)


def test_what_was_accepted_is_answered_as_accepted_even_if_it_could_not_be_started_yet(world, monkeypatch):
    def throttled(*given):
        raise PlatformThrottledError("StartExecution: slow down")

    monkeypatch.setattr(world.workflows, "start", throttled)
    assert world.call("PUT", "/connectors/orders/config", CONFIG).status == 201
    assert world.records.get("orders").request is not None  # the sweep starts it within a minute


def test_one_spec_that_cannot_be_read_does_not_hide_the_other_connectors(world):
    world.made()
    world.made("payments")
    del world.specs.specs[world.records.get("orders").wanted_digest]
    answer = world.call("GET", "/connectors", query="expand=info&expand=status")
    assert answer.status == 200
    assert answer.json["payments"]["info"]["config"]["topics"] == "orders"
    assert answer.json["orders"]["info"]["config"] == {"name": "orders"}


def test_a_status_tells_why_a_connector_failed_and_no_secret(world):
    world.made()
    failed = replace(
        world.msk.connectors["arn:orders"],
        state=ConnectorState.FAILED,
        state_message="Invalid value hunter22 for configuration connection.password",
    )
    world.msk.connectors["arn:orders"] = failed
    answer = world.call("GET", "/connectors/orders/status")
    assert "connection.password" in answer.json["connector"]["trace"]
    assert "hunter22" not in answer.text


def test_a_configuration_leaves_it_to_others_whether_the_connector_is_paused(world):
    world.made(lifecycle=Lifecycle.PAUSED)
    get = world.records.get
    before = get("orders")
    world.records.write("orders", lifecycle=Lifecycle.RUNNING)  # resumed after it was read
    world.records.get = lambda name: before
    world.call("PUT", "/connectors/orders/config", CONFIG)
    assert get("orders").lifecycle is Lifecycle.RUNNING


def test_what_differs_from_its_spec_is_told_with_the_record(world):
    world.records.draft("orders", difference='"topics" changes')
    told = world.call("GET", "/connectpilot/connectors/orders").json
    assert told["difference"] == 'differs from its spec: "topics" changes'


def test_a_request_says_what_was_wanted_before_should_it_be_refused(world):
    world.made()
    world.call("PUT", "/connectors/orders/stop")
    assert list(world.workflows.started.values())[-1]["formerLifecycle"] == "running"
