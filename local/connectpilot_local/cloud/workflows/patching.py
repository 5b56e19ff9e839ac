"""Replaces parts of moto's interpreter, and refuses when moto's code is not what the repair was written for."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.repairs import MotoChangedError

INTERPRETER = "moto.stepfunctions"


class Repair(Protocol):
    """A module that repairs one thing."""

    __name__: str

    def install(self, context: Context) -> None: ...


@dataclass(frozen=True, slots=True)
class Replaced:
    """One attribute of moto's as it was before any repair, and which repair replaced it."""

    owner: Any
    name: str
    original: Any
    by: str


_REPLACED: dict[tuple[int, str], Replaced] = {}
_APPLYING: list[str] = []


def apply(repair: Repair, context: Context) -> None:
    """Install one repair, and remember what it replaces."""
    _APPLYING.append(repair.__name__)
    try:
        repair.install(context)
    finally:
        _APPLYING.pop()


def replace(owner: Any, name: str, replacement: Any, *, digest: str) -> None:
    """Put `replacement` where moto has `owner.name`; `digest` is that of the source it stands in for."""
    _check(owner, name, digest)
    _remember(owner, name)
    as_declared = isinstance(_REPLACED[id(owner), name].original, staticmethod)
    setattr(owner, name, staticmethod(replacement) if as_declared else replacement)


def original(owner: Any, name: str) -> Callable[..., Any]:
    """Moto's own function, whether or not it is replaced by now."""
    known = _REPLACED.get((id(owner), name))
    found = known.original if known else inspect.getattr_static(owner, name)
    return found.__func__ if isinstance(found, staticmethod) else found


def rebind(module: Any, name: str, value: Any) -> None:
    """Give one module of moto's another meaning of a name that it imported."""
    if not hasattr(module, name):
        raise MotoChangedError(f"{module.__name__} no longer has {name}")
    _remember(module, name)
    setattr(module, name, value)


def rebind_everywhere(name: str, value: Any) -> None:
    """The same for every module of the interpreter that imported the name."""
    modules = [module for path, module in sorted(sys.modules.items()) if path.startswith(INTERPRETER)]
    having = [module for module in modules if hasattr(module, name)]
    if not having:
        raise MotoChangedError(f"no module of {INTERPRETER} has {name}")
    for module in having:
        rebind(module, name, value)


@contextmanager
def without(repair: Repair) -> Iterator[None]:
    """Moto without this one repair: tests show by it that the repair is needed."""
    undone = [known for known in _REPLACED.values() if known.by == repair.__name__]
    repaired = [inspect.getattr_static(known.owner, known.name) for known in undone]
    for known in undone:
        setattr(known.owner, known.name, known.original)
    try:
        yield
    finally:
        for known, value in zip(undone, repaired, strict=True):
            setattr(known.owner, known.name, value)


def source_digest(function: Any) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:8]


def _check(owner: Any, name: str, digest: str) -> None:
    try:
        found = source_digest(original(owner, name))
    except (AttributeError, OSError, TypeError) as error:
        raise MotoChangedError(f"{_say(owner)}.{name} cannot be read: {error}") from error
    if found != digest:
        raise MotoChangedError(
            f"{_say(owner)}.{name} has changed (digest {found}, the repair was written for {digest})"
        )


def _remember(owner: Any, name: str) -> None:
    if (id(owner), name) not in _REPLACED:
        by = _APPLYING[-1] if _APPLYING else ""
        _REPLACED[id(owner), name] = Replaced(owner, name, inspect.getattr_static(owner, name), by)


def _say(owner: Any) -> str:
    return getattr(owner, "__qualname__", None) or str(getattr(owner, "__name__", owner))
