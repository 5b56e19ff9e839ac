"""Fetch over https from checked addresses: every address of a name, anew at every redirect.

A recipe's URL comes from whoever may upload; the function stands in the operator's network. So a name that resolves to
anything but public addresses is refused, and the connection goes to the checked address, not to the name again.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import final
from urllib.parse import urljoin

from ..domain.archive import CHUNK
from ..domain.errors import ArtifactInterruptedError, ArtifactUnavailableError, InvalidRecipeError
from ..domain.internet import Place, is_public, recipe_place
from ..domain.release import MAX_ARCHIVE_BYTES

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_REDIRECTS = 5
_TIMEOUT = 15.0


def resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


@final
class HttpDownloads:
    """The `Downloads` port."""

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        connect: Connect = connect,
        tls: ssl.SSLContext | None = None,
        seconds: float = 240,
        max_bytes: int = MAX_ARCHIVE_BYTES,
    ) -> None:
        self._resolve = resolve
        self._connect = connect
        self._tls = tls or ssl.create_default_context()
        self._seconds = seconds
        self._max_bytes = max_bytes

    @contextmanager
    def fetch(self, place: Place, *, trusted: bool) -> Iterator[Iterator[bytes]]:
        deadline = time.monotonic() + self._seconds
        for _ in range(_MAX_REDIRECTS + 1):
            connection, response = self._ask(place, trusted)
            try:
                if response.status not in _REDIRECTS:
                    _judge(place, response)
                    yield self._body(place, response, deadline)
                    return
                after = _redirected(place, response, trusted)
            finally:
                response.close()
                connection.close()
            trusted = trusted and (after.scheme, after.host, after.port) == (place.scheme, place.host, place.port)
            place = after
        raise ArtifactUnavailableError(f"{place}: redirected more than {_MAX_REDIRECTS} times")

    def _ask(self, place: Place, trusted: bool) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        addresses = self._addresses(place, trusted)
        plain = http.client.HTTPConnection if place.scheme == "http" else http.client.HTTPSConnection
        connection = plain(place.host, place.port, timeout=_TIMEOUT)
        try:
            # With its socket in hand the connection resolves nothing itself.
            connection.sock = self._open(place, addresses)
            connection.request(
                "GET", place.target, headers={"Accept-Encoding": "identity", "User-Agent": "connectpilot"}
            )
            return connection, connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise ArtifactUnavailableError(
                f"{place}: its certificate is not trusted ({error.verify_message})"
            ) from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise ArtifactInterruptedError(f"{place}: {_words(error)}") from error

    def _addresses(self, place: Place, trusted: bool) -> Sequence[str]:
        try:
            addresses = self._resolve(place.host, place.port)
        except (socket.gaierror, UnicodeError) as error:
            text = f"{place}: the name {place.host} cannot be resolved here: {_words(error)} (offline, or a firewall?)"
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
                found = self._connect(address, place.port, _TIMEOUT)
                break
            except OSError:
                if position == len(addresses) - 1:
                    raise
        return found if place.scheme == "http" else self._tls.wrap_socket(found, server_hostname=place.host)

    def _body(self, place: Place, response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
        announced = response.length
        if announced is not None and announced > self._max_bytes:
            raise ArtifactUnavailableError(f"{place}: {announced:,} bytes; at most {self._max_bytes:,} are fetched")
        count = 0
        while True:
            try:
                chunk = response.read1(CHUNK)
            except (OSError, http.client.HTTPException) as error:
                raise ArtifactInterruptedError(f"{place}: broke off after {count:,} bytes: {_words(error)}") from error
            if not chunk:
                break
            count += len(chunk)
            if count > self._max_bytes:
                raise ArtifactUnavailableError(f"{place}: more than {self._max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise ArtifactInterruptedError(f"{place}: not done after {self._seconds:.0f} s ({count:,} bytes)")
            yield chunk
        if announced is not None and count < announced:
            raise ArtifactInterruptedError(f"{place}: broke off after {count:,} of {announced:,} bytes")


def _judge(place: Place, response: http.client.HTTPResponse) -> None:
    status = response.status
    text = f"{place}: the host answered {status} {response.reason}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ArtifactInterruptedError(text)
    if status != HTTPStatus.OK:
        raise ArtifactUnavailableError(text)
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise ArtifactUnavailableError(f"{text}, but with an encoding that was not asked for")


def _redirected(place: Place, response: http.client.HTTPResponse, trusted: bool) -> Place:
    wanted = urljoin(f"{place.scheme}://{place.host}:{place.port}{place.target}", response.getheader("Location", ""))
    same_host = f"{place.scheme}://{place.host}:{place.port}/"
    try:
        if trusted and wanted.startswith(same_host):
            return Place(place.scheme, place.host, place.port, wanted.removeprefix(same_host[:-1]))
        return recipe_place(wanted)
    except InvalidRecipeError as error:
        raise ArtifactUnavailableError(f"{place}: redirects to where nothing is fetched from: {error}") from None


def _words(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error) or type(error).__name__
