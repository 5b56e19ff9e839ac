"""Fetch over https: each redirect judged anew, what breaks off taken up where it broke off, within bounds.

A recipe's URL comes from whoever may upload; the function stands in the operator's network. So a name that resolves to
anything but public addresses is refused, and the connection goes to the checked address, not to the name again.

Not on urllib3's pools and Retry, though both are at hand: each try has to judge the addresses anew and ask for the rest
only, so that the loop would stay ours; and its connections can be given an address, not an open socket, with which the
tests show that none was opened where none may be. What Retry-After means, it says.
"""

from __future__ import annotations

import http.client
import random
import re
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import final
from urllib.parse import urljoin

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ..domain.errors import ArtifactInterruptedError, ArtifactUnavailableError, InvalidRecipeError
from ..domain.plugins.archive import CHUNK
from ..domain.plugins.internet import ANY_HOST, Place, recipe_place
from ..domain.plugins.release import MAX_ARCHIVE_BYTES
from .http_connections import Connect, Connections, Resolve, connect, resolve, words_of

Credentials = Callable[[Place], str | None]
Seen = Callable[[int, int | None], None]
"""Is told how many bytes are there, of how many where the host says so."""
_CREDENTIALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_WHOSE = "its credentials are in the secret that MavenSecretName names (on the command line: --maven-secret)"
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_REDIRECTS = 5
_ATTEMPTS = 4
_FIRST_PAUSE = 0.5
_PLAIN = {"Accept-Encoding": "identity", "User-Agent": "connectpilot"}
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


@final
class HttpDownloads:
    """The `Downloads` port."""

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        connect: Connect = connect,
        tls: ssl.SSLContext | None = None,
        hosts: Sequence[str] = (ANY_HOST,),
        credentials: Credentials = lambda _: None,
        seconds: float = 240,
        max_bytes: int = MAX_ARCHIVE_BYTES,
        sleep: Callable[[float], None] = time.sleep,
        seen: Seen = lambda _, __: None,
    ) -> None:
        self._connections = Connections(resolve, connect, tls or ssl.create_default_context(), hosts)
        self._credentials = credentials
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._seen = seen

    @contextmanager
    def fetch(self, place: Place, *, trusted: bool) -> Iterator[Iterator[bytes]]:
        chunks = self._chunks(place, trusted)
        try:
            yield chunks
        finally:
            chunks.close()

    def _chunks(self, place: Place, trusted: bool) -> Generator[bytes]:
        """Every byte once: after a break the rest is asked for. That it is the same file, the digest says."""
        deadline = time.monotonic() + self._seconds
        count = failures = 0
        while True:
            try:
                for chunk in self._rest(place, trusted, count, deadline):
                    count += len(chunk)
                    yield chunk
                    failures = 0
            except ArtifactInterruptedError as error:
                failures += 1
                pause = max(error.after, _FIRST_PAUSE * 2**failures * random.uniform(0.5, 1))  # noqa: S311 - not a secret
                if failures == _ATTEMPTS or time.monotonic() + pause > deadline:
                    raise
                self._sleep(pause)
            else:
                return

    def _rest(self, place: Place, trusted: bool, start: int, deadline: float) -> Iterator[bytes]:
        for _ in range(_MAX_REDIRECTS + 1):
            with self._connections.ask(place, self._headers(place, trusted, start), trusted=trusted) as response:
                if trusted and response.status in _CREDENTIALS:
                    raise ArtifactUnavailableError(f"{place}: the repository answered {response.status}; {_WHOSE}")
                if response.status not in _REDIRECTS:
                    yield from self._body(place, response, start, deadline)
                    return
                after = _redirected(place, response, trusted)
            trusted = trusted and (after.scheme, after.host, after.port) == (place.scheme, place.host, place.port)
            place = after
        raise ArtifactUnavailableError(f"{place}: redirected more than {_MAX_REDIRECTS} times")

    def _headers(self, place: Place, trusted: bool, start: int) -> dict[str, str]:
        """The operator's credentials go to the operator's repository, and nowhere a redirect leads."""
        headers = _PLAIN | ({"Range": f"bytes={start}-"} if start else {})
        secret = self._credentials(place) if trusted else None
        if secret is not None and place.scheme != "https":
            raise ArtifactUnavailableError(f"{place}: there are credentials for it, and they are sent over https only")
        return headers | ({"Authorization": secret} if secret is not None else {})

    def _body(self, place: Place, response: http.client.HTTPResponse, start: int, deadline: float) -> Iterator[bytes]:
        at = _judge(place, response, start)
        announced = response.length
        if announced is not None and at + announced > self._max_bytes:
            size = f"{at + announced:,}"
            raise ArtifactUnavailableError(f"{place}: {size} bytes; at most {self._max_bytes:,} are fetched")
        end = None if announced is None else at + announced
        while True:
            try:
                chunk = response.read1(CHUNK)
            except (OSError, http.client.HTTPException) as error:
                raise ArtifactInterruptedError(f"{place}: broke off after {at:,} bytes: {words_of(error)}") from error
            if not chunk:
                break
            at += len(chunk)
            self._seen(at, end)
            if at > self._max_bytes:
                raise ArtifactUnavailableError(f"{place}: more than {self._max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise ArtifactInterruptedError(f"{place}: not done after {self._seconds:.0f} s ({at:,} bytes)")
            if at > start:  # a host that knows no ranges begins anew: what came before is passed over
                yield chunk[-(at - start) :]
                start = at
        if at < max(start, end or 0):
            raise ArtifactInterruptedError(f"{place}: broke off after {at:,} of {end or start:,} bytes")


def _judge(place: Place, response: http.client.HTTPResponse, start: int) -> int:
    """Where in the file the answer begins."""
    status = response.status
    text = f"{place}: the host answered {status} {response.reason}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ArtifactInterruptedError(text, after=_asked_to_wait(response))
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise ArtifactUnavailableError(f"{text}, but with an encoding that was not asked for")
    if status == HTTPStatus.OK:
        return 0
    found = _RANGE.fullmatch(response.getheader("Content-Range", ""))
    if status == HTTPStatus.PARTIAL_CONTENT and start and found and int(found[1]) == start:
        return start
    raise ArtifactUnavailableError(text)


def _asked_to_wait(response: http.client.HTTPResponse) -> float:
    """Retry-After, in seconds or as a date."""
    try:
        return Retry().parse_retry_after(response.getheader("Retry-After", "0"))
    except InvalidHeader:
        return 0.0


def _redirected(place: Place, response: http.client.HTTPResponse, trusted: bool) -> Place:
    wanted = urljoin(f"{place.scheme}://{place.host}:{place.port}{place.target}", response.getheader("Location", ""))
    same_host = f"{place.scheme}://{place.host}:{place.port}/"
    try:
        if trusted and wanted.startswith(same_host):
            return Place(place.scheme, place.host, place.port, wanted.removeprefix(same_host[:-1]))
        return recipe_place(wanted)
    except InvalidRecipeError as error:
        raise ArtifactUnavailableError(f"{place}: redirects to where nothing is fetched from: {error}") from None
