"""What a known failure is: how it shows, whether a restart helps, and what a person does next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of trouble it is; each has a runbook of this name."""

    TRANSIENT = "transient"
    CONFIGURATION = "configuration"
    PERMISSION = "permission"
    NETWORK = "network"
    PLUGIN = "plugin"
    DATA = "data"
    POSITION = "position"
    RESOURCES = "resources"
    PLATFORM = "platform"
    UNKNOWN = "unknown"


class RestartHelps(StrEnum):
    YES = "yes"
    NO = "no"
    AFTER_FIX = "afterFix"
    """Only once the cause is mended; it may have been (a rotated secret), so one restart is worth while."""
    AFTER_DELAY = "afterDelay"
    BRIEFLY = "briefly"
    """It runs again until the cause, which stays, strikes once more."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One row: `code` names it in records, metrics and runbooks."""

    code: str
    kind: Kind
    restart: RestartHelps
    pattern: re.Pattern[str]
    title: str
    fix: str
    wrapper: bool = False
    """Only says that something below it went wrong: any other match is better."""
