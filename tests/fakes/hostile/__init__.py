"""The corpus of hostile archives: each trick with the finding that refuses it, and archives that play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import contents, names, sizes, tars, zips


@dataclass(frozen=True)
class Hostile:
    trick: str
    code: str
    number: int
    body: bytes

    @property
    def name(self) -> str:
        return f"{self.trick} {self.number}"

    @property
    def file_name(self) -> str:
        return "a.tar.gz" if self.body[:2] == b"\x1f\x8b" else "a.zip"


TRICKS: dict[str, tuple[str, Callable[[], Iterator[bytes]]]] = (
    names.TRICKS | zips.TRICKS | tars.TRICKS | sizes.TRICKS | contents.TRICKS
)


def corpus() -> Iterator[Hostile]:
    for trick, (code, make) in TRICKS.items():
        for number, body in enumerate(make()):
            yield Hostile(trick, code, number, body)
