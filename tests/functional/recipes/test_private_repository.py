"""The command line on a private repository: the credentials come from the secret, are read once, and stay there."""

from __future__ import annotations

import base64
import functools
import json
import socket
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import NoCredentialsError
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.usecases.parse_recipe import parse_recipe
from connectpilot_cli import fetching

URL = "https://nexus.example/maven2"
SECRET = json.dumps({URL: {"username": "ci", "password": "hidden-word"}})
BASIC = "Basic " + base64.b64encode(b"ci:hidden-word").decode()


class SecretsManager:
    """Answers for one secret; `asked` lists what it was asked for."""

    def __init__(self):
        self.asked, self.error = [], None

    def get_secret_value(self, **asked):
        self.asked.append(asked["SecretId"])
        if self.error:
            raise self.error
        return {"SecretString": SECRET}


class PlainTls:
    def wrap_socket(self, sock, server_hostname):
        assert server_hostname == "nexus.example"
        return sock


@pytest.fixture
def secrets(cli, repository, monkeypatch):
    """The repository by an https name that leads to loopback; without the credentials it answers 401."""
    repository.wants = BASIC
    repository.files = {f"/maven2{path}": body for path, body in repository.files.items()}
    where = urlsplit(repository.url)
    monkeypatch.setenv("CONNECTPILOT_MAVEN_URL", URL)
    world = {
        "resolve": lambda *_: ["10.0.0.1"],
        "connect": lambda _, __, timeout: socket.create_connection((where.hostname, where.port), timeout),
        "tls": PlainTls(),
    }
    monkeypatch.setattr(fetching, "HttpDownloads", functools.partial(HttpDownloads, **world))
    found = SecretsManager()
    monkeypatch.setattr(fetching, "boto3", SimpleNamespace(client=lambda _: found))
    return found


@pytest.fixture
def recipe(orders, cli, secrets):
    assert cli("recipe", "new", "orders", orders, "--dependencies", "--maven-secret", "nexus").code == 0
    return Path("orders.yaml")


def test_a_recipe_is_made_locked_built_and_renewed_from_it(recipe, secrets, cli, monkeypatch):
    assert len(parse_recipe(recipe.read_bytes()).all_artifacts) == 3
    monkeypatch.setenv("CONNECTPILOT_MAVEN_SECRET", "nexus")
    assert cli("recipe", "lock", recipe).code == 0
    assert cli("build", recipe).code == 0
    assert "1.0.0 -> com.example:orders:1.1.0" in cli("recipe", "update", recipe).out


def test_the_secret_is_read_once_and_its_words_are_in_no_output_and_no_file(orders, cli, secrets, tmp_path):
    answer = cli("recipe", "new", "orders", orders, "--dependencies", "--maven-secret", "nexus")
    assert secrets.asked == ["nexus"]
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for told in (answer.out.encode(), answer.err.encode(), *written):
        assert b"hidden-word" not in told
        assert BASIC.encode() not in told


def test_without_the_secret_the_command_says_where_credentials_come_from(orders, cli, secrets):
    answer = cli("recipe", "new", "orders", orders)
    assert answer.code == 1
    assert "answered 401" in answer.err
    assert "--maven-secret" in answer.err
    assert secrets.asked == []


def test_without_aws_credentials_nothing_is_called_refused(orders, cli, secrets):
    secrets.error = NoCredentialsError()
    answer = cli("recipe", "new", "orders", orders, "--maven-secret", "nexus")
    assert answer.code == 2
    assert "set AWS_PROFILE" in answer.err
