"""What nobody documents: each assumption is a switch with a default, another value and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _switch(default: str, other: str, why: str) -> Any:
    return field(default=default, metadata={"other": other, "why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """How the stand-in behaves where only a real account could tell."""

    restart_with_nothing_failed: str = _switch(
        "completes", "refused", "Kafka's own onlyFailed restart of nothing is a no-op; the service does not say."
    )
    pause_while_busy: str = _switch(
        "ConflictException", "BadRequestException", "The model lists both for PauseConnector and ResumeConnector."
    )
    pause_when_paused: str = _switch(
        "completes", "refused", "Kafka Connect takes a second pause as done (KIP-52); the service does not say."
    )
    pause_on_2_7_1: str = _switch("allowed", "refused", "Kafka has pause since 0.10; the service names no version.")
    configuration_update: str = _switch(
        "replaces", "merges", "Kafka's PUT replaces the configuration; the example in the guide passes a whole one."
    )
    capacity_kind_update: str = _switch(
        "allowed", "refused", "The model's shape allows provisioned to autoscaled; nobody reports having done it."
    )
    delete_in_use: str = _switch(
        "refused", "allowed", "Infrastructure tools treat plugins and worker configurations in use as undeletable."
    )
    delete_while_busy: str = _switch(
        "refused", "accepted", "CloudFormation waits for a deletable state first; documented only for a restart."
    )
    delete_while_deleting: str = _switch(
        "accepted", "refused", "Whether DeleteConnector of a connector that is DELETING is answered as the first was."
    )
    missing_connector_class: str = _switch(
        "refused", "FAILED", "Whether CreateConnector looks for connector.class before it answers."
    )
    version_changes: str = _switch("at the end", "at the start", "When an update's new currentVersion is visible.")
    version_after_rollback: str = _switch("kept", "new", "Whether a rolled-back update counts as a change.")
    version_after_restart: str = _switch("kept", "new", "Whether restart, pause and resume count as changes.")
    describe_while_updating: str = _switch(
        "origin", "target", "Whether DescribeConnector shows the old or the new settings while UPDATING."
    )
    plugin_without_class: str = _switch(
        "rolls back", "refused", "Whether an update to a plugin without the connector's class is found out at once."
    )
    identical_update: str = _switch(
        "refused", "accepted", "Reported for autoScaling; taken as true of every member of an update."
    )
    missing_object: str = _switch(
        "refused", "CREATE_FAILED", "Whether CreateCustomPlugin looks at the S3 object before it answers."
    )
    unsupported_worker_keys: str = _switch(
        "refused", "ignored", "The guide says unsupported; not whether CreateWorkerConfiguration refuses them."
    )
    iam_over_plaintext: str = _switch(
        "refused", "FAILED", "IAM needs TLS; whether the request or the worker finds out is not said."
    )
    worker_count_limit: str = _switch(
        "checked", "unchecked", "Terraform refuses more than 10 workers; the model does not."
    )
    name_characters: str = _switch(
        "checked", "unchecked", "Letters, digits and hyphens are safe; the model has no pattern."
    )
    paused_metrics: str = _switch("zero", "none", "Whether a PAUSED connector goes on publishing.")
    lag_dimensions: str = _switch(
        "with cluster", "without cluster", "The guide names Consumer Group and Topic; Cluster Name is seen in practice."
    )

    def flipped(self, name: str) -> Assumptions:
        """The same with one switch at its other value."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return Assumptions(**(values | {name: switch(name).other}))


@dataclass(frozen=True, slots=True)
class Switch:
    """One row of the table of assumptions."""

    name: str
    default: str
    other: str
    why: str


def switches() -> list[Switch]:
    """Every assumption, for the reference page and for tests that try both ways."""
    return [Switch(each.name, str(each.default), **each.metadata) for each in fields(Assumptions)]


def switch(name: str) -> Switch:
    return next(each for each in switches() if each.name == name)
