"""What every part of the local cloud is handed: the clock, the way to stop, and the doors it shares with the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from connectpilot_local.clock import Clock

# method, what follows the route's own path, query, JSON body -> HTTP status, JSON answer
ControlRoute = Callable[[str, str, dict[str, str], Any], tuple[int, Any]]

# The ARN of a role, an action such as "logs:PutLogEvents", the ARN of a resource -> may the role do it?
# For glue that acts in a role's name without an HTTP call; HTTP calls are judged by the guard.
Authorise = Callable[[str, str, str], bool]

# What the WSGI chain is made of: takes the application behind it, gives the one in front of it.
Middleware = Callable[[Callable[..., Iterable[bytes]]], Callable[..., Iterable[bytes]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong in the glue and that no caller would hear of otherwise."""

    part: str
    what: str
    detail: str = ""


class CredentialsFor(Protocol):
    """The ARN of a role -> {"AccessKeyId": ..., "SecretAccessKey": ..., "SessionToken": ...}."""

    def __call__(self, role_arn: str, *, session: str = ...) -> dict[str, str]: ...


def everything_is_allowed(role_arn: str, action: str, resource: str) -> bool:
    """The answer while rights are off."""
    return True


@dataclass(slots=True)
class Context:
    """One run of the local cloud, as its parts see it."""

    clock: Clock
    endpoint_url: str
    work_dir: Path
    stop: threading.Event = field(default_factory=threading.Event)
    rights: Literal["enforce", "off"] = "off"
    control: dict[str, ControlRoute] = field(default_factory=dict)
    middlewares: list[Middleware] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    credentials_for: CredentialsFor | None = None
    authorise: Authorise = everything_is_allowed

    def fail(self, part: str, what: str, detail: str = "") -> None:
        """Keep a failure that nobody else reports; tests assert that there is none."""
        self.failures.append(Failure(part, what, detail))
