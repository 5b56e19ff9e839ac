"""Keeps what moto forgets of a function: its dead-letter queue and where and how it logs.

moto 5.2.5's LambdaFunction drops DeadLetterConfig and LoggingConfig, whoever makes the function.
"""

from __future__ import annotations

from typing import Any

from moto.awslambda.models import LambdaFunction

from connectpilot_local.cloud.repairs import repair

KEPT = {"DeadLetterConfig": "dead_letter_config", "LoggingConfig": "logging_config"}


def install() -> None:
    repair(LambdaFunction, "__init__", "self account_id spec region version", _keeping)
    repair(LambdaFunction, "get_configuration", "self on_create", _showing)
    repair(LambdaFunction, "update_configuration", "self config_updates", _updating)


def _keeping(original: Any) -> Any:
    def __init__(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        for name, attribute in KEPT.items():
            setattr(self, attribute, spec.get(name))
        original(self, account_id, spec, region, version)
        if self.logging_config and self.logging_config.get("LogGroup"):
            self.logs_group_name = self.logging_config["LogGroup"]

    return __init__


def _showing(original: Any) -> Any:
    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        shown: dict[str, Any] = original(self, on_create)
        for name, attribute in KEPT.items():
            if value := getattr(self, attribute):
                shown[name] = value
        return shown

    return get_configuration


def _updating(original: Any) -> Any:
    def update_configuration(self: Any, config_updates: dict[str, Any]) -> Any:
        for name, attribute in KEPT.items():
            if name in config_updates:
                setattr(self, attribute, config_updates[name])
        return original(self, config_updates)

    return update_configuration
