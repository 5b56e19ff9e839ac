"""How busy a simulated connector is: records, bytes, CPU and lag out of its faults and its capacity."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

RECORDS_PER_MINUTE = 6000.0
SINK_HANDLES_PER_MINUTE = 9000.0
BYTES_PER_RECORD = 500.0
CPU_BUSY = 20.0
CPU_IDLE = 3.0


@dataclass(frozen=True, slots=True)
class Flowing:
    """Records a minute that arrive and that could be handled if every task ran."""

    arrives: float = RECORDS_PER_MINUTE
    handles: float = SINK_HANDLES_PER_MINUTE


def usable_capacity(workers: int, mcu: int, tasks: int) -> int:
    """MCUs that tasks can use: a worker without a task adds nothing."""
    return min(workers, max(tasks, 1)) * mcu


def on_curve(points: list[tuple[float, float]], seconds: float) -> float:
    """The value at this second: straight lines between the points, flat before and after."""
    ordered = sorted(points)
    if seconds <= ordered[0][0]:
        return ordered[0][1]
    for (start, low), (end, high) in pairwise(ordered):
        if seconds < end:
            return low + (high - low) * (seconds - start) / (end - start)
    return ordered[-1][1]


def handled(flow: Flowing, waiting: float, running_share: float, minutes: float) -> float:
    """How many records a sink handles in these minutes, when so many wait already."""
    return min(waiting + flow.arrives * minutes, flow.handles * running_share * minutes)
