"""The credentials of a private repository: from one secret, for the paths it names, never repeated."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.stub import Stubber
from connectpilot.adapters.repository_credentials import RepositoryCredentials
from connectpilot.domain.errors import PlatformRefusedError
from connectpilot.domain.plugins.internet import repository_place

SECRET = {
    "https://nexus.example/maven2": {"username": "ci", "password": "hidden"},
    "https://nexus.example/other/": {"token": "t0k"},
}


@pytest.fixture
def credentials():
    stubs = []

    def make(text):
        client = boto3.client(
            "secretsmanager", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        stub = Stubber(client)
        stub.add_response("get_secret_value", {"SecretString": text}, {"SecretId": "maven"})
        stub.activate()
        stubs.append(stub)
        return RepositoryCredentials(client, "maven")

    yield make
    for stub in stubs:
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("https://nexus.example/maven2/a.jar", "Basic Y2k6aGlkZGVu"),
        ("https://nexus.example/other/a.jar", "Bearer t0k"),
        ("https://nexus.example/maven2-evil/a.jar", None),
        ("https://nexus.example:8443/maven2/a.jar", None),
        ("http://nexus.example/maven2/a.jar", None),
        ("https://evil.example/maven2/a.jar", None),
    ],
)
def test_who_is_given_which_credentials(credentials, url, header):
    found = credentials(json.dumps(SECRET))
    assert found(repository_place(url)) == header
    assert found(repository_place(url)) == header  # the secret is read once


@pytest.mark.parametrize("text", ["hidden", '["hidden"]', '{"https://a/": "hidden"}', '{"a": {"hidden": "x"}}'])
def test_a_secret_of_another_form_is_refused_without_its_words(credentials, text):
    with pytest.raises(PlatformRefusedError, match="the secret maven is not") as told:
        credentials(text)(repository_place("https://nexus.example/a"))
    assert "hidden" not in str(told.value)
    assert told.value.__suppress_context__


def test_a_secret_that_cannot_be_read_is_named():
    client = boto3.client("secretsmanager", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        stub.add_client_error("get_secret_value", "ResourceNotFoundException", "can't find the specified secret", 400)
        with pytest.raises(PlatformRefusedError, match=r"the secret maven cannot be read: .*can't find"):
            RepositoryCredentials(client, "maven")(repository_place("https://nexus.example/maven2/a.jar"))
