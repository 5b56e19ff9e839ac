"""Basic and bearer credentials."""

import base64
from datetime import UTC, datetime

import pytest
from connectpilot.ports.client_secrets import ClientCredentials
from connectpilot.usecases.authorise_client import AuthoriseClient

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Secrets:
    def read(self, now):
        return ClientCredentials(users={"alice": "s3cr3t:x", "nobody": ""}, tokens={"ci": "t0ken", "empty": ""})


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "client"),
    [
        pytest.param(basic("alice:s3cr3t:x"), "alice", id="basic, a colon in the password"),
        pytest.param("Bearer t0ken", "ci", id="bearer"),
        pytest.param("bearer  t0ken ", "ci", id="the scheme in lower case"),
        pytest.param(basic("alice:wrong"), None, id="a wrong password"),
        pytest.param(basic("bob:s3cr3t:x"), None, id="an unknown user"),
        pytest.param(basic("nobody:"), None, id="a user without a password"),
        pytest.param("Bearer wrong", None, id="a wrong token"),
        pytest.param("Bearer ", None, id="an empty token"),
        pytest.param("Basic ***", None, id="not base64"),
        pytest.param("Digest x", None, id="another scheme"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_who_comes_in(authorization, client):
    assert AuthoriseClient(Secrets())(authorization, now=NOW) == client


def test_credentials_are_not_shown():
    assert "s3cr3t" not in repr(Secrets().read(NOW))
