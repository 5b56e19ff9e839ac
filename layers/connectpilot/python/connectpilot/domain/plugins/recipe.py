"""A recipe: what a plugin bundle is made of, each artefact pinned by its SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from ..errors import InvalidRecipeError
from .internet import recipe_place

KafkaConnectVersion = Literal["2.7.1", "3.7.x"]
BUILDER_VERSION = 1
"""Raise when the same inputs begin to give other bytes: it is part of every bundle's key."""

UNPACKED = (".tar.gz", ".tgz", ".zip")
WHOLE = (".jar",)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_UNPINNED = re.compile(r"(?i)latest|release|.*-snapshot|.*[\[\](),+*].*")
_S3 = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>[\x21-\x7e]{1,1024})")
_DEPENDENCY = re.compile(r"[A-Za-z0-9._-]{1,120}:(?:[A-Za-z0-9._-]{1,120}|\*)")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Coordinate(BaseModel):
    """group:artifact:version[:type[:classifier]], as Maven writes it."""

    model_config = ConfigDict(frozen=True)

    group: str
    artifact: str
    version: str
    type: str = "jar"
    classifier: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        parts = text.split(":")
        if len(parts) in (3, 4, 5) and _UNPINNED.fullmatch(parts[2]):
            raise ValueError(f"version {parts[2]!r} is not one fixed version; name the release itself")
        if len(parts) not in (3, 4, 5) or not all(_TOKEN.fullmatch(part) for part in parts):
            raise ValueError(f"{text!r} is not group:artifact:version[:type[:classifier]]")
        names = ("group", "artifact", "version", "type", "classifier")
        return cls(**dict(zip(names, parts, strict=False)))

    @property
    def file_name(self) -> str:
        suffix = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{suffix}.{self.type}"

    @property
    def path(self) -> str:
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _is_coordinate(value: str) -> str:
    Coordinate.parse(value)
    return value


FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), BeforeValidator(_lower)]
MavenCoordinate = Annotated[str, AfterValidator(_is_coordinate)]


class Artifact(Strict):
    """One input of a bundle: from a Maven repository, an https URL, an S3 object or by hand, and its digest."""

    maven: MavenCoordinate | None = None
    url: str | None = None
    s3: str | None = None
    file: FileName | None = None
    """The name of what no repository has: `connectpilot artifacts add` puts it where its digest finds it."""
    sha256: Sha256
    dependencies: bool = False
    """Whether `connectpilot recipe lock` is to add the jars that a Maven coordinate needs."""
    exclude: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """What to leave out: of an archive by shell patterns, as in `take`; of dependencies, with all that only they need,
    as `group:artifact` or `group:*`."""
    take: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """Shell patterns of the paths to take from an archive; all where none is given."""
    into: str = ""
    """Folder of the bundle in which what is taken is put."""

    @field_validator("url")
    @classmethod
    def _may_be_fetched(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                recipe_place(value)
            except InvalidRecipeError as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("s3")
    @classmethod
    def _is_object(cls, value: str | None) -> str | None:
        if value is not None and not _S3.fullmatch(value):
            raise ValueError(f"{value[:100]!r} is not s3://bucket/key")
        return value

    @field_validator("into")
    @classmethod
    def _is_folder(cls, value: str) -> str:
        if value and not _FOLDER.fullmatch(value):
            raise ValueError(f"{value!r} is not a folder of the bundle; write letters, digits, '.', '_', '-' and '/'")
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.maven, self.url, self.s3, self.file)) != 1:
            raise ValueError("name exactly one of maven, url, s3, file")
        if not self.file_name.endswith(UNPACKED + WHOLE):
            raise ValueError(f"{self.file_name!r} is none of {', '.join(UNPACKED + WHOLE)}")
        if self.take and self.file_name.endswith(WHOLE):
            raise ValueError("take says what to take from an archive; a jar is taken as it is")
        if self.dependencies and (self.coordinate is None or self.coordinate.type != "jar"):
            raise ValueError("dependencies are those of a jar from a Maven repository; an archive brings its own")
        if self.exclude and not (self.dependencies or self.is_unpacked):
            raise ValueError("exclude leaves something out of an archive, or of the jars of `dependencies: true`")
        if self.dependencies and (wrong := [one for one in self.exclude if not _DEPENDENCY.fullmatch(one)]):
            raise ValueError(f"exclude: {wrong[0]!r} is no dependency; it must be group:artifact or group:*")
        return self

    @property
    def coordinate(self) -> Coordinate | None:
        return Coordinate.parse(self.maven) if self.maven else None

    def maven_at(self, version: str) -> str:
        """This coordinate at another version."""
        parts = (self.maven or "").split(":")
        return ":".join((*parts[:2], version, *parts[3:]))

    @property
    def s3_place(self) -> tuple[str, str] | None:
        """Bucket and key."""
        found = _S3.fullmatch(self.s3) if self.s3 else None
        return (found["bucket"], found["key"]) if found else None

    @property
    def file_name(self) -> str:
        if self.maven:
            return Coordinate.parse(self.maven).file_name
        return PurePosixPath(self.source).name

    @property
    def source(self) -> str:
        """What the recipe names, without an URL's query: that may be a signature that gives access."""
        return self.maven or self.s3 or self.file or (self.url or "").partition("?")[0]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Patterns of what stays in the archive."""
        return self.exclude if self.is_unpacked else ()

    @property
    def is_unpacked(self) -> bool:
        return self.file_name.endswith(UNPACKED)


class Locked(Strict):
    """A jar that an artefact depends on, as `connectpilot recipe lock` resolved and pinned it."""

    maven: MavenCoordinate
    sha256: Sha256
    asked_by: Annotated[MavenCoordinate, Field(alias="for")]
    """The artefact's coordinate, so that a lock for another version is known to be stale."""


class Acceptance(Strict):
    """A finding that the recipe's author knows of and takes, with the reason."""

    finding: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    reason: Annotated[str, Field(min_length=10, max_length=500)]


class Recipe(Strict):
    """What a person writes in `recipes/*.yaml`."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$")]
    """Part of the plugin's name, for people; what counts is the digest."""
    description: Annotated[str, Field(max_length=1000)] = ""
    kafka_connect: Annotated[tuple[KafkaConnectVersion, ...], Field(alias="kafkaConnect", min_length=1, max_length=2)]
    artifacts: Annotated[tuple[Artifact, ...], Field(min_length=1, max_length=100)]
    locked: Annotated[tuple[Locked, ...], Field(max_length=400)] = ()
    """Written by `connectpilot recipe lock`, never by hand: a build resolves nothing."""
    accept: Annotated[tuple[Acceptance, ...], Field(max_length=50)] = ()

    @property
    def title(self) -> str:
        return f"{self.name}-{self.version}"

    @property
    def all_artifacts(self) -> tuple[Artifact, ...]:
        """What a build fetches and unpacks: what a person wrote, then what was locked, into its asker's folder."""
        asked = {one.maven: one for one in self.artifacts if one.dependencies}
        locked = [
            Artifact(maven=one.maven, sha256=one.sha256, into=asked[one.asked_by].into)
            for one in self.locked
            if one.asked_by in asked
        ]
        return tuple(dict.fromkeys((*self.artifacts, *locked)))

    @property
    def lock_faults(self) -> tuple[str, ...]:
        """Why a build cannot go by the lock."""
        asked = [one.maven for one in self.artifacts if one.dependencies]
        asked_by = {one.asked_by for one in self.locked}
        return (
            *(f"{one} asks for its dependencies, and none are locked" for one in asked if one not in asked_by),
            *(f"what is locked for {one} is asked for by no artefact" for one in sorted(asked_by - {*asked})),
        )

    @property
    def build_key(self) -> str:
        """What the bundle is made of, as a digest: the same inputs are never built twice."""
        inputs = [
            [one.sha256, one.file_name if not one.is_unpacked else "", one.take, one.into, *one.left_out]
            for one in self.all_artifacts
        ]
        text = json.dumps([BUILDER_VERSION, sorted(inputs, key=json.dumps)], separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
