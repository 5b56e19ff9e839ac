"""Connections to checked addresses: a name is resolved once, every address judged, and the connection goes there."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import final

from ..domain.errors import ArtifactInterruptedError, ArtifactUnavailableError
from ..domain.plugins.internet import Place, is_listed, is_public

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]
TIMEOUT = 15.0


def resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


@final
class Connections:
    """One request at a time, to where it may go. `trusted` places are the operator's own: they are not judged."""

    def __init__(self, resolve: Resolve, connect: Connect, tls: ssl.SSLContext, hosts: Sequence[str]) -> None:
        self._resolve = resolve
        self._connect = connect
        self._tls = tls
        self._hosts = hosts

    @contextmanager
    def ask(self, place: Place, headers: Mapping[str, str], *, trusted: bool) -> Iterator[http.client.HTTPResponse]:
        addresses = self._addresses(place, trusted)
        plain = http.client.HTTPConnection if place.scheme == "http" else http.client.HTTPSConnection
        connection = plain(place.host, place.port, timeout=TIMEOUT)
        try:
            try:
                # With its socket in hand the connection resolves nothing itself.
                connection.sock = self._open(place, addresses)
                connection.request("GET", place.target, headers=dict(headers))
                response = connection.getresponse()
            except ssl.SSLCertVerificationError as error:
                raise ArtifactUnavailableError(
                    f"{place}: its certificate is not trusted ({error.verify_message})"
                ) from error
            except (OSError, http.client.HTTPException) as error:
                raise ArtifactInterruptedError(f"{place}: {words_of(error)}") from error
            with response:
                yield response
        finally:
            connection.close()

    def _addresses(self, place: Place, trusted: bool) -> Sequence[str]:
        if not trusted and not is_listed(place.host, self._hosts):
            raise ArtifactUnavailableError(
                f"{place}: {place.host} is not on the list of hosts that artefacts are fetched from "
                f"({', '.join(self._hosts) or 'none'}; stack parameter ArtifactHosts)"
            )
        try:
            addresses = self._resolve(place.host, place.port)
        except (socket.gaierror, UnicodeError) as error:
            text = (
                f"{place}: the name {place.host} cannot be resolved here: {words_of(error)} (offline, or a firewall?)"
            )
            if getattr(error, "errno", None) == socket.EAI_AGAIN:
                raise ArtifactInterruptedError(text) from error
            raise ArtifactUnavailableError(text) from error
        hidden = [] if trusted else [address for address in addresses if not is_public(address)]
        if hidden or not addresses:
            raise ArtifactUnavailableError(
                f"{place}: {place.host} resolves to {', '.join(hidden) or 'nothing'}, which is no public address; "
                "a private repository is configured by the operator (MavenRepositoryUrls), or the file put into S3"
            )
        return addresses

    def _open(self, place: Place, addresses: Sequence[str]) -> socket.socket:
        for position, address in enumerate(addresses):
            try:
                found = self._connect(address, place.port, TIMEOUT)
                break
            except OSError:
                if position == len(addresses) - 1:
                    raise
        return found if place.scheme == "http" else self._tls.wrap_socket(found, server_hostname=place.host)


def words_of(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__
