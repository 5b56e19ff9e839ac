"""Writes domain/plugins/kafka_api.py: what some release of Kafka has and one of MSK Connect's Kafka versions has not.

    .venv/bin/python tools/write_kafka_api.py DIRECTORY

The directory holds connect-api-V.jar and kafka-clients-V.jar of every release to compare; V of MSK Connect's own
versions (TARGETS) must be among them. Each type's members count with those that it inherits within Kafka.
"""

from __future__ import annotations

import sys
import zipfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "layers/connectpilot/python/connectpilot/domain/plugins/kafka_api.py"
TARGETS = {"2.7.1": "2.7.1", "3.7.x": "3.7.0"}
PACKAGES = ("org/apache/kafka/connect/", "org/apache/kafka/common/", "org/apache/kafka/clients/producer/",
            "org/apache/kafka/clients/consumer/")  # fmt: skip
# Kafka's own business: plugins that call these know what they do, and most of what is generated is here.
INTERNAL = ("/internals/", "/message/", "/requests/", "/protocol/", "/record/", "/network/", "/telemetry/", "/feature/",
            "/compress/", "/memory/", "/cache/", "/replica/", "/security/", "/metrics/stats/", "/test/")  # fmt: skip
# Java's own types have these: a type that began to override one lacked nothing before.
JAVAS_OWN = ("toString ", "equals ", "hashCode ", "compareTo ", "getMessage ", "getCause ", "fillInStackTrace ", "name ", "ordinal ")  # noqa: E501 # fmt: skip
PUBLIC_OR_PROTECTED = 0x0005
WIDTH = {3: 5, 4: 5, 5: 9, 6: 9, 7: 3, 8: 3, 9: 5, 10: 5, 11: 5, 12: 5, 15: 4, 16: 3, 17: 5, 18: 5, 19: 3, 20: 3}


class Type:
    """A class file with the fields and methods that it declares."""

    def __init__(self, text: bytes) -> None:
        self.text, self.at, self.members = text, 10, set()
        pool, count, index = {}, self.number(8), 1
        while index < count:
            tag = text[self.at]
            if tag == 1:
                end = self.at + 3 + self.number(self.at + 1)
                pool[index] = text[self.at + 3 : end].decode(errors="replace")
                self.at = end
            else:
                pool[index] = self.number(self.at + 1)
                self.at += WIDTH[tag]
            index += 2 if tag in (5, 6) else 1
        self.public = bool(self.take() & 1)
        self.name = pool[pool[self.take()]]
        above = self.take()
        self.parents = [pool[pool[above]]] if above else []
        self.parents += [pool[pool[self.take()]] for _ in range(self.take())]
        for _ in ("fields", "methods"):
            for _ in range(self.take()):
                flags, name, descriptor = self.take(), pool[self.take()], pool[self.take()]
                if flags & PUBLIC_OR_PROTECTED and name != "<clinit>":
                    member = f"{name} {descriptor}"
                    if not member.startswith(JAVAS_OWN):
                        self.members.add(member)
                for _ in range(self.take()):
                    self.take()
                    self.at += 4 + int.from_bytes(text[self.at : self.at + 4], "big")

    def number(self, at: int) -> int:
        return self.text[at] << 8 | self.text[at + 1]

    def take(self) -> int:
        self.at += 2
        return self.number(self.at - 2)


def api(directory: Path, version: str) -> dict[str, set[str]]:
    types = {}
    for artifact in ("connect-api", "kafka-clients"):
        with zipfile.ZipFile(directory / f"{artifact}-{version}.jar") as jar:
            for name in jar.namelist():
                if name.startswith(PACKAGES) and name.endswith(".class"):
                    one = Type(jar.read(name))
                    types[one.name] = one

    def all_members(one: Type) -> set[str]:
        inherited = (all_members(types[name]) for name in one.parents if name in types)
        own = one.members
        # Constructors are not inherited.
        return own.union(*({each for each in found if not each.startswith("<init>")} for found in inherited))

    open_to_plugins = (one for one in types.values() if one.public and not any(part in one.name for part in INTERNAL))
    return {one.name: all_members(one) for one in open_to_plugins}


def main(directory: Path) -> None:
    versions = sorted(path.stem.removeprefix("connect-api-") for path in directory.glob("connect-api-*.jar"))
    known = {version: api(directory, version) for version in versions}
    everything: dict[str, set[str]] = defaultdict(set)
    for found in known.values():
        for name, members in found.items():
            everything[name] |= members
    lines = [
        f'"""What some Kafka of {", ".join(versions)} has, and MSK Connect\'s Kafka has not.',
        "",
        "Written by tools/write_kafka_api.py from Kafka's own jars: one line a type, then its members, by the version",
        'that lacks them. A type alone: it is missing as a whole."""',
        "",
        "# ruff: noqa: E501",
        "from __future__ import annotations",
        "",
        "from functools import cache",
        "",
        "_ABSENT: dict[str, str] = {",
    ]
    for target, version in TARGETS.items():
        lines.append(f'    "{target}": """')
        for name in sorted(everything):
            if name not in known[version]:
                lines.append(name)
            elif absent := sorted(everything[name] - known[version][name]):
                lines.append("\t".join([name, *absent]))
        lines.append('""",')
    lines += [
        "}",
        "",
        "",
        "@cache",
        "def _absent(version: str) -> dict[str, frozenset[str]]:",
        '    lines = (line.split("\\t") for line in _ABSENT[version].strip().splitlines())',
        "    return {line[0]: frozenset(line[1:]) for line in lines}",
        "",
        "",
        "def lacks(version: str, owner: str, name: str, descriptor: str) -> bool:",
        '    """Whether the Kafka of this Kafka Connect version has not what is referred to."""',
        "    found = _absent(version).get(owner)",
        '    return found is not None and (not found or f"{name} {descriptor}" in found)',
        "",
        "",
        "VERSIONS = tuple(_ABSENT)",
    ]
    PAGE.write_text("\n".join(lines) + "\n")
    sys.stdout.write(f"{PAGE.name}: {PAGE.stat().st_size:,} bytes, {len(lines)} lines\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
