"""Events are retried and given up as AWS does it, on a clock that stands still."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from connectpilot_local.clock import DrivenClock
from connectpilot_local.cloud.functions.asynchronous import AsyncEvent, AsynchronousInvocations
from connectpilot_local.cloud.functions.destinations import dead_letter_attributes, record_of
from connectpilot_local.cloud.functions.invocation import Outcome, ThrottledError

FAILED = Outcome(b'{"errorMessage": "no"}', failed=True, request_id="r")
FINE = Outcome(b"1", failed=False, request_id="r")
THROTTLED = ThrottledError("because")


def function(**config):
    configs = [SimpleNamespace(config=config)] if config else []
    return SimpleNamespace(function_name="f", function_arn="arn:f", event_invoke_config=configs)


@pytest.fixture
def run():
    """Let a function's attempts go as given, the last for ever; the endings and how many attempts there were."""
    opened = []

    def go(*attempts, advance=0.0, **config):
        clock, endings, tried, broke = DrivenClock(), [], [], []

        def attempt(event):
            tried.append(event)
            clock.advance(seconds=advance)
            one = attempts[min(len(tried), len(attempts)) - 1]
            if isinstance(one, Exception):
                raise one
            return one

        queue = AsynchronousInvocations(clock, attempt, endings.append, broke.append)
        opened.append(queue)
        queue.accept(AsyncEvent(function(**config), b"{}", None, clock.now(), "r"))
        assert queue.wait_until_idle(5)
        assert broke == []
        return endings, len(tried)

    yield go
    for queue in opened:
        queue.close()


@pytest.mark.parametrize(
    ("attempts", "config", "condition", "tried"),
    [
        pytest.param([FINE], {}, "Success", 1, id="at once"),
        pytest.param([FAILED, FINE], {}, "Success", 2, id="at the second attempt"),
        pytest.param([FAILED], {}, "RetriesExhausted", 3, id="never"),
        pytest.param([FAILED], {"MaximumRetryAttempts": 0}, "RetriesExhausted", 1, id="one attempt is configured"),
        pytest.param([THROTTLED, THROTTLED, FINE], {}, "Success", 3, id="throttling is no failure"),
        pytest.param([THROTTLED, FAILED, FAILED, FAILED], {}, "RetriesExhausted", 4, id="throttling takes none away"),
    ],
)
def test_an_event_comes_to_its_end(run, attempts, config, condition, tried):
    (ending,), count = run(*attempts, **config)
    assert (ending.condition, count) == (condition, tried)


def test_an_event_that_grows_too_old_is_given_up(run):
    (ending,), count = run(THROTTLED, advance=50.0, MaximumEventAgeInSeconds=120)
    assert (ending.condition, count) == ("EventAgeExceeded", 3)
    assert ending.outcome is None
    assert dead_letter_attributes(ending)["ErrorCode"]["StringValue"] == "429"
    record = record_of(ending)
    assert record["requestContext"] == {
        "requestId": "r",
        "functionArn": "arn:f:$LATEST",
        "condition": "EventAgeExceeded",
        "approximateInvokeCount": 0,
    }
    assert "responsePayload" not in record
    json.dumps(record)


def test_a_conclusion_that_breaks_is_reported_and_nobody_waits_for_ever():
    clock, broke = DrivenClock(), []

    def conclude(ending):
        raise ValueError("no such queue")

    queue = AsynchronousInvocations(clock, lambda event: FINE, conclude, broke.append)
    queue.accept(AsyncEvent(function(), b"{}", None, clock.now(), "r"))
    assert queue.wait_until_idle(5)
    queue.close()
    assert broke == ["f: ValueError: no such queue"]
