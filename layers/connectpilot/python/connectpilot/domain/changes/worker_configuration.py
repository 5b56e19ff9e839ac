"""The worker configuration of a connector: derived from its target, named by its content, shared where equal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import UnknownTargetError
from ..names import offset_topic, worker_configuration_name
from ..target import Target
from .worker_rules import why_forbidden

_JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter"
# MSK Connect's own default is the StringConverter, which would write a struct's toString().
_DEFAULTS = {"key.converter": _JSON_CONVERTER, "value.converter": _JSON_CONVERTER}

_AWS = "com.amazonaws.kafka.config.providers."
ALIASES = {
    _AWS + "SecretsManagerConfigProvider": "secretsmanager",
    _AWS + "SsmParamStoreConfigProvider": "ssm",
    _AWS + "S3ImportConfigProvider": "s3import",
}
"""Under which alias each config provider is offered to connectors."""
# Without it a missing secret silently becomes an empty text (msk-config-providers, default of NotFoundStrategy).
_FAILS_WHERE_NOT_FOUND = ("secretsmanager", "ssm")
_ENVIRONMENT = "org.apache.kafka.common.config.provider.EnvVarConfigProvider"
_FIRST_WITH_ENVIRONMENT = (3, 5)

KNOWN_ALIASES = {*ALIASES.values(), "env"}


@dataclass(frozen=True, slots=True)
class WorkerConfiguration:
    name: str
    """Empty: MSK Connect's default one."""
    properties: str | None
    """None: it exists, and nobody here made it."""
    providers: tuple[str, ...]
    """The aliases of the config providers that connectors on such workers can refer to."""
    arn: str | None = None
    """Of one that exists; a derived one is made when it is needed."""


def derive_worker_configuration(
    connector: str, target: Target, *, kind: str, provider_classes: Iterable[str], region: str
) -> WorkerConfiguration:
    """Raises UnknownTargetError that names a worker setting of the target which MSK Connect does not take."""
    settings = _DEFAULTS | dict(target.worker_settings)
    if "config.providers" not in settings:
        settings |= _providers(target.kafka_connect_version, provider_classes, region)
    if kind != "sink":
        # Its own topic outlives the connector; MSK Connect's default one is lost with it (Use custom offset topic).
        settings["offset.storage.topic"] = offset_topic(connector)
    properties = "".join(f"{key}={_written(target.name, key, settings[key])}\n" for key in sorted(settings))
    digest = hashlib.sha256(properties.encode()).hexdigest()
    aliases = tuple(alias.strip() for alias in settings.get("config.providers", "").split(",") if alias.strip())
    return WorkerConfiguration(worker_configuration_name(digest), properties, aliases)


def existing_worker_configuration(arn_or_default: str) -> WorkerConfiguration:
    """The one that a spec keeps; what it offers is not known, so every provider is believed to be there."""
    providers = tuple(sorted(KNOWN_ALIASES))
    if arn_or_default == "default":
        return WorkerConfiguration("", None, providers)
    return WorkerConfiguration(arn_or_default.split("/")[1], None, providers, arn_or_default)


def offset_topic_of(properties: str) -> str | None:
    """The offset topic that a worker configuration names."""
    found = re.search(r"^\s*offset\.storage\.topic\s*[=:]\s*(\S+)\s*$", properties, re.MULTILINE)
    return found.group(1) if found else None


def _providers(version: str, classes: Iterable[str], region: str) -> Mapping[str, str]:
    found = {ALIASES[name]: name for name in classes if name in ALIASES}
    settings: dict[str, str] = {}
    for alias in found:
        settings[f"config.providers.{alias}.param.region"] = region
    for alias in found.keys() & set(_FAILS_WHERE_NOT_FOUND):
        settings[f"config.providers.{alias}.param.NotFoundStrategy"] = "fail"
    if _numbers(version) >= _FIRST_WITH_ENVIRONMENT:
        found["env"] = _ENVIRONMENT
    if found:
        settings["config.providers"] = ",".join(sorted(found))
    return settings | {f"config.providers.{alias}.class": name for alias, name in found.items()}


def _numbers(version: str) -> tuple[int, ...]:
    """(3, 7) of `3.7.x`."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())


def _written(target: str, key: str, value: str) -> str:
    if why := why_forbidden(key):
        raise UnknownTargetError(f'target "{target}", worker setting "{key}": {why}; remove it from the target')
    if not (key + value).isascii() or not (key + value).isprintable():
        raise UnknownTargetError(f'target "{target}", worker setting "{key}": use printable ASCII on one line')
    return value.replace("\\", "\\\\")
