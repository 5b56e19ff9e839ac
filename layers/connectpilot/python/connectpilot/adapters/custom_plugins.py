"""MSK Connect's custom plugins over boto3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, final

from ..domain.errors import NameTakenError
from ..domain.plugins.release import Bundle
from ..ports.releases import RegisteredPlugin
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_kafkaconnect import KafkaConnectClient


class _GoneError(Exception):
    """Between listing and describing, the plugin was deleted."""


@final
class CustomPlugins:
    """The `PluginRegistry` port, and `CustomPlugins` of ports/msk_connect.py."""

    def __init__(self, client: KafkaConnectClient, *, bucket_arn: str = "") -> None:
        self._client = client
        self._bucket_arn = bucket_arn

    def arn_of(self, name: str) -> str | None:
        found = (one for one in self._all(namePrefix=name) if one["name"] == name)
        return next((str(one["customPluginArn"]) for one in found), None)

    def count(self) -> int:
        return sum(1 for _ in self._all())

    def _all(self, **wanted: Any) -> Iterator[Any]:
        page: dict[str, Any] = {"maxResults": 100} | wanted
        while True:
            with told_apart():
                answer = self._client.list_custom_plugins(**page)
            yield from answer.get("customPlugins", [])
            if not answer.get("nextToken"):
                return
            page["nextToken"] = answer["nextToken"]

    def find(self, name: str) -> RegisteredPlugin | None:
        arn = self.arn_of(name)
        return self.describe(arn) if arn else None

    def describe(self, arn: str) -> RegisteredPlugin | None:
        try:
            with told_apart({"NotFoundException": _GoneError}):  # type: ignore[dict-item]
                answer = self._client.describe_custom_plugin(customPluginArn=arn)
        except _GoneError:
            return None
        return to_registered(answer)

    def create(self, name: str, bundle: Bundle, *, description: str, tags: Mapping[str, str]) -> str:
        location: dict[str, str] = {"bucketArn": self._bucket_arn, "fileKey": bundle.key}
        if bundle.version_id:
            location["objectVersion"] = bundle.version_id
        with told_apart({"ConflictException": NameTakenError}):
            answer = self._client.create_custom_plugin(
                name=name,
                contentType=bundle.content_type,
                description=description[:1024],
                location={"s3Location": location},  # type: ignore[typeddict-item]
                tags=dict(tags),
            )
        return answer["customPluginArn"]

    def delete(self, arn: str) -> None:
        with suppress(_GoneError), told_apart({"NotFoundException": _GoneError}):  # type: ignore[dict-item]
            self._client.delete_custom_plugin(customPluginArn=arn)


def to_registered(answer: Any) -> RegisteredPlugin:
    file = answer.get("latestRevision", {}).get("fileDescription", {})
    words = answer.get("stateDescription", {})
    return RegisteredPlugin(
        arn=answer["customPluginArn"],
        name=answer["name"],
        state=answer["customPluginState"],
        reason=": ".join(str(words[key]) for key in ("code", "message") if words.get(key)),
        md5=file.get("fileMd5"),
        size=file.get("fileSize"),
    )
