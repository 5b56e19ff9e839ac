"""Whether a connector's capacity fits its load: a new capacity or none, always with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..capacity import MCU_COUNTS, Autoscaled, Provisioned
from ..metrics import FRESH, MINUTE, Series
from ..spec import ConnectorSpec

COOL_DOWN = timedelta(minutes=30)
"""Between two changes: at most two an hour."""
HIGH_WINDOW = timedelta(minutes=5)
LOW_WINDOW = timedelta(minutes=30)
HIGH_CPU = 75.0
LOW_CPU = 20.0
_CPU_AFTER = 50.0  # what a smaller capacity may lead to: far below HIGH_CPU, or it would swing
HIGH_LAG = 10_000.0
_LOW_LAG = 1_000.0
_IDLE = "a further worker would have no task to run"
_COVERED = 0.8  # of a window's minutes must be there: less is no evidence

# Debezium's connectors that run one task whatever tasks.max says (Debezium documentation, tasks.max of each).
_SINGLE_TASK = ("mysql", "mariadb", "postgresql", "oracle", "db2", "informix", "spanner")


@dataclass(frozen=True, slots=True)
class Load:
    """What the metrics say; each series the newest first."""

    cpu: Series = ()
    lags: Sequence[Series] = ()
    """A sink's offset lag, one series a topic."""
    stalled: bool = False


@dataclass(frozen=True, slots=True)
class Adjust:
    capacity: Provisioned
    reason: str


@dataclass(frozen=True, slots=True)
class Keep:
    reason: str
    stalled: bool = False
    """Not capacity is what it needs: healing should look."""


Adjustment = Adjust | Keep


def choose_adjustment(  # noqa: PLR0911 (one return a rule)
    spec: ConnectorSpec, load: Load, *, blocked: str | None, last_adjustment_at: datetime | None, now: datetime
) -> Adjustment:
    """`blocked`: why nothing may be changed now (unhealthy, or an operation runs)."""
    capacity = spec.capacity
    if not spec.scaling.enabled:
        return Keep("connectpilot.scaling.enabled is false")
    if isinstance(capacity, Autoscaled):
        return Keep("MSK Connect autoscales it itself (capacity.min.workers to capacity.max.workers)")
    if blocked:
        return Keep(blocked)
    if load.stalled:
        return Keep("nothing is read while the lag grows: more capacity does not cure that, healing looks at it", True)
    if last_adjustment_at is not None and now - last_adjustment_at < COOL_DOWN:
        return Keep(f"cooling down until {last_adjustment_at + COOL_DOWN:%H:%M} UTC after the last adjustment")
    high = _why_high(load, now)
    if high:
        return _larger(spec, capacity, high)
    low = _low_cpu(load, now)
    if low is not None:
        return _smaller(spec, capacity, low)
    return Keep(f"neither overloaded nor idle for long enough to leave {capacity}: {_seen(load)}")


def most_useful_workers(spec: ConnectorSpec) -> int:
    """A worker without a task is idle, and paid for."""
    package, _, name = spec.connector_class.partition("io.debezium.connector.")
    if not package and name.partition(".")[0] in _SINGLE_TASK:
        return 1
    tasks = spec.configuration.get("tasks.max", "1")
    return int(tasks) if tasks.isascii() and tasks.isdecimal() and int(tasks) > 0 else 1


def _why_high(load: Load, now: datetime) -> str | None:
    cpu = _window(load.cpu, HIGH_WINDOW, now)
    if cpu and min(cpu) > HIGH_CPU:
        return f"CPU over {HIGH_CPU:.0f} % for five minutes (now {cpu[0]:.0f} %)"
    for series in load.lags:
        lag = _window(series, HIGH_WINDOW, now)
        if lag and min(lag) > HIGH_LAG and lag[0] >= lag[-1]:
            return f"over {HIGH_LAG:.0f} records behind for five minutes and not catching up (now {lag[0]:.0f})"
    return None


def _low_cpu(load: Load, now: datetime) -> float | None:
    """The highest of a whole quiet window; None where it was not quiet."""
    cpu = _window(load.cpu, LOW_WINDOW, now)
    behind = any(point.value > _LOW_LAG for series in load.lags for point in series[:1])
    return max(cpu) if cpu and max(cpu) < LOW_CPU and not behind else None


def _window(series: Series, length: timedelta, now: datetime) -> list[float]:
    """The newest minutes, all of a window; empty where too many of them are missing."""
    minutes = int(length / MINUTE)
    values = [point.value for point in series if point.at >= now - length - FRESH][:minutes]
    return values if len(values) >= minutes * _COVERED else []


def _larger(spec: ConnectorSpec, capacity: Provisioned, why: str) -> Adjustment:
    useful = most_useful_workers(spec)
    bound = min(spec.scaling.max_workers, useful)
    if capacity.workers < bound:
        return _to(Provisioned(capacity.workers + 1, capacity.mcu), capacity, why)
    mcu = next((count for count in MCU_COUNTS if count > capacity.mcu), None)
    if mcu is not None and mcu <= spec.scaling.max_mcu:
        note = f"; {_IDLE}" if useful <= capacity.workers else ""
        return _to(Provisioned(capacity.workers, mcu), capacity, why + note)
    limit = f"scaling.max.workers={spec.scaling.max_workers}, scaling.max.mcu={spec.scaling.max_mcu}"
    note = f", and {_IDLE}" if useful < spec.scaling.max_workers else ""
    return Keep(f"{why}, but {capacity} is the most it may have ({limit}){note}")


def _smaller(spec: ConnectorSpec, capacity: Provisioned, cpu: float) -> Adjustment:
    why = f"CPU under {LOW_CPU:.0f} % for thirty minutes (at most {cpu:.0f} %)"
    options = []
    if capacity.mcu > spec.scaling.min_mcu:
        mcu = max(count for count in MCU_COUNTS if count < capacity.mcu)
        options.append(Provisioned(capacity.workers, mcu))
    if capacity.workers > spec.scaling.min_workers:
        options.append(Provisioned(capacity.workers - 1, capacity.mcu))
    for option in options:
        expected = cpu * capacity.workers * capacity.mcu / (option.workers * option.mcu)
        if expected <= _CPU_AFTER:
            return _to(option, capacity, f"{why}; about {expected:.0f} % to be expected after")
    if not options:
        return Keep(f"{why}, but {capacity} is the least it may have")
    return Keep(f"{why}, but less capacity would load it over {_CPU_AFTER:.0f} %")


def _to(new: Provisioned, old: Provisioned, why: str) -> Adjust:
    return Adjust(new, f"from {old} to {new}: {why}")


def _seen(load: Load) -> str:
    cpu = f"CPU {load.cpu[0].value:.0f} %" if load.cpu else "no CPU metric"
    lags = [series[0].value for series in load.lags if series]
    return f"{cpu}, {max(lags):.0f} records behind" if lags else cpu


def with_capacity(spec: ConnectorSpec, capacity: Provisioned) -> dict[str, str]:
    """The configuration of the same connector with this capacity; what was its least stays its least."""
    return {
        **spec.wanted,
        "connectpilot.capacity.workers": str(capacity.workers),
        "connectpilot.capacity.mcu": str(capacity.mcu),
        "connectpilot.scaling.min.mcu": str(spec.scaling.min_mcu),
    }
