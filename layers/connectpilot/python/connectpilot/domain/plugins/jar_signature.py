"""Whether a signed jar still is as it was signed: its digests, compared as java.util.jar does when it loads a class.

Who signed, and whether that is to be trusted, is not judged: a plugin's classes load whatever the certificate.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import InvalidArchiveError
from .archive import JAR, Entry
from .zip_reader import zip_entries

_FILES = re.compile(r"META-INF/([^/]+)\.(SF|RSA|DSA|EC|MF)", re.IGNORECASE)
_SECTION = re.compile(rb".*?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)
_ALGORITHMS = {"MD5": "md5", "SHA": "sha1", "SHA1": "sha1", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384",
               "SHA-512": "sha512"}  # fmt: skip
_MAX = 4 << 20
_MOST = 16 << 20
"""Of all signature files together."""
_MOST_SECTIONS = JAR.entries
"""As many as a jar may have entries."""
Attributes = dict[str, str]


def is_signature_file(name: str) -> bool:
    found = _FILES.fullmatch(name)
    return found is not None and found[2].upper() == "SF"


def broken_signature(file: BinaryIO) -> str:
    """Java's complaint, or nothing."""
    files: dict[str, bytes] = {}
    for entry in zip_entries(file, JAR):
        if _FILES.fullmatch(entry.name) and entry.size <= _MAX:
            if sum(map(len, files.values())) + entry.size > _MOST:
                raise InvalidArchiveError("its signature files are larger than those of any real jar", "archive-bomb")
            files[entry.name.upper()] = entry.read()
        else:
            _drain(entry)
    manifest = files.get("META-INF/MANIFEST.MF")
    stems = [name.removesuffix(".SF") for name in files if name.endswith(".SF")]
    signed = [stem for stem in stems if any(f"{stem}.{block}" in files for block in ("RSA", "DSA", "EC"))]
    if manifest is None or not signed:
        return ""
    sections = _by_name(manifest)
    for stem in signed:
        if wrong := _signature_file(files[f"{stem}.SF"], manifest, sections):
            return wrong
    return next(_entries(file, sections), "")


def _signature_file(text: bytes, manifest: bytes, sections: dict[str, bytes]) -> str:
    rest = _sections(text)
    said = _attributes(next(rest))
    if _agree(said, "-Digest-Manifest", manifest):
        return ""
    first = next(_sections(manifest))
    if _agree(said, "-Digest-Manifest-Main-Attributes", first) is False:
        return "Invalid signature file digest for Manifest main attributes"
    for attributes in map(_attributes, rest):
        name = attributes.get("name", "")
        if name not in sections:
            return f"no manifest section for signature file entry {name}"
        if _agree(attributes, "-Digest", sections[name]) is False:
            return f"invalid signature file digest for {name}"
    return ""


def _entries(file: BinaryIO, sections: dict[str, bytes]) -> Iterator[str]:
    signed, unsigned = set[str](), dict[str, str]()
    for entry in zip_entries(file, JAR):
        attributes = _attributes(sections.get(entry.name, b""))
        package = entry.name.rpartition("/")[0]
        is_loaded = entry.name.endswith(".class") and not package.startswith("META-INF")
        if not any(key.endswith("-digest") for key in attributes):
            _drain(entry)
            if is_loaded:
                unsigned.setdefault(package, entry.name)
        elif _agree(attributes, "-Digest", entry.read()) is False:
            yield f"digest error for {entry.name}"
        elif is_loaded:
            signed.add(package)
    for package in sorted(signed & unsigned.keys()):
        same = "signer information of other classes in the same package"
        yield f"signer information does not match {same}, for the unsigned {unsigned[package]}"


def _agree(attributes: Attributes, ending: str, content: bytes) -> bool | None:
    """Nothing where no digest of a kind that we know is given."""
    told = None
    for algorithm, name in _ALGORITHMS.items():
        if digest := attributes.get(f"{algorithm}{ending}".lower()):
            real = hashlib.new(name, content, usedforsecurity=False).digest()
            told = base64.b64encode(real).decode() == digest
            if not told:
                return False
    return told


def _sections(text: bytes) -> Iterator[bytes]:
    """At least the first, which says something of the whole."""
    for number, found in enumerate(_SECTION.finditer(text)):
        if number > _MOST_SECTIONS:
            raise InvalidArchiveError("its manifest has more sections than a jar may have files", "archive-bomb")
        if found[0] or not number:
            yield found[0]


def _by_name(manifest: bytes) -> dict[str, bytes]:
    """Kept as they are written: taken apart, those of a large jar would fill the memory."""
    found: dict[str, bytes] = {}
    sections = _sections(manifest)
    next(sections)
    for raw in sections:
        found[_attributes(raw).get("name", "")] = raw
    return found


def _attributes(section: bytes) -> Attributes:
    lines = section.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\n ", "").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _drain(entry: Entry) -> None:
    for _ in entry.chunks():
        pass
