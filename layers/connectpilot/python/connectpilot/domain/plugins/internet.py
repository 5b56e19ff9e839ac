"""Which addresses and URLs an artefact may be fetched from: https to names whose every address is public.

`ipaddress.is_global` alone is not enough: it holds for NAT64, 6to4 and multicast addresses that lead elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from ..errors import InvalidRecipeError

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_SPECIAL = tuple(
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "3fff::/20", "5f00::/16", "2001:20::/27", "100::/32")
)
"""Set aside by IANA; Python's releases know some of them and not the others."""
_COMPATIBLE = IPv6Network("::/96")
MAX_URL = 2048
ANY_HOST = "*"
"""On the list of hosts: every public one."""
_PORTS = {"https": 443, "http": 80}
_PLAIN = re.compile(r"[!-~]+")
_NEVER = frozenset('\\"<>^`{|}')


@dataclass(frozen=True, slots=True)
class Place:
    """Where an https (or, for a configured repository, http) request goes."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they go into the request line."""

    @property
    def path(self) -> str:
        """Without the query, which may hold a signature: what messages may show."""
        return self.target.partition("?")[0]

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet, the address inside a transition address included."""
    found = ip_address(address.partition("%")[0])
    if "%" in address:
        return False
    inner = _embedded(found) if isinstance(found, IPv6Address) else None
    if inner is not None and not is_public(str(inner)):
        return False
    if (isinstance(found, IPv6Address) and found.is_site_local) or any(found in network for network in _SPECIAL):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def is_listed(host: str, hosts: Sequence[str]) -> bool:
    """Whether the list names this host: by its whole name, by `*.domain` for every name below, or by `*`."""
    return any(
        one in (ANY_HOST, host) or (one.startswith("*.") and host.endswith(one[1:]) and host != one[1:])
        for one in (listed.strip().lower() for listed in hosts)
    )


def _embedded(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, compatible, 6to4 or NAT64 address leads to; Teredo's own are never global."""
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    if found.sixtofour is not None:
        return found.sixtofour
    if found in _COMPATIBLE or any(found in network for network in _NAT64):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return None


def recipe_place(url: str) -> Place:
    """Where an URL of a recipe, or of a redirect, leads; raises InvalidRecipeError for one that may not be used."""
    place = _place(url)
    if place.scheme != "https":
        raise InvalidRecipeError(f"{_shown(url)} is not an https URL; artefacts are fetched over https only")
    if place.port != _PORTS["https"]:
        raise InvalidRecipeError(f"{_shown(url)} names port {place.port}; artefacts are fetched from port 443 only")
    _, dot, last = place.host.rpartition(".")
    if not dot or not last[:1].isalpha():
        raise InvalidRecipeError(f"{_shown(url)} names no public host; write the host's full name, not an address")
    return place


def repository_place(url: str) -> Place:
    """Where a configured repository's URL leads: the operator may name a private host, and http."""
    return _place(url)


def _place(url: str) -> Place:
    shown = _shown(url)
    if len(url) > MAX_URL or not _PLAIN.fullmatch(url) or not _NEVER.isdisjoint(url):
        raise InvalidRecipeError(f"{shown} is not an URL that can be used: too long, or with characters no URL has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidRecipeError(f"{shown} is not an URL: {error}") from None
    if parts.scheme not in _PORTS:
        raise InvalidRecipeError(f"{shown} is not an https URL")
    if "@" in parts.netloc:
        raise InvalidRecipeError(f"{shown} carries a user name or password; URLs may not")
    if "#" in url:
        raise InvalidRecipeError(f"{shown} has a fragment; leave out what begins with #")
    host = (parts.hostname or "").lower()
    if not host or host.endswith(".") or "%" in host:
        raise InvalidRecipeError(f"{shown} names no host that can be used")
    standard = _PORTS[parts.scheme]
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, standard if port is None else port, target)


def _shown(url: str) -> str:
    """Without user information and query: either may hold a secret."""
    bare = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"[:200]
