"""What the functions are told by their environment; template.yaml sets it, docs/configuration.md lists it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1)]


class Settings(BaseModel):
    """Names and bounds, never secrets; the variables are the field names in upper case."""

    model_config = ConfigDict(alias_generator=str.upper, frozen=True)

    stack_name: Name
    connectors_table: Name
    specs_table: Name
    plugins_table: Name
    incidents_table: Name
    events_table: Name
    control_table: Name
    intake_bucket: Name
    bundle_bucket: Name
    targets_path: Name
    """SSM path under which targets are stored, ending in a slash."""
    notification_topic_arn: Name
    maven_repository_urls: str = ""
    """Base URLs of Maven repositories, separated by commas, asked in this order."""
    maven_secret_name: str = ""
    """Secret with the credentials of private Maven repositories; empty where none needs any."""
    artifact_hosts: str = "*"
    """Hosts that recipes' URLs may name and redirects may lead to, separated by commas; `*.domain`, or `*` for any."""
    release_plugin_arn: str = ""
    operate_connector_arn: str = ""
    heal_connector_arn: str = ""
    scale_connector_arn: str = ""
    connector_role_path: str = "/connectpilot/"
    """Path of the IAM roles that targets may name."""

    restarts_per_minute: Annotated[int, Field(ge=1)] = 20
    """How many remedies healing may begin in the whole fleet within one minute."""

    prune_plugins_after_days: Annotated[int, Field(ge=0)] = 0
    """Days after which plugins and bundles that nothing uses are removed; 0: never."""
    prune_artifacts: bool = False
    """Whether artefacts that no bundle names are removed, too."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        return cls.model_validate(environ)
