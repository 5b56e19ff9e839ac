"""Fetching from checked addresses: a real HTTP server on loopback, reached only through an injected connector."""

from __future__ import annotations

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.domain.errors import ArtifactInterruptedError, ArtifactUnavailableError
from connectpilot.domain.plugins.internet import recipe_place, repository_place

BODY = bytes(range(256)) * 4096
PUBLIC = "140.82.121.3"


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        self.server.authorised.append(self.headers.get("Authorization"))
        path = self.path.partition("?")[0]
        if path.startswith("/status/"):
            self.send_response(int(path.rpartition("/")[2]))
            if self.server.retry_after:
                self.send_header("Retry-After", self.server.retry_after)
            self.end_headers()
            return
        if path in self.server.redirects:
            self.send_response(302)
            self.send_header("Location", self.server.redirects[path])
            self.end_headers()
            return
        if self.server.cuts:
            self._cut()
            return
        self.send_response(200)
        if path == "/encoded":
            self.send_header("Content-Encoding", "gzip")
        if path != "/unannounced":
            self.send_header("Content-Length", str(len(BODY) * (2 if path == "/cut" else 1)))
        self.end_headers()
        self.wfile.write(BODY)

    def _cut(self):
        """Answer from where it was asked, and break off after so many bytes; then whole."""
        how, count = self.server.cuts.pop(0)
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked[6:-1]) if asked and how not in ("no ranges", "no length") else 0
        if how == "wrong range":
            start += 1
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        if how != "no length":
            self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        self.wfile.write(BODY[start : start + count])

    def log_message(self, *_):
        pass


class PlainTls:
    """Stands in for TLS; remembers for which name a certificate was asked."""

    def __init__(self):
        self.names = []

    def wrap_socket(self, sock, server_hostname):
        self.names.append(server_hostname)
        return sock


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    httpd.asked, httpd.redirects, httpd.retry_after = [], {}, None
    httpd.cuts, httpd.ranges, httpd.authorised = [], [], []
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


class Net:
    """Names and connections; every connection is counted and ends at the loopback server."""

    def __init__(self, server, names):
        self.server = server
        self.names = {name: iter(answers) for name, answers in names.items()}
        self.connected = []
        self.pauses = []
        self.tls = PlainTls()

    def resolve(self, host, port):
        answer = next(self.names.get(host, iter([socket.gaierror(socket.EAI_NONAME, "Name or service not known")])))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def connect(self, address, port, timeout):
        self.connected.append((address, port))
        return socket.create_connection(self.server.server_address, timeout)

    def fetch(self, url, *, trusted=False, **options):
        world = {"resolve": self.resolve, "connect": self.connect, "tls": self.tls, "sleep": self.pauses.append}
        downloads = HttpDownloads(**world, **options)
        place = repository_place(url) if trusted else recipe_place(url)
        with downloads.fetch(place, trusted=trusted) as chunks:
            return b"".join(chunks)


@pytest.fixture
def net(server):
    return lambda **names: Net(server, {name.replace("_", "."): answers for name, answers in names.items()})


def test_the_connection_goes_to_the_checked_address_under_the_hosts_name(net, server):
    world = net(example_com=[[PUBLIC]])
    assert world.fetch("https://example.com/a.jar?token=1") == BODY
    assert world.connected == [(PUBLIC, 443)]
    assert world.tls.names == ["example.com"]
    assert server.asked == [("example.com", "/a.jar?token=1")]


def test_a_body_without_length_is_read_to_its_end(net):
    assert net(example_com=[[PUBLIC]]).fetch("https://example.com/unannounced") == BODY


def test_how_far_it_is_is_told_as_it_comes_across_a_break_too(net, server):
    told = []
    server.cuts = [("ranges", 1000), ("ranges", len(BODY))]
    net(example_com=[[PUBLIC]] * 2).fetch("https://example.com/a.jar", seen=lambda *so_far: told.append(so_far))
    assert told[0] == (1000, len(BODY))
    assert told[-1] == (len(BODY), len(BODY))
    assert told == sorted(told)
    told.clear()
    net(example_com=[[PUBLIC]]).fetch("https://example.com/unannounced", seen=lambda *so_far: told.append(so_far))
    assert told[-1] == (len(BODY), None)


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["127.0.0.1"], ["169.254.169.254"], ["::1"], ["64:ff9b::a9fe:a9fe"], [PUBLIC, "10.0.0.1"], []],
    ids=str,
)
def test_a_name_with_any_address_that_is_not_public_is_not_connected_to(net, addresses):
    world = net(example_com=[addresses])
    with pytest.raises(ArtifactUnavailableError, match="no public address"):
        world.fetch("https://example.com/a.jar")
    assert world.connected == []


def test_the_name_is_resolved_once(net):
    world = net(example_com=[[PUBLIC], ["127.0.0.1"]])
    assert world.fetch("https://example.com/a.jar") == BODY
    assert world.connected == [(PUBLIC, 443)]


def test_each_redirect_is_judged_anew(net, server):
    server.redirects["/a.jar"] = "https://assets.example/b.jar"
    world = net(example_com=[[PUBLIC]], assets_example=[["8.8.8.8"]])
    assert world.fetch("https://example.com/a.jar") == BODY
    assert world.connected == [(PUBLIC, 443), ("8.8.8.8", 443)]
    world = net(example_com=[[PUBLIC]], assets_example=[["10.0.0.1"]])
    with pytest.raises(ArtifactUnavailableError, match="no public address"):
        world.fetch("https://example.com/a.jar")
    assert world.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "location",
    [
        "http://example.com/b",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "https://a:b@example.com/",
        "https://localhost/",
    ],
)
def test_a_redirect_to_where_nothing_is_fetched_from(net, server, location):
    server.redirects["/a.jar"] = location
    world = net(example_com=[[PUBLIC], [PUBLIC]])
    with pytest.raises(ArtifactUnavailableError, match="redirects to where"):
        world.fetch("https://example.com/a.jar")
    assert len(world.connected) == 1


def test_redirects_come_to_an_end(net, server):
    server.redirects["/a.jar"] = "/a.jar"
    world = net(example_com=[[PUBLIC]] * 20)
    with pytest.raises(ArtifactUnavailableError, match="more than 5 times"):
        world.fetch("https://example.com/a.jar")


def test_the_operators_own_repository_may_be_private(net, server):
    server.redirects["/maven2/a.jar"] = "/maven2/b.jar"
    world = net(nexus=[["10.0.0.1"], ["10.0.0.1"]])
    assert world.fetch("http://nexus:8081/maven2/a.jar", trusted=True) == BODY
    assert world.connected == [("10.0.0.1", 8081)] * 2


def test_trust_ends_where_the_operators_repository_ends(net, server):
    server.redirects["/maven2/a.jar"] = "https://other.example/b.jar"
    world = net(nexus=[["10.0.0.1"]], other_example=[["10.0.0.2"]])
    with pytest.raises(ArtifactUnavailableError, match="no public address"):
        world.fetch("https://nexus/maven2/a.jar", trusted=True)
    assert world.connected == [("10.0.0.1", 443)]


@pytest.mark.parametrize(
    ("path", "error", "says"),
    [
        ("/status/404", ArtifactUnavailableError, "answered 404"),
        ("/status/403", ArtifactUnavailableError, "answered 403"),
        ("/status/429", ArtifactInterruptedError, "answered 429"),
        ("/status/503", ArtifactInterruptedError, "answered 503"),
        ("/encoded", ArtifactUnavailableError, "not asked for"),
    ],
)
def test_what_the_host_answers(net, path, error, says):
    world = net(example_com=[[PUBLIC]] * 4)
    with pytest.raises(error, match=says) as told:
        world.fetch(f"https://example.com{path}?token=secret")
    assert len(world.pauses) == (3 if error is ArtifactInterruptedError else 0)
    assert "https://example.com" + path in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", [7, 7, 7]), ("0", None), ("soon", None), ("Wed, 21 Oct 2005 07:28:00 GMT", None)],
    ids=str,
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_says_how_long_to_wait_is_given_that_long(net, server, status, asked, waited):
    server.retry_after = asked
    world = net(example_com=[[PUBLIC]] * 4)
    with pytest.raises(ArtifactInterruptedError):
        world.fetch(f"https://example.com/status/{status}")
    assert world.pauses == waited if waited else all(pause <= 4 for pause in world.pauses)
    assert len(world.pauses) == 3


def test_a_host_that_asks_to_wait_longer_than_there_is_time_is_not_waited_for(net, server):
    server.retry_after = "3600"
    world = net(example_com=[[PUBLIC]] * 4)
    with pytest.raises(ArtifactInterruptedError, match="answered 503"):
        world.fetch("https://example.com/status/503", seconds=60)
    assert world.pauses == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_repository_that_wants_credentials_says_where_they_are_looked_for(net, status):
    with pytest.raises(ArtifactUnavailableError, match=rf"answered {status}; .*MavenSecretName.*--maven-secret"):
        net(nexus_example=[["10.0.0.1"]]).fetch(f"https://nexus.example/status/{status}", trusted=True)
    with pytest.raises(ArtifactUnavailableError) as told:
        net(example_com=[[PUBLIC]]).fetch(f"https://example.com/status/{status}")
    assert "MavenSecretName" not in str(told.value)


def test_a_name_that_cannot_be_resolved_reads_as_exactly_that(net):
    with pytest.raises(ArtifactUnavailableError) as told:
        net().fetch("https://github.com/aws-samples/a.jar")
    assert str(told.value).startswith(
        "https://github.com/aws-samples/a.jar: the name github.com cannot be resolved here: Name or service not known"
    )


def test_a_name_that_no_resolver_takes_reads_so_too(net):
    """As Python's own says of a part of more than 63 letters."""
    world = net(example_com=[UnicodeEncodeError("idna", "x", 0, 1, "label too long")])
    with pytest.raises(ArtifactUnavailableError, match=r"example\.com cannot be resolved here: .*label too long"):
        world.fetch("https://example.com/a.jar")


def test_a_connection_whose_answer_is_none_is_closed(net):
    pairs = []

    def connect(*_):
        ours, theirs = socket.socketpair()
        theirs.sendall(b"no HTTP at all\r\n")
        pairs.append((ours, theirs))
        return ours

    world = net(example_com=[[PUBLIC]] * 4)
    world.connect = connect
    with pytest.raises(ArtifactInterruptedError, match="no HTTP at all"):
        world.fetch("https://example.com/a.jar")
    assert [ours.fileno() for ours, _ in pairs] == [-1] * 4
    for _, theirs in pairs:
        theirs.close()


def test_a_resolver_that_is_busy_is_worth_another_try(net):
    with pytest.raises(ArtifactInterruptedError):
        net(example_com=[socket.gaierror(socket.EAI_AGAIN, "again")] * 4).fetch("https://example.com/a.jar")


@pytest.mark.parametrize(
    ("path", "says"), [("/a.jar", "1,048,576 bytes; at most 1,000 are"), ("/unannounced", "more than 1,000 bytes")]
)
def test_no_more_is_read_than_allowed(net, path, says):
    with pytest.raises(ArtifactUnavailableError, match=says):
        net(example_com=[[PUBLIC]]).fetch(f"https://example.com{path}", max_bytes=1000)


def test_a_download_has_a_deadline(net):
    with pytest.raises(ArtifactInterruptedError, match="not done after"):
        net(example_com=[[PUBLIC]]).fetch("https://example.com/a.jar", seconds=-1)


def test_a_refused_connection_and_a_bad_certificate(net):
    world = net(example_com=[[PUBLIC]] * 5)

    def refuse(*_):
        raise ConnectionRefusedError(111, "Connection refused")

    world.connect = refuse
    with pytest.raises(ArtifactInterruptedError, match="Connection refused"):
        world.fetch("https://example.com/a.jar")
    world.connect = lambda *_: socket.socket()

    def distrust(sock, server_hostname):
        sock.close()
        error = ssl.SSLCertVerificationError("no")
        error.verify_message = "self-signed certificate"
        raise error

    world.tls.wrap_socket = distrust
    with pytest.raises(ArtifactUnavailableError, match="self-signed"):
        world.fetch("https://example.com/a.jar")


def test_the_next_address_is_tried(net):
    world = net(example_com=[["8.8.8.8", PUBLIC]])
    connect = world.connect

    def first_fails(address, port, timeout):
        if address == "8.8.8.8":
            raise TimeoutError
        return connect(address, port, timeout)

    world.connect = first_fails
    assert world.fetch("https://example.com/a.jar") == BODY


def test_a_broken_download_goes_on_where_it_broke_off(net, server):
    server.cuts = [("ranges", 1000), ("ranges", 5000), ("ranges", len(BODY))]
    world = net(example_com=[[PUBLIC]] * 3)
    assert world.fetch("https://example.com/a.jar") == BODY
    assert server.ranges == [None, "bytes=1000-", "bytes=6000-"]
    assert len(world.pauses) == 2
    assert all(0.4 < pause <= 1 for pause in world.pauses)


def test_a_host_that_knows_no_ranges_begins_anew_and_gives_the_same_bytes(net, server):
    server.cuts = [("ranges", 300_000), ("no ranges", 200_000), ("no ranges", len(BODY))]
    assert net(example_com=[[PUBLIC]] * 3).fetch("https://example.com/a.jar") == BODY


def test_a_host_that_begins_anew_and_ends_before_what_was_there_has_not_sent_the_file(net, server):
    server.cuts = [("ranges", 300_000), ("no length", 200_000), ("no length", len(BODY))]
    world = net(example_com=[[PUBLIC]] * 3)
    assert world.fetch("https://example.com/a.jar") == BODY
    assert len(world.pauses) == 2


def test_an_answer_from_another_place_of_the_file_is_not_taken(net, server):
    server.cuts = [("ranges", 1000), ("wrong range", len(BODY))]
    with pytest.raises(ArtifactUnavailableError, match="206"):
        net(example_com=[[PUBLIC]] * 2).fetch("https://example.com/a.jar")


def test_a_download_that_comes_no_further_is_given_up_and_the_pauses_grow(net, server):
    server.cuts = [("ranges", 1000)] + [("ranges", 0)] * 9
    world = net(example_com=[[PUBLIC]] * 9)
    with pytest.raises(ArtifactInterruptedError, match="broke off after 1,000 of 1,048,576 bytes"):
        world.fetch("https://example.com/a.jar")
    assert len(world.pauses) == 3
    assert world.pauses[0] <= 1 < world.pauses[1] * 2 <= 4
    assert 2 <= world.pauses[2] <= 4


def test_each_try_judges_the_address_anew(net, server):
    server.cuts = [("ranges", 1000)]
    world = net(example_com=[[PUBLIC], ["169.254.169.254"]])
    with pytest.raises(ArtifactUnavailableError, match="no public address"):
        world.fetch("https://example.com/a.jar")
    assert world.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    ("hosts", "allowed"),
    [
        (["example.com"], True),
        (["*"], True),
        (["other.example", " Example.COM "], True),
        (["*.example.com"], False),
        (["*.com"], True),
        (["ample.com"], False),
        (["*.ample.com"], False),
        ([], False),
    ],
    ids=str,
)
def test_only_hosts_of_the_list_are_asked(net, hosts, allowed):
    world = net(example_com=[[PUBLIC]])
    if allowed:
        assert world.fetch("https://example.com/a.jar", hosts=hosts) == BODY
        return
    with pytest.raises(ArtifactUnavailableError, match="ArtifactHosts"):
        world.fetch("https://example.com/a.jar", hosts=hosts)
    assert world.connected == []


def test_a_redirect_leads_to_hosts_of_the_list_only(net, server):
    server.redirects["/a.jar"] = "https://evil.example/b.jar"
    world = net(example_com=[[PUBLIC]], evil_example=[[PUBLIC]])
    with pytest.raises(ArtifactUnavailableError, match=r"evil\.example is not on the list"):
        world.fetch("https://example.com/a.jar", hosts=["example.com"])
    assert len(world.connected) == 1


def test_the_operators_repository_needs_no_place_on_the_list(net):
    assert net(nexus=[["10.0.0.1"]]).fetch("http://nexus:8081/a.jar", trusted=True, hosts=[]) == BODY


def test_credentials_go_to_the_repository_and_nowhere_else(net, server):
    server.redirects["/maven2/a.jar"] = "https://other.example/b.jar"
    world = net(nexus_example=[["10.0.0.1"]] * 2, other_example=[[PUBLIC]])
    secret = {"credentials": lambda place: "Basic abc" if place.host == "nexus.example" else "Basic wrong"}
    assert world.fetch("https://nexus.example/maven2/b.jar", trusted=True, **secret) == BODY
    assert world.fetch("https://nexus.example/maven2/a.jar", trusted=True, **secret) == BODY
    assert [host for host, _ in server.asked] == ["nexus.example", "nexus.example", "other.example"]
    assert server.authorised == ["Basic abc", "Basic abc", None]


def test_credentials_are_not_sent_in_the_clear(net):
    world = net(nexus=[["10.0.0.1"]])
    with pytest.raises(ArtifactUnavailableError, match="over https only"):
        world.fetch("http://nexus/maven2/a.jar", trusted=True, credentials=lambda _: "Basic abc")
    assert world.connected == []
