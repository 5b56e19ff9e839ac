"""Decides the state of a metric alarm from its recent datapoints, missing ones included, as CloudWatch documents it.

Source: CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Treatment = Literal["missing", "ignore", "breaching", "notBreaching"]

COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (ge, "greater than or equal to"),
    "GreaterThanThreshold": (gt, "greater than"),
    "LessThanThreshold": (lt, "less than"),
    "LessThanOrEqualToThreshold": (le, "less than or equal to"),
}
# CloudWatch looks at more periods than the alarm asks for, so that late data count; how many more it does not say.
# Its examples show five for three.
EXTRA_PERIODS = 2


@dataclass(frozen=True, slots=True)
class Point:
    at: int
    value: float
    count: float


@dataclass(frozen=True, slots=True)
class AlarmRule:
    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    treatment: Treatment = "missing"

    def breaches(self, point: Point | None) -> bool:
        return point is not None and COMPARISONS[self.comparison][0](point.value, self.threshold)


@dataclass(frozen=True, slots=True)
class Judgement:
    state: State
    reason: str
    evaluated: tuple[Point, ...]


def judge(rule: AlarmRule, points: Sequence[Point | None], current: State) -> Judgement:
    """Judge the periods of the evaluation range, oldest first, None where a period has no data."""
    wanted = rule.evaluation_periods
    real = [point for point in points if point is not None]
    if not real:
        return _without_data(rule, current)
    recent = real[-wanted:]
    breaching = sum(rule.breaches(point) for point in recent)
    to_fill = max(0, wanted - len(real))
    if rule.treatment == "breaching":
        breaching += to_fill
    if breaching >= rule.datapoints_to_alarm:
        state: State = "ALARM"
    elif to_fill and rule.treatment in ("missing", "ignore") and _old_breach(rule, points):
        state = "ALARM" if rule.treatment == "missing" else current
    else:
        state = "OK"
    return Judgement(state, _reason(rule, recent, state, to_fill), tuple(recent))


def _old_breach(rule: AlarmRule, points: Sequence[Point | None]) -> bool:
    """Whether a breach at least as old as the datapoints to alarm is followed only by breaches and gaps."""
    seen = [(age, point) for age, point in zip(range(len(points), 0, -1), points, strict=True) if point is not None]
    all_breach = all(rule.breaches(point) for _, point in seen)
    return bool(seen) and all_breach and seen[0][0] >= rule.datapoints_to_alarm


def _without_data(rule: AlarmRule, current: State) -> Judgement:
    periods = rule.evaluation_periods
    plural = "period" if periods == 1 else "periods"
    if rule.treatment == "missing":
        points = "datapoint was" if periods == 1 else "datapoints were"
        return Judgement("INSUFFICIENT_DATA", f"Insufficient Data: {periods} {points} unknown.", ())
    if rule.treatment == "ignore":
        return Judgement(current, "Unchanged: no datapoints were received and missing ones are ignored.", ())
    treated = "Breaching" if rule.treatment == "breaching" else "NonBreaching"
    filled = f"{periods} missing datapoint{' was' if periods == 1 else 's were'} treated as [{treated}]"
    reason = f"Threshold Crossed: no datapoints were received for {periods} {plural} and {filled}."
    return Judgement("ALARM" if rule.treatment == "breaching" else "OK", reason, ())


def _reason(rule: AlarmRule, recent: Sequence[Point], state: State, filled: int) -> str:
    _, words = COMPARISONS[rule.comparison]
    in_alarm = state == "ALARM"
    matching = [point for point in recent if rule.breaches(point) == in_alarm] or list(recent)
    shown = ", ".join(f"{point.value} ({_short(point.at)})" for point in reversed(recent))
    one = len(matching) == 1
    verb = ("was" if one else "were") + ("" if in_alarm else " not")
    needed = rule.datapoints_to_alarm if in_alarm else rule.evaluation_periods - rule.datapoints_to_alarm + 1
    way = "OK -> ALARM" if in_alarm else "ALARM -> OK"
    text = (
        f"Threshold Crossed: {len(matching)} out of the last {len(recent)} datapoints [{shown}] {verb} {words} "
        f"the threshold ({rule.threshold}) "
        f"(minimum {needed} datapoint{'' if needed == 1 else 's'} for {way} transition)"
    )
    if filled and rule.treatment in ("breaching", "notBreaching"):
        treated = "Breaching" if rule.treatment == "breaching" else "NonBreaching"
        text += f" and {filled} missing datapoint{' was' if filled == 1 else 's were'} treated as [{treated}]"
    return text + "."


def _short(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d/%m/%y %H:%M:%S")
