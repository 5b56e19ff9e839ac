"""Healing's, scaling's and the sweep's use cases over AWS."""

from __future__ import annotations

from functools import cache

from ..adapters.alarms import CloudWatchAlarms
from ..adapters.claims_table import ClaimsTable
from ..adapters.cloudwatch_metrics import CloudWatchMetrics
from ..adapters.connectors_table import ConnectorsTable
from ..adapters.control_table import ControlTable
from ..adapters.incidents_table import IncidentsTable
from ..adapters.msk_connect import MskConnect
from ..adapters.specs_table import SpecsTable
from ..adapters.targets import SsmTargets
from ..adapters.uploads import IntakeUploads
from ..adapters.worker_logs import CloudWatchWorkerLogs
from ..adapters.workflows import StepFunctionsWorkflows
from ..usecases.assess_capacity import AssessCapacity
from ..usecases.assess_connector import AssessConnector
from ..usecases.gather_evidence import GatherEvidence
from ..usecases.record_adjustment import RecordAdjustment
from ..usecases.record_remedy import RecordRemedy
from ..usecases.sweep_fleet import SweepFleet
from ..usecases.sweep_releases import SweepReleases
from . import client, settings, table


@cache
def assess_connector() -> AssessConnector:
    return AssessConnector(
        records=_records(),
        incidents=_incidents(),
        control=_control(),
        gather=_gather(CloudWatchWorkerLogs(client("logs"))),
        restarts_per_minute=settings().restarts_per_minute,
    )


@cache
def record_remedy() -> RecordRemedy:
    return RecordRemedy(records=_records(), incidents=_incidents())


@cache
def assess_capacity() -> AssessCapacity:
    return AssessCapacity(
        records=_records(), control=_control(), specs=_specs(), metrics=_metrics(), gather=_gather(None)
    )


@cache
def record_adjustment() -> RecordAdjustment:
    return RecordAdjustment(records=_records(), incidents=_incidents())


@cache
def sweep_fleet() -> SweepFleet:
    told = settings()
    workflows = StepFunctionsWorkflows(
        client("stepfunctions"),
        {
            "operate-connector": told.operate_connector_arn,
            "heal-connector": told.heal_connector_arn,
            "scale-connector": told.scale_connector_arn,
            "release-plugin": told.release_plugin_arn,
        },
    )
    return SweepFleet(
        stack=told.stack_name,
        records=_records(),
        control=_control(),
        connectors=MskConnect(client("kafkaconnect")),
        metrics=_metrics(),
        alarms=CloudWatchAlarms(client("cloudwatch")),
        specs=_specs(),
        targets=_targets(),
        workflows=workflows,
        releases=SweepReleases(
            uploads=IntakeUploads(client("s3"), told.intake_bucket),
            claims=ClaimsTable(table(told.events_table)),
            workflows=workflows,
        ),
    )


def _gather(logs: CloudWatchWorkerLogs | None) -> GatherEvidence:
    return GatherEvidence(
        connectors=MskConnect(client("kafkaconnect")),
        metrics=_metrics(),
        logs=logs,
        specs=_specs(),
        targets=_targets(),
    )


def _records() -> ConnectorsTable:
    return ConnectorsTable(table(settings().connectors_table))


def _incidents() -> IncidentsTable:
    return IncidentsTable(table(settings().incidents_table))


def _control() -> ControlTable:
    return ControlTable(table(settings().control_table))


def _specs() -> SpecsTable:
    return SpecsTable(table(settings().specs_table))


def _targets() -> SsmTargets:
    return SsmTargets(client("ssm"), settings().targets_path, role_path=settings().connector_role_path)


def _metrics() -> CloudWatchMetrics:
    return CloudWatchMetrics(client("cloudwatch"))
