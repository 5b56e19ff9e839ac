"""Capacity: what may be asked for, how many workers it means and how many tasks an autoscaled connector gets."""

from __future__ import annotations

from typing import Any

from connectpilot_local.msk_connect.errors import BadRequest

Capacity = dict[str, Any]

_MCU_COUNTS = (1, 2, 4, 8)
_MOST_WORKERS = 10
# The console's own, which MSK Connect takes when a creation names no policy.
DEFAULT_SCALE_IN, DEFAULT_SCALE_OUT = 20, 80
_TASKS_PER_MCU = 2


def checked_capacity(capacity: Capacity, *, limit_workers: bool) -> Capacity:
    """The capacity with its defaults, or BadRequest."""
    kinds = [kind for kind in ("autoScaling", "provisionedCapacity") if capacity.get(kind) is not None]
    if len(kinds) != 1:
        raise BadRequest("Invalid parameter capacity: specify exactly one of autoScaling and provisionedCapacity.")
    (kind,) = kinds
    wanted = capacity[kind]
    if wanted["mcuCount"] not in _MCU_COUNTS:
        raise BadRequest(f"Invalid parameter {kind}.mcuCount: the valid values are 1, 2, 4, 8.")
    names = ["workerCount"] if kind == "provisionedCapacity" else ["minWorkerCount", "maxWorkerCount"]
    for name in names:
        if wanted[name] < 1 or (limit_workers and wanted[name] > _MOST_WORKERS):
            raise BadRequest(f"Invalid parameter {kind}.{name}: must be between 1 and {_MOST_WORKERS}.")
    if kind == "provisionedCapacity":
        return {kind: {"mcuCount": wanted["mcuCount"], "workerCount": wanted["workerCount"]}}
    return {kind: _checked_autoscaling(wanted)}


def _checked_autoscaling(wanted: dict[str, Any]) -> dict[str, Any]:
    if wanted["minWorkerCount"] > wanted["maxWorkerCount"]:
        raise BadRequest("Invalid parameter autoScaling: minWorkerCount must not be above maxWorkerCount.")
    most_tasks = wanted.get("maxAutoscalingTaskCount")
    if most_tasks is not None and most_tasks < wanted["maxWorkerCount"]:
        raise BadRequest("Invalid parameter autoScaling.maxAutoscalingTaskCount: must be at least maxWorkerCount.")
    scale_in = (wanted.get("scaleInPolicy") or {}).get("cpuUtilizationPercentage", DEFAULT_SCALE_IN)
    scale_out = (wanted.get("scaleOutPolicy") or {}).get("cpuUtilizationPercentage", DEFAULT_SCALE_OUT)
    if scale_in >= scale_out:
        raise BadRequest(
            "Invalid parameter autoScaling: the scale-in percentage must be below the scale-out percentage."
        )
    checked = {
        "maxWorkerCount": wanted["maxWorkerCount"],
        "mcuCount": wanted["mcuCount"],
        "minWorkerCount": wanted["minWorkerCount"],
        "scaleInPolicy": {"cpuUtilizationPercentage": scale_in},
        "scaleOutPolicy": {"cpuUtilizationPercentage": scale_out},
    }
    return checked if most_tasks is None else {**checked, "maxAutoscalingTaskCount": most_tasks}


def quota_workers(capacity: Capacity) -> int:
    """How many of the account's workers this takes: an autoscaled connector counts its maximum."""
    if "autoScaling" in capacity:
        return int(capacity["autoScaling"]["maxWorkerCount"])
    return int(capacity["provisionedCapacity"]["workerCount"])


def first_workers(capacity: Capacity) -> int:
    """Workers at the start: an autoscaled connector begins with its minimum."""
    if "autoScaling" in capacity:
        return int(capacity["autoScaling"]["minWorkerCount"])
    return int(capacity["provisionedCapacity"]["workerCount"])


def mcu_count(capacity: Capacity) -> int:
    return int(next(iter(capacity.values()))["mcuCount"])


def tasks_max(capacity: Capacity, workers: int, configuration: dict[str, str]) -> int:
    """An autoscaled connector's tasks.max is overridden: workers x MCUs x 2, capped when a cap is given."""
    if "autoScaling" not in capacity:
        asked = configuration.get("tasks.max", "1")
        return int(asked) if asked.isdigit() else 1
    tasks = workers * mcu_count(capacity) * _TASKS_PER_MCU
    return min(tasks, int(capacity["autoScaling"].get("maxAutoscalingTaskCount", tasks)))
