"""What evidence is made of: log lines, erased secrets, fresh metrics, hints."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from connectpilot.domain.care.hint import read_hint
from connectpilot.domain.care.incident import Incident, Moment, entry, incident_id, opening
from connectpilot.domain.care.observation import (
    TaskCounts,
    is_stalled,
    observe,
    position_survives,
    progress_queries,
    task_counts,
    task_queries,
)
from connectpilot.domain.care.worker_log import LogEvent, failures, failures_of
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.erase import ERASED, erase
from connectpilot.domain.metrics import Datapoint
from fakes.healing_world import connector
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVENTS = Path(__file__).parents[3] / "events"


def ago(minutes: float) -> datetime:
    return NOON - timedelta(minutes=minutes)


def lines(*texts: str, stream: str = "s") -> list[LogEvent]:
    return [LogEvent(NOON + timedelta(milliseconds=number), text, stream) for number, text in enumerate(texts)]


STAMP = "[2026-03-02 12:00:00,123]"
LOG = lines(
    f"[Worker-aa] {STAMP} INFO [orders|task-0] Starting (WorkerTask:1)",
    f"[Worker-aa] {STAMP} ERROR [orders|task-0] Task threw an uncaught exception (WorkerTask:2)",
    "[Worker-aa] java.net.SocketException: Connection reset",
    f"[Worker-bb] {STAMP} INFO [other|task-1] Committing offsets (WorkerTask:3)",
    "[Worker-aa] \tat x.Y.z(Y.java:1)",
    "[Worker-aa] Caused by: java.io.EOFException",
    f"[Worker-aa] {STAMP} INFO [orders|task-0] Closing (WorkerTask:4)",
    f"[Worker-aa] {STAMP} ERROR [other] Uncaught (Herder:5)",
    f"[Worker-aa] {STAMP} ERROR [Producer clientId=x] Uncaught (Sender:6)",
)


def test_a_trace_is_gathered_from_the_lines_below_its_error():
    (found,) = failures_of("orders", LOG)
    assert (found.task, found.text.count("\n")) == (0, 3)
    assert "EOFException" in found.text
    assert "Committing" not in found.text
    assert "Closing" not in found.text


def test_the_newest_failure_comes_first_and_other_connectors_are_not_ours():
    assert [found.connector for found in failures(LOG)] == [None, "other", "orders"]
    assert failures_of("order", LOG)[0].connector is None  # a prefix is not the name


def test_lines_of_another_format_break_nothing():
    assert failures(lines("", "[Worker-aa]", "{json: 1}", "\tat lost.frame(X.java:1)")) == ()


SECRETS = [
    ("Access denied for jdbc:mysql://cdc:hunter2@db:3306/shop", "hunter2"),
    ("Invalid value hunter2 for configuration database.password: too short", "hunter2"),
    ("Unexpected value of a secret's structure {\"user\": \"cdc\", \"key\": \"hunter2\"}", "hunter2"),
    ('config {"database.password": "hun\\"ter2", "x": 1}', "ter2"),
    ("connection.password = hunter2, tasks.max = 1", "hunter2"),
    ("url?user=cdc&password=hunter2&ssl=true", "hunter2"),
    ('sasl.jaas.config=x required username="u" password="hunter2";', "hunter2"),
    ("CREATE USER 'a' IDENTIFIED BY 'hunter2'", "hunter2"),
    ("Authorization: Bearer abcdefghijklmnop.q", "abcdefghijklmnop"),
    ("AWS_ACCESS_KEY_ID AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow"),
    ("token eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2ln", "eyJzdWIiOiIxMjM0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_secrets_are_erased(text, secret):
    assert secret not in erase(text)
    assert ERASED in erase(text)


def test_a_connectors_own_secret_values_are_erased_wherever_they_stand():
    configuration = {"database.password": "hunter2", "other.password": "${secretsmanager:db:key}", "pwd": "x"}
    text = "could not parse hunter2 of ${secretsmanager:db:key} x"
    assert erase(text, configuration) == "could not parse *** of ${secretsmanager:db:key} x"


@pytest.mark.parametrize("keys", [("a.password", "b.password"), ("b.password", "a.password")])
def test_a_secret_that_begins_as_another_does_leaves_no_rest(keys):
    configuration = dict(zip(keys, ("hunter2", "hunter2-and-more"), strict=True))
    assert erase("login with hunter2-and-more failed", configuration) == "login with *** failed"


def test_the_plain_part_beside_a_reference_is_erased():
    assert erase("login with hunter2 failed", {"db.password": "${env:P}hunter2"}) == "login with *** failed"


@pytest.mark.parametrize(
    "part",
    ["a-", "a.", "password", "password=", "password.x-", "-ey", "-eyaaaaaaaa.", "://a:", "x://", "Invalid value ",
     '"password":"', "'password': ", "IDENTIFIED BY '", "-----BEGIN PRIVATE KEY-----", "Bearer ", "password   "],
)  # fmt: skip
def test_a_long_text_is_gone_over_once(part):
    start = time.thread_time()  # the processor's time, whatever else the machine does
    erase(part * (60_000 // len(part)))
    # Once takes some hundredths of a second, again and again from each character seconds to minutes.
    assert time.thread_time() - start < 1


def test_what_a_person_needs_stays():
    text = 'Not authorized to access topics: [orders]; replication slot "debezium" is active for PID 4711'
    assert erase(text) == text


@given(st.text(max_size=300), st.text("abcdefgh0123456789", min_size=8, max_size=20))
def test_a_configured_secret_never_survives(text, secret):
    assert secret not in erase(f"{text}{secret}{text}", {"db.password": secret})


def series(value, *minutes_ago):
    return tuple(Datapoint(ago(minutes), value) for minutes in minutes_ago)


def test_old_metrics_are_no_evidence():
    running, errored = task_queries("orders")
    fresh = {running: series(2, 1, 2), errored: series(0, 1, 2)}
    assert task_counts("orders", fresh, now=NOON) == TaskCounts(2, 0, NOON)
    assert task_counts("orders", {running: series(2, 6), errored: series(0, 6)}, now=NOON) == TaskCounts()
    assert task_counts("orders", {}, now=NOON) == TaskCounts()


def test_counts_are_as_old_as_the_end_of_their_minute():
    running, errored = task_queries("orders")
    assert task_counts("orders", {running: series(2, 4), errored: series(0, 4)}, now=NOON).at == ago(3)
    assert task_counts("orders", {running: series(2, 2), errored: series(0, 3)}, now=NOON).at == ago(2)
    assert task_counts("orders", {running: series(2, 0.5), errored: series(0, 0.5)}, now=NOON).at == NOON


def test_metrics_from_before_the_last_attempt_or_the_creation_prove_nothing():
    running, errored = task_queries("orders")
    seen = {running: series(0, 2), errored: series(1, 2)}
    assert task_counts("orders", seen, now=NOON, after=(ago(1.5), None)) == TaskCounts()
    assert task_counts("orders", seen, now=NOON, after=(ago(2), ago(1.5))) == TaskCounts()
    assert task_counts("orders", seen, now=NOON, after=(ago(2), None)) == TaskCounts(0, 1, ago(1))


def test_no_progress_is_nothing_read_while_the_lag_does_not_shrink():
    queries = progress_queries("orders", ("t",), "cluster")
    rate, lag = queries
    idle = series(0, 1, 2, 3, 4, 5, 6)
    growing = (Datapoint(ago(1), 900), Datapoint(ago(6), 100))
    assert is_stalled(queries, {rate: idle, lag: growing}, now=NOON)
    assert not is_stalled(queries, {rate: idle, lag: growing[::-1]}, now=NOON)
    assert not is_stalled(queries, {rate: idle, lag: series(0, 1, 6)}, now=NOON)
    assert not is_stalled(queries, {rate: series(3, 1, 2, 3, 4, 5), lag: growing}, now=NOON)
    assert not is_stalled(queries, {rate: idle[:3], lag: growing}, now=NOON)
    assert not is_stalled((), {}, now=NOON)


@pytest.mark.parametrize(
    ("kind", "found", "adopted", "survives"),
    [
        ("sink", None, False, True),
        ("source", connector("orders"), False, True),
        ("source", connector("orders", worker_configuration_arn="arn:x:worker-configuration/theirs/1"), False, False),
        ("source", connector("orders", worker_configuration_arn=None), False, False),
        ("source", None, False, True),
        ("source", None, True, False),
        (None, connector("orders"), False, False),
    ],
)
def test_whether_a_position_survives(kind, found, adopted, survives):
    assert position_survives(kind, found, adopted=adopted) is survives


def test_a_connector_of_another_name_is_not_the_one_asked_for():
    assert observe("orders", connector("orders-2"), TaskCounts(1, 0), stalled=False, survives=True).state is None
    assert (
        observe("orders", connector("orders"), TaskCounts(1, 0), stalled=False, survives=True).state
        is ConnectorState.RUNNING
    )


@pytest.mark.parametrize(
    ("file", "name", "by_sweep"),
    [
        ("errored_tasks_alarm.json", "orders", False),
        ("cpu_alarm.json", "orders", False),
        ("lag_alarm.json", "orders", False),
        ("look_by_sweep.json", "orders", True),
        ("sweep_scheduled.json", None, False),
    ],
)
def test_which_connector_an_event_speaks_of(file, name, by_sweep):
    hint = read_hint(json.loads((EVENTS / file).read_text()))
    assert (hint.connector, hint.by_sweep) == (name, by_sweep)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["detail", "configuration", "metrics", "metricStat", "metric", "dimensions", "source"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    ).filter(lambda event: isinstance(event, dict))
)
def test_no_event_can_break_the_hint(event):
    assert read_hint(event).text


def test_incident_ids_fit_into_an_executions_name_and_stay_apart():
    at = opening(NOON)
    assert incident_id("orders", at) == "orders-20260302T120000"
    long = [incident_id("c" * 120 + end, at) for end in "ab"]
    assert long[0] != long[1]
    assert max(map(len, long)) <= 56


def test_healthy_counts_only_as_the_last_word():
    well, ill = entry(NOON, Moment.HEALTHY, "well"), entry(NOON, Moment.DIAGNOSIS, "x" * 9000, "unknown")
    assert Incident("orders", opening(NOON), entries=(ill, well)).healthy_since == NOON
    assert Incident("orders", opening(NOON), entries=(well, ill)).healthy_since is None
    assert len(ill.text) < 1600
