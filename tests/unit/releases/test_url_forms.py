"""More than sixty forms in which an address that is nobody's business can be written, on three ways: no connection."""

from __future__ import annotations

import socket

import pytest
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.domain.errors import ArtifactUnavailableError, InvalidRecipeError
from connectpilot.domain.plugins.internet import recipe_place, repository_place

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


class Net:
    """Every connection is recorded; only PUBLIC answers, by what the test says."""

    def __init__(self, names, answer):
        self.names, self.answer = names, answer
        self.connected, self.threads = [], []

    def resolve(self, host, port):
        answers = self.names.get(host) or [[host]]  # as a resolver takes an address for itself
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address, port, timeout):
        self.connected.append(address)
        if address != PUBLIC:
            raise ConnectionRefusedError
        ours, theirs = socket.socketpair()
        theirs.sendall(self.answer)
        theirs.shutdown(socket.SHUT_WR)
        self.threads.append(theirs)
        return ours

    def wrap_socket(self, sock, server_hostname):
        return sock

    def fetch(self, place, *, trusted=False):
        world = {"resolve": self.resolve, "connect": self.connect, "tls": self, "sleep": lambda _: None}
        try:
            with HttpDownloads(**world).fetch(place, trusted=trusted) as chunks:
                return b"".join(chunks)
        finally:
            for one in self.threads:
                one.close()


def test_there_are_many():
    assert len(set(URLS)) >= 90
    assert len(set(HIDDEN)) >= 45


@pytest.mark.parametrize("url", URLS)
def test_directly(url):
    with pytest.raises(InvalidRecipeError):
        recipe_place(url)


@pytest.mark.parametrize("trusted", [False, True], ids=["from a recipe's host", "from the operator's repository"])
@pytest.mark.parametrize("url", [url for url in URLS if url.isascii() and url.isprintable()])
def test_by_a_redirect(url, trusted):
    net = Net({"example.com": [[PUBLIC]]}, f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n\r\n".encode())
    with pytest.raises(ArtifactUnavailableError):
        net.fetch(repository_place("https://example.com/start"), trusted=trusted)
    assert set(net.connected) == {PUBLIC}


@pytest.mark.parametrize("address", HIDDEN)
def test_by_a_name_that_resolves_to_it(address):
    for answers in ([address], [PUBLIC, address], [address, PUBLIC]):
        net = Net({"example.com": [answers]}, b"")
        with pytest.raises(ArtifactUnavailableError, match="no public address"):
            net.fetch(recipe_place("https://example.com/a.jar"))
        assert net.connected == []


@pytest.mark.parametrize("address", HIDDEN)
def test_by_a_name_that_resolves_to_it_only_later(address):
    """Rebinding: each connection goes to the address that was judged for it, and the next is judged anew."""
    whole = Net({"example.com": [[PUBLIC], [address]]}, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\njar")
    assert whole.fetch(recipe_place("https://example.com/a.jar")) == b"jar"
    assert whole.connected == [PUBLIC]
    for answer in (
        b"HTTP/1.1 302 Found\r\nLocation: https://example.com/b.jar\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbroken",
        b"HTTP/1.1 503 Busy\r\n\r\n",
    ):
        net = Net({"example.com": [[PUBLIC], [address]]}, answer)
        with pytest.raises(ArtifactUnavailableError, match="no public address"):
            net.fetch(recipe_place("https://example.com/a.jar"))
        assert net.connected == [PUBLIC]


def test_the_product_asks_the_real_resolver_and_has_no_way_around():
    """Loopback by its name: the machine's own resolver answers, and the answer is judged."""
    place = repository_place("https://localhost/a.jar")
    with (
        pytest.raises(ArtifactUnavailableError, match="no public address"),
        HttpDownloads().fetch(place, trusted=False) as got,
    ):
        next(got)
