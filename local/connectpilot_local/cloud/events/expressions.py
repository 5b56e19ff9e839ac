"""When a schedule is due: rate(), cron() and at() as EventBridge reads them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON_FIELDS = 6
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
_YEARS_AHEAD = 12


class Expression(Protocol):
    def after(self, instant: datetime) -> datetime | None:
        """The first instant after this one at which the schedule is due; None when there is none."""


@dataclass(frozen=True, slots=True)
class Rate:
    every: timedelta

    def after(self, instant: datetime) -> datetime | None:
        return instant + self.every


@dataclass(frozen=True, slots=True)
class Once:
    at: datetime

    def after(self, instant: datetime) -> datetime | None:
        return self.at if self.at > instant else None


@dataclass(frozen=True, slots=True)
class Cron:
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days_of_month: str
    months: tuple[int, ...]
    days_of_week: str
    years: tuple[int, ...]
    zone: tzinfo

    def after(self, instant: datetime) -> datetime | None:
        local = instant.astimezone(self.zone)
        for day in self._days(local):
            for hour in self.hours:
                for minute in self.minutes:
                    due = day.replace(hour=hour, minute=minute, tzinfo=self.zone).astimezone(UTC)
                    if due > instant:
                        return due
        return None

    def _days(self, start: datetime) -> Iterator[datetime]:
        for year in self.years:
            for month in self.months:
                if not start.year <= year <= start.year + _YEARS_AHEAD or (year, month) < (start.year, start.month):
                    continue
                last = calendar.monthrange(year, month)[1]
                first = start.day if (year, month) == (start.year, start.month) else 1
                wanted = self._days_of(year, month, last)
                yield from (datetime(year, month, day) for day in range(first, last + 1) if day in wanted)  # noqa: DTZ001

    def _days_of(self, year: int, month: int, last: int) -> set[int]:
        if self.days_of_week == "?":
            if self.days_of_month == "L":
                return {last}
            return set(_numbers(self.days_of_month, 1, 31, {}))
        by_weekday = {day: (calendar.weekday(year, month, day) + 1) % 7 + 1 for day in range(1, last + 1)}
        nth = re.fullmatch(r"(\w+)#([1-5])", self.days_of_week)
        if nth:
            wanted = _number(nth[1], _DAYS)
            matching = [day for day, weekday in by_weekday.items() if weekday == wanted]
            return set(matching[int(nth[2]) - 1 : int(nth[2])])
        last_of = re.fullmatch(r"(\w+)L", self.days_of_week)
        if last_of:
            wanted = _number(last_of[1], _DAYS)
            return {max(day for day, weekday in by_weekday.items() if weekday == wanted)}
        allowed = set(_numbers(self.days_of_week, 1, 7, _DAYS))
        return {day for day, weekday in by_weekday.items() if weekday in allowed}


def parse(text: str, timezone: str = "UTC") -> Expression:
    zone = ZoneInfo(timezone)
    rate = _RATE.fullmatch(text)
    if rate:
        return Rate(timedelta(**{f"{rate[2]}s": int(rate[1])}))
    if text.startswith("at(") and text.endswith(")"):
        return Once(datetime.fromisoformat(text[3:-1]).replace(tzinfo=zone).astimezone(UTC))
    if text.startswith("cron(") and text.endswith(")"):
        return _cron(text, text[5:-1].split(), zone)
    raise ValueError(f"{text!r} is neither rate(), cron() nor at()")


def _cron(text: str, fields: list[str], zone: tzinfo) -> Cron:
    if len(fields) != _CRON_FIELDS:
        raise ValueError(f"{text!r} must have six fields")
    minutes, hours, days_of_month, months, days_of_week, years = fields
    if (days_of_month == "?") == (days_of_week == "?"):
        raise ValueError(f"{text!r}: exactly one of day-of-month and day-of-week must be ?")
    if "W" in days_of_month:
        raise ValueError(f"{text!r}: the local cloud does not know W (nearest weekday)")
    cron = Cron(
        minutes=_numbers(minutes, 0, 59, {}),
        hours=_numbers(hours, 0, 23, {}),
        days_of_month=days_of_month,
        months=_numbers(months, 1, 12, _MONTHS),
        days_of_week=days_of_week,
        years=_numbers(years, 1970, 2199, {}),
        zone=zone,
    )
    cron._days_of(2024, 1, 31)  # a bad day field is an error now, not when it would be due
    return cron


def _numbers(field: str, low: int, high: int, names: dict[str, int]) -> tuple[int, ...]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first, last = (_number(end, names) for end in span.split("-"))
        else:
            first = _number(span, names)
            last = high if step else first
        if not low <= first <= last <= high:
            raise ValueError(f"{part!r} is not within {low}-{high}")
        found.update(range(first, last + 1, int(step or 1)))
    return tuple(sorted(found))


def _number(text: str, names: dict[str, int]) -> int:
    return names[text.upper()] if text.upper() in names else int(text)
