"""connectpilot artifacts add, from an URL: through the product's own checks, whose connections end on loopback."""

from __future__ import annotations

import functools
import hashlib
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot_cli import fetching
from fakes.java import jar

BODY = jar()
SHA = hashlib.sha256(BODY).hexdigest()
URL = "https://example.com/own-1.0.jar"
NAMES = {"example.com": "140.82.121.3", "assets.example": "8.8.8.8", "inside.example": "169.254.169.254"}


class PlainTls:
    def wrap_socket(self, sock, server_hostname):
        assert server_hostname in NAMES
        return sock


@pytest.fixture
def connected(repository, cli, monkeypatch):
    """The addresses that were connected to, of a small internet with one host on loopback behind it."""
    where, found = urlsplit(repository.url), []

    def connect(address, port, timeout):
        found.append((address, port))
        return socket.create_connection((where.hostname, where.port), timeout)

    world = {"resolve": lambda host, _: [NAMES[host]], "connect": connect, "tls": PlainTls()}
    monkeypatch.setattr(fetching, "HttpDownloads", functools.partial(HttpDownloads, sleep=lambda _: None, **world))
    repository.files["/own-1.0.jar"] = BODY
    return found


def kept(tmp_path):
    return [path.name for path in tmp_path.glob("cache/connectpilot/artifacts/*")]


def test_a_file_behind_an_url_is_kept_under_its_digest(cli, connected, tmp_path):
    answer = cli("artifacts", "add", f"{URL}?signature=hidden-word", "--sha256", SHA.upper(), "--json")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out) == {"source": URL, "size": len(BODY), "sha256": SHA}
    assert kept(tmp_path) == [SHA]
    assert connected == [("140.82.121.3", 443)]
    assert "hidden-word" not in answer.out + answer.err
    assert answer.err == "", "nothing is drawn into a pipe"


def test_other_bytes_than_expected_are_not_kept(cli, connected, tmp_path):
    answer = cli("artifacts", "add", URL, "--sha256", "b" * 64)
    assert answer.code == 1
    assert f"has sha256 {SHA}; expected was bbbb" in answer.err
    assert kept(tmp_path) == []


def test_a_file_here_must_have_the_digest_that_is_given(cli, tmp_path):
    Path("own-1.0.jar").write_bytes(BODY)
    answer = cli("artifacts", "add", "own-1.0.jar", "--sha256", "b" * 64)
    assert answer.code == 1
    assert f"has sha256 {SHA}; expected was bbbb" in answer.err
    assert kept(tmp_path) == []
    assert cli("artifacts", "add", "own-1.0.jar", "--sha256", SHA.upper()).code == 0
    assert kept(tmp_path) == [SHA]


def test_what_breaks_off_is_taken_up_and_kept_whole(cli, connected, repository, tmp_path):
    repository.cut = 100
    assert cli("artifacts", "add", URL).code == 0
    assert kept(tmp_path) == [SHA]
    assert len(connected) == 2


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("https://inside.example/own-1.0.jar", "no public address"),
        ("https://user:hidden-word@example.com/own-1.0.jar", "carries a user name or password"),
        ("https://169.254.169.254/own-1.0.jar", "not an address"),
        ("https://0x7f.1/own-1.0.jar", "not an address"),
        ("http://example.com/own-1.0.jar", "https only"),
        ("file:///etc/own-1.0.jar", "not an https URL"),
        ("https://example.com:8443/own-1.0.jar", "from port 443 only"),
    ],
)
def test_from_where_nothing_is_fetched(cli, connected, tmp_path, source, says):
    answer = cli("artifacts", "add", source)
    assert answer.code == 1
    assert says in answer.err
    assert "hidden-word" not in answer.err
    assert connected == []
    assert kept(tmp_path) == []


@pytest.mark.parametrize("source", ["notes.txt", "https://example.com/notes.txt?token=hidden-word"])
def test_what_is_no_archive_is_not_asked_for(cli, connected, source):
    answer = cli("artifacts", "add", source)
    assert answer.code == 2
    assert "notes.txt is none of .tar.gz, .tgz, .zip, .jar" in answer.err
    assert "hidden-word" not in answer.err
    assert connected == []
