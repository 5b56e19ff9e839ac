"""Tags as conditions see them: those a request brings, and those its resource has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS

# service in the ARN -> boto3 client, operation, parameter, where the tags stand in the answer
_READERS = {
    "dynamodb": ("dynamodb", "list_tags_of_resource", "ResourceArn", "Tags"),
    "events": ("events", "list_tags_for_resource", "ResourceARN", "Tags"),
    "kafkaconnect": ("kafkaconnect", "list_tags_for_resource", "resourceArn", "tags"),
    "lambda": ("lambda", "list_tags", "Resource", "Tags"),
    "secretsmanager": ("secretsmanager", "describe_secret", "SecretId", "Tags"),
    "sns": ("sns", "list_tags_for_resource", "ResourceArn", "Tags"),
    "states": ("stepfunctions", "list_tags_for_resource", "resourceArn", "tags"),
}
TagReader = Callable[[str], Mapping[str, str] | None]


def as_mapping(tags: Any) -> dict[str, str]:
    """Tags in any of AWS's shapes: a map, or a list of Key and Value in either case."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    pairs = [{name.lower(): value for name, value in tag.items()} for tag in tags or []]
    return {pair["key"]: pair.get("value", "") for pair in pairs}


def request_values(params: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """aws:RequestTag/... and aws:TagKeys of a call."""
    tags = as_mapping(params.get("Tags") or params.get("tags"))
    removed = params.get("TagKeys") or params.get("tagKeys") or []
    values: dict[str, tuple[str, ...]] = {f"aws:requesttag/{key.lower()}": (value,) for key, value in tags.items()}
    return {**values, "aws:tagkeys": (*tags, *removed)}


def resource_tag_reader(endpoint_url: str) -> TagReader:
    """Asks the local services themselves, with the key that may do everything; None where nobody can say."""

    @cache
    def client(service: str) -> Any:
        make: Any = boto3.client
        return make(service, endpoint_url=endpoint_url, **EXEMPT_CREDENTIALS)

    def read(arn: str) -> Mapping[str, str] | None:
        parts = arn.split(":")
        if len(parts) < 3 or parts[2] not in _READERS:  # noqa: PLR2004 - the third field of an ARN is the service
            return None
        service, operation, parameter, answer = _READERS[parts[2]]
        try:
            return as_mapping(getattr(client(service), operation)(**{parameter: arn}).get(answer))
        except ClientError:
            return {}

    return read
