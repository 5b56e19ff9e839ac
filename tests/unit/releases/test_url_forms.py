"""More than sixty forms in which an address that is nobody's business can be written, on three ways: no connection.

What is replaced lies below all our code: the names that Python's socket module resolves, and the call that connects.
"""

from __future__ import annotations

import hashlib
import io
import json
import socket
import threading

import pytest
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.domain.errors import ArtifactUnavailableError, ConnectpilotError, InvalidRecipeError
from connectpilot.domain.plugins.internet import recipe_place, repository_place
from connectpilot.usecases.fetch_artifact import FetchArtifact
from connectpilot.usecases.parse_recipe import parse_recipe
from fakes.releases import FakeStore

PUBLIC = "140.82.121.3"
HIDDEN = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.64.0.1",
    "100.127.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "192.88.99.1", "198.19.255.255", "3fff::1", "5f00::1", "2001:20::1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254",
    "fec0::1", "ff02::1", "2001:db8::1", "100::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe",
    "::127.0.0.1", "::a9fe:a9fe", "64:ff9b::169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::",
    "2002:a9fe:a9fe::1", "2002:c0a8:101::1", "2001:0:7f00:1::1", "2001:0:a9fe:a9fe::1",
    "127.0.0.53", "169.254.0.1", "172.20.10.1", "192.168.1.1", "198.51.100.255", "233.252.0.1", "255.255.255.254",
    "::ffff:10.0.0.1", "::ffff:192.168.0.1", "64:ff9b::c0a8:101", "2002:a00:1::1", "fdff:ffff::1", "ff05::2",
]  # fmt: skip
HOSTS = [
    "localhost", "localhost.", "LOCALHOST", "ip6-localhost", "metadata", "intranet", "2130706433", "2852039166",
    "0x7f000001", "0x7f.1", "0xA9FEA9FE", "017700000001", "0251.0376.0251.0376", "0177.0.0.1", "127.1", "127.0.1", "0",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[fd00:ec2::254]", "[fe80::1%25eth0]", "[64:ff9b::a9fe:a9fe]",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "l\u043ecalhost.example", "%31%32%37.0.0.1", "127.0.0.1.", "example.com:22",
    "example.com:0",
    "example.com@127.0.0.1", "127.0.0.1:443@example.com", "example.com\\@127.0.0.1", "example.com#@127.0.0.1",
    "example.com\t.evil.example", "", "."
]  # fmt: skip
SCHEMES = ["http", "file", "ftp", "gopher", "jar:https", "data", "dict", "ldap", "HTTP", "", "https:"]
URLS = [
    *(f"https://{host}/a.jar" for host in HOSTS),
    *(f"https://{one}/a.jar" for one in HIDDEN if ":" not in one),
    *(f"https://[{one}]/a.jar" for one in HIDDEN if ":" in one),
    *(f"{scheme}://example.com/a.jar" for scheme in SCHEMES),
    "//example.com/a.jar",
    "https:/example.com/a.jar",
    "https:///a.jar",
    "https://exa mple.com/",
    "https://example.com/a\r\nHost: evil.example",
]


JAR = b"a jar, once it is there"


class World:
    """Every look-up of a name and every connection of this process; only PUBLIC answers, by what a test says."""

    def __init__(self, monkeypatch):
        self.names, self.answer = {}, b""
        self.asked, self.connected = [], []
        self._really = socket.getaddrinfo, socket.socket.connect
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        world = self
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)

        def connect(sock, address):
            return world._connect(sock, address)

        monkeypatch.setattr(socket.socket, "connect", connect)
        monkeypatch.setattr(socket.socket, "connect_ex", connect)

    def _resolve(self, host, port, *given, **more):
        """Names that a test gives; what is written as an address, in whatever form, by the system's own resolver."""
        self.asked.append(host)
        found = self.names.get(host, host)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        every = [found] if isinstance(found, str) else found
        more["flags"] = socket.AI_NUMERICHOST
        return [one for address in every for one in self._really[0](address, port, *given, **more)]

    def _connect(self, sock, address):
        self.connected.append(address[0])
        if address[0] != PUBLIC:
            raise ConnectionRefusedError
        self._really[1](sock, self._server.getsockname())

    def _serve(self):
        while True:
            theirs, _ = self._server.accept()
            with theirs:
                request = theirs.recv(65536)
                if not request:
                    return
                theirs.sendall(self.answer)

    def close(self):
        with socket.socket() as last:
            self._really[1](last, self._server.getsockname())
        self._thread.join()
        self._server.close()

    def wrap_socket(self, sock, server_hostname):
        """In the place of TLS: nobody has a certificate for example.com here."""
        return sock

    @property
    def downloads(self):
        return HttpDownloads(tls=self, sleep=lambda _: None)

    def fetch(self, place, *, trusted=False):
        with self.downloads.fetch(place, trusted=trusted) as chunks:
            return b"".join(chunks)


@pytest.fixture
def world(monkeypatch):
    found = World(monkeypatch)
    yield found
    found.close()


def test_there_are_many():
    assert len(set(URLS)) >= 110
    assert len(set(HIDDEN)) >= 60


def released(world, url):
    """The way of a recipe that names this URL."""
    digest = hashlib.sha256(JAR).hexdigest()
    recipe = {"name": "a", "version": "1", "kafkaConnect": ["3.7.x"], "artifacts": [{"url": url, "sha256": digest}]}
    (artifact,) = parse_recipe(json.dumps(recipe).encode()).artifacts
    store = FakeStore()
    FetchArtifact(
        bundles=store, bucket=lambda _: store, downloads=world.downloads, repositories=(), scratch=io.BytesIO
    )(artifact)
    return store


def test_what_is_allowed_is_fetched(world):
    """Else nothing were refused for its form."""
    world.names["example.com"] = PUBLIC
    world.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(JAR), JAR)
    assert list(released(world, "https://example.com/a.jar").objects.values()) == [JAR]
    assert world.connected == [PUBLIC]


@pytest.mark.parametrize("url", URLS)
def test_directly(world, url):
    world.names["example.com"] = PUBLIC
    with pytest.raises(InvalidRecipeError):
        released(world, url)
    with pytest.raises(InvalidRecipeError):
        recipe_place(url)
    assert (world.asked, world.connected) == ([], [])


@pytest.mark.parametrize("trusted", [False, True], ids=["from a recipe's host", "from the operator's repository"])
@pytest.mark.parametrize("url", URLS)
def test_by_a_redirect(world, url, trusted):
    """Those that mean the same host are followed to it, and end as a circle."""
    world.names["example.com"] = PUBLIC
    world.answer = f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n\r\n".encode()
    with pytest.raises(ConnectpilotError):
        world.fetch(repository_place("https://example.com/start"), trusted=trusted)
    assert set(world.connected) == {PUBLIC}


@pytest.mark.parametrize("address", HIDDEN)
def test_by_a_name_that_resolves_to_it(world, address):
    for answers in ([address], [PUBLIC, address], [address, PUBLIC]):
        world.names["example.com"] = [answers]
        with pytest.raises(ArtifactUnavailableError, match="no public address"):
            released(world, "https://example.com/a.jar")
    assert world.connected == []


@pytest.mark.parametrize("address", HIDDEN)
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: https://example.com/b.jar\r\n\r\n", id="at a redirect"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbroken", id="after a break"),
        pytest.param(b"HTTP/1.1 503 Busy\r\n\r\n", id="at another try"),
    ],
)
def test_by_a_name_that_resolves_to_it_only_later(world, address, answer):
    """Rebinding: each connection goes to the address that was judged for it, and the next is judged anew."""
    world.names["example.com"] = [PUBLIC, address]
    world.answer = answer
    with pytest.raises(ArtifactUnavailableError, match="no public address"):
        released(world, "https://example.com/a.jar")
    assert world.connected == [PUBLIC]
    assert world.asked == ["example.com", PUBLIC, "example.com"]


def test_by_a_name_that_changes_between_the_judgement_and_the_connection(world):
    """The name is resolved once: what is connected to is the address that was judged."""
    world.names["example.com"] = [PUBLIC, "127.0.0.1"]
    world.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(JAR), JAR)
    released(world, "https://example.com/a.jar")
    assert world.connected == [PUBLIC]


def test_the_product_asks_the_real_resolver_and_has_no_way_around():
    """Loopback by its name: the machine's own resolver answers, and the answer is judged."""
    place = repository_place("https://localhost/a.jar")
    with (
        pytest.raises(ArtifactUnavailableError, match="no public address"),
        HttpDownloads().fetch(place, trusted=False) as got,
    ):
        next(got)
