"""The API's use cases over AWS."""

from __future__ import annotations

from functools import cache

from ..adapters.cloudwatch_metrics import CloudWatchMetrics
from ..adapters.connectors_table import ConnectorsTable
from ..adapters.incidents_table import IncidentsTable
from ..adapters.msk_connect import MskConnect
from ..adapters.object_store import S3Bucket
from ..adapters.plugins_table import PluginsTable
from ..adapters.specs_table import SpecsTable
from ..adapters.targets import SsmTargets
from ..adapters.workflows import StepFunctionsWorkflows
from ..ports.incidents import Incidents
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, Plugins, Specs, Targets
from ..ports.workflows import Workflows
from ..usecases.adopt_connector import AdoptConnector
from ..usecases.apply_connector import ApplyConnector
from ..usecases.request_change import RequestChange
from ..usecases.show_connectors import ShowConnectors
from ..usecases.show_plugins import ShowPlugins
from ..usecases.show_reports import ShowReports
from . import client, settings, table


@cache
def records() -> ConnectorRecords:
    return ConnectorsTable(table(settings().connectors_table))


@cache
def specs() -> Specs:
    return SpecsTable(table(settings().specs_table))


@cache
def plugins() -> Plugins:
    return PluginsTable(table(settings().plugins_table))


@cache
def targets() -> Targets:
    return SsmTargets(client("ssm"), settings().targets_path, role_path=settings().connector_role_path)


@cache
def incidents() -> Incidents:
    return IncidentsTable(table(settings().incidents_table))


@cache
def _connectors() -> Connectors:
    return MskConnect(client("kafkaconnect"))


@cache
def _workflows() -> Workflows:
    return StepFunctionsWorkflows(client("stepfunctions"), {"operate-connector": settings().operate_connector_arn})


@cache
def show_connectors() -> ShowConnectors:
    return ShowConnectors(records(), specs(), _connectors(), CloudWatchMetrics(client("cloudwatch")))


@cache
def show_plugins() -> ShowPlugins:
    return ShowPlugins(plugins(), S3Bucket(client("s3"), settings().bundle_bucket))


@cache
def show_reports() -> ShowReports:
    return ShowReports(S3Bucket(client("s3"), settings().intake_bucket))


@cache
def apply_connector() -> ApplyConnector:
    return ApplyConnector(records(), specs(), plugins(), targets(), _connectors(), _workflows())


@cache
def request_change() -> RequestChange:
    return RequestChange(records(), _connectors(), _workflows())


@cache
def adopt_connector() -> AdoptConnector:
    return AdoptConnector(records(), specs(), plugins(), _connectors(), _workflows())
