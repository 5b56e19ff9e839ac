"""What operate-connector's functions are made of."""

from __future__ import annotations

from functools import cache

from .. import bootstrap
from ..adapters.alarms import CloudWatchAlarms
from ..adapters.cloudwatch_metrics import CloudWatchMetrics
from ..adapters.connectors_table import ConnectorsTable
from ..adapters.custom_plugins import CustomPlugins
from ..adapters.incidents_table import IncidentsTable
from ..adapters.msk_connect import MskConnect, MskConnectChanges, MskWorkerConfigurations
from ..adapters.plugins_table import PluginsTable
from ..adapters.specs_table import SpecsTable
from ..adapters.targets import SsmTargets
from ..usecases.change_connector import ChangeConnector
from ..usecases.check_health import CheckHealth
from ..usecases.check_step import CheckStep
from ..usecases.ensure_alarms import EnsureAlarms
from ..usecases.plan_steps import PlanSteps
from ..usecases.record_outcome import RecordOutcome
from ..usecases.wanted import Wanted


@cache
def plan_steps() -> PlanSteps:
    return PlanSteps(
        connectors=_connectors(),
        records=_records(),
        worker_configurations=MskWorkerConfigurations(bootstrap.client("kafkaconnect")),
        metrics=CloudWatchMetrics(bootstrap.client("cloudwatch")),
        wanted=_wanted(),
        stack=bootstrap.settings().stack_name,
    )


@cache
def change_connector() -> ChangeConnector:
    return ChangeConnector(
        connectors=_connectors(),
        # Its version has moved on where the first answer was lost: a repeated update is refused though it runs.
        changes=MskConnectChanges(bootstrap.client("kafkaconnect", one_try=True)),
        worker_configurations=MskWorkerConfigurations(bootstrap.client("kafkaconnect")),
        plugins=CustomPlugins(bootstrap.client("kafkaconnect")),
        records=_records(),
        wanted=_wanted(),
        stack=bootstrap.settings().stack_name,
    )


@cache
def check_step() -> CheckStep:
    return CheckStep(connectors=_connectors(), records=_records())


@cache
def check_health() -> CheckHealth:
    metrics = CloudWatchMetrics(bootstrap.client("cloudwatch"))
    return CheckHealth(connectors=_connectors(), metrics=metrics, records=_records())


@cache
def record_outcome() -> RecordOutcome:
    told = bootstrap.settings()
    return RecordOutcome(
        connectors=_connectors(),
        records=_records(),
        incidents=IncidentsTable(bootstrap.table(told.incidents_table)),
        stack=told.stack_name,
    )


@cache
def ensure_alarms() -> EnsureAlarms:
    return EnsureAlarms(
        alarms=CloudWatchAlarms(bootstrap.client("cloudwatch")),
        connectors=_connectors(),
        records=_records(),
        specs=_specs(),
        targets=_targets(),
        stack=bootstrap.settings().stack_name,
    )


def _wanted() -> Wanted:
    plugins = PluginsTable(bootstrap.table(bootstrap.settings().plugins_table))
    return Wanted(specs=_specs(), plugins=plugins, targets=_targets())


def _connectors() -> MskConnect:
    return MskConnect(bootstrap.client("kafkaconnect"))


def _records() -> ConnectorsTable:
    return ConnectorsTable(bootstrap.table(bootstrap.settings().connectors_table))


def _specs() -> SpecsTable:
    return SpecsTable(bootstrap.table(bootstrap.settings().specs_table))


def _targets() -> SsmTargets:
    return SsmTargets(
        bootstrap.client("ssm"), bootstrap.settings().targets_path, role_path=bootstrap.settings().connector_role_path
    )
