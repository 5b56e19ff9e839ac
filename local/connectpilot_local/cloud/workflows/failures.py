"""Failures as Step Functions names them, built from moto's own parts."""

from __future__ import annotations

from typing import Any, NoReturn

from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, ExecutionFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

QUERY_EVALUATION_ERROR = "States.QueryEvaluationError"
NO_CHOICE_MATCHED = "States.NoChoiceMatched"


def error_name_of(error_name: str | None) -> ErrorName:
    """The name of an error, whoever it comes from: moto takes reserved names only in a class of their own."""
    if error_name is None or not error_name.startswith("States."):
        return CustomErrorName(error_name)
    try:
        return StatesErrorName.from_name(error_name)
    except ValueError:
        return ErrorName(error_name)


def fail_query(env: Any, cause: str) -> NoReturn:
    """End the state with the error that Step Functions gives for an expression."""
    details = EventDetails(
        evaluationFailedEventDetails=EvaluationFailedEventDetails(error=QUERY_EVALUATION_ERROR, cause=cause)
    )
    event = HistoryEventType.EvaluationFailed
    raise FailureEventException(FailureEvent(env, error_name_of(QUERY_EVALUATION_ERROR), event, details))


def fail_execution(env: Any, error: str, cause: str) -> NoReturn:
    """End the state with an error of the interpreter's own."""
    details = EventDetails(executionFailedEventDetails=ExecutionFailedEventDetails(error=error, cause=cause))
    raise FailureEventException(FailureEvent(env, error_name_of(error), HistoryEventType.ExecutionFailed, details))
