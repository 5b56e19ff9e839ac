"""The world without moto: pages, the request check, the tables and what the clock does."""

import threading

import pytest
from connectpilot_local.clock import DrivenClock
from connectpilot_local.msk_connect.assumptions import Assumptions, switches
from connectpilot_local.msk_connect.behaviours import BEHAVIOURS
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.errors import BadRequest
from connectpilot_local.msk_connect.identifiers import new_version, page
from connectpilot_local.msk_connect.reference import render
from connectpilot_local.msk_connect.request_check import check_request, service_model
from connectpilot_local.msk_connect.sinks import MemorySinks
from connectpilot_local.msk_connect.stages import CONNECTOR_STATES, STEADY, WAY_OF_TYPE
from connectpilot_local.msk_connect.testing_requests import (
    BUCKET,
    MYSQL_CLASS,
    connector_request,
    plugin_request,
    plugin_zip,
)
from connectpilot_local.msk_connect.world import World
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def sinks():
    return MemorySinks(objects={(BUCKET, "p.zip"): plugin_zip(MYSQL_CLASS)})


def a_world(clock, sinks, directory, **options):
    return World(clock, objects=sinks, metrics=sinks, logs=sinks, plugin_dir=directory, **options)


def test_it_runs_on_a_clock_and_three_small_ports(sinks, tmp_path, assumptions):
    clock = DrivenClock()
    durations = Durations(create_plugin=1, workers_start=2, create_connector=30)
    world = a_world(clock, sinks, tmp_path, assumptions=assumptions, durations=durations)
    plugin = world.call("CreateCustomPlugin", plugin_request("p"))["customPluginArn"]
    clock.advance(seconds=1)
    arn = world.call("CreateConnector", connector_request("orders", plugin))["connectorArn"]
    clock.advance(seconds=30)
    assert world.call("DescribeConnector", {"connectorArn": arn})["connectorState"] == "RUNNING"
    clock.advance(minutes=2)
    world.advance()
    assert {datum.at.minute for datum in sinks.data} == {1, 2}


def test_the_stored_copy_goes_with_its_plugin_and_with_whoever_runs_it(sinks, tmp_path, assumptions):
    clock = DrivenClock()
    world = a_world(clock, sinks, tmp_path, assumptions=assumptions)
    plugin = world.call("CreateCustomPlugin", plugin_request("p"))["customPluginArn"]
    clock.advance(minutes=1)
    arn = world.call("CreateConnector", connector_request("orders", plugin))["connectorArn"]
    clock.advance(minutes=10)
    deletions = [("DeleteConnector", {"connectorArn": arn}), ("DeleteCustomPlugin", {"customPluginArn": plugin})]
    first, last = deletions if assumptions.delete_in_use == "refused" else reversed(deletions)
    world.call(*first)
    clock.advance(minutes=5)
    world.advance()
    assert len(list(tmp_path.iterdir())) == 1
    world.call(*last)
    clock.advance(minutes=5)
    world.advance()
    assert list(tmp_path.iterdir()) == []


@given(names=st.sets(st.text("abc", min_size=1, max_size=5), max_size=12), size=st.integers(1, 5), gone=st.data())
def test_pages_show_everything_once_and_what_is_deleted_in_between_hides_nothing(names, size, gone):
    items, seen, params = sorted(names), [], {"maxResults": size}
    while True:
        answer = page(items, str, params, "names", lambda item: {"name": item})
        seen += [each["name"] for each in answer["names"]]
        if "nextToken" not in answer:
            break
        assert len(answer["names"]) == size
        params["nextToken"] = answer["nextToken"]
        items.remove(gone.draw(st.sampled_from(sorted(set(items) & set(seen)))))
    assert seen == sorted(names)


@pytest.mark.parametrize("token", ["x", "!!!!", "e30=", "bnVsbA=="])
def test_a_token_that_is_none_of_ours_is_refused(token):
    with pytest.raises(BadRequest, match="nextToken"):
        page(["a"], str, {"nextToken": token}, "names", lambda item: {"name": item})


@pytest.mark.parametrize(
    ("operation", "params", "named"),
    [
        ("ListConnectors", {"maxResults": 0}, "maxResults"),
        ("ListConnectors", {"maxResults": 101}, "maxResults"),
        ("DescribeConnector", {}, "connectorArn"),
        ("CreateCustomPlugin", plugin_request("p") | {"contentType": "TAR"}, "contentType"),
        ("CreateCustomPlugin", plugin_request("x" * 129), "name"),
        ("CreateCustomPlugin", plugin_request("p") | {"location": {}}, "location.s3Location"),
        ("TagResource", {"resourceArn": "a", "tags": {"k": "v" * 257}}, "tags"),
        ("TagResource", {"resourceArn": "a", "tags": {"k" * 129: "v"}}, "tags"),
        ("TagResource", {"resourceArn": "a", "tags": ["k"]}, "tags: expected map"),
        ("ListConnectors", {"maxResults": "ten"}, "maxResults: expected integer"),
        ("DescribeConnector", {"connectorArn": 7}, "connectorArn: expected string"),
    ],
)
def test_requests_are_judged_by_the_model(operation, params, named):
    with pytest.raises(BadRequest, match=named):
        check_request(operation, params)


def test_versions_are_new_each_time():
    assert len({new_version() for _ in range(1000)}) == 1000


def test_the_state_tables_know_the_models_states_and_operation_types():
    model = service_model()
    assert set(CONNECTOR_STATES) == set(model.shape_for("ConnectorState").enum)
    assert {state for following in CONNECTOR_STATES.values() for state in following} <= set(CONNECTOR_STATES)
    service_initiated = {"ISOLATE_CONNECTOR", "RESTORE_CONNECTOR"}
    assert set(WAY_OF_TYPE) == set(model.shape_for("ConnectorOperationType").enum) - service_initiated
    known = set(model.shape_for("ConnectorOperationState").enum)
    for way in WAY_OF_TYPE.values():
        assert {way.in_progress, way.complete, way.failed} <= known
        assert way.meanwhile not in STEADY
        shares = [share for share, _ in way.stages]
        assert shares == sorted(shares)
        assert shares[-1] == 1


def test_every_switch_is_a_row_of_the_behaviours_and_the_other_way_round():
    assert {each.switch for each in BEHAVIOURS if each.switch} == {switch.name for switch in switches()}


def test_a_flipped_switch_changes_nothing_else():
    for switch in switches():
        flipped, default = Assumptions().flipped(switch.name), Assumptions()
        assert getattr(flipped, switch.name) == switch.other != switch.default
        assert [
            name for name in (each.name for each in switches()) if getattr(flipped, name) != getattr(default, name)
        ] == [switch.name]


def test_the_reference_page_says_what_the_tables_say(pytestconfig):
    page_file = pytestconfig.rootpath / "docs" / "reference" / "msk-connect-stand-in.md"
    assert page_file.read_text() == render(), (
        "write it anew: python -m connectpilot_local.msk_connect.reference docs/reference/msk-connect-stand-in.md"
    )


def test_what_metrics_set_off_may_call_the_world_again(sinks, tmp_path, assumptions):
    clock, heard = DrivenClock(), []

    class Alarm(MemorySinks):
        def publish(self, data):
            asked = threading.Thread(target=lambda: heard.append(world.call("ListConnectors", {})), daemon=True)
            asked.start()
            asked.join(timeout=5)

    world = World(clock, objects=sinks, metrics=Alarm(), logs=sinks, plugin_dir=tmp_path, assumptions=assumptions)
    plugin = world.call("CreateCustomPlugin", plugin_request("p"))["customPluginArn"]
    clock.advance(minutes=1)
    world.call("CreateConnector", connector_request("orders", plugin))
    clock.advance(minutes=8)
    world.advance()
    assert len(heard) > 0
    assert heard[0]["connectors"][0]["connectorState"] == "RUNNING"
