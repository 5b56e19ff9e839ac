"""Where an artefact may be fetched from."""

from __future__ import annotations

import pytest
from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.internet import is_public, recipe_place, repository_place

HIDDEN = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.80",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "::ffff:169.254.169.254",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
    "200::1",
    "4000::1",
    "2001:db8::1",
    "fec0::1",
    "2002:7f00:1::1",
    "8.8.8.8%1",
]
PUBLIC = ["8.8.8.8", "140.82.121.3", "2606:50c0:8000::153", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", HIDDEN)
def test_an_address_that_is_not_of_the_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC[:3])
def test_an_address_of_the_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.jar",
        "file:///etc/passwd",
        "ftp://example.com/a.jar",
        "jar:https://example.com/a.jar!/",
        "data:text/plain,a",
        "//example.com/a.jar",
        "example.com/a.jar",
        "https:///a.jar",
        "https://user:secret@example.com/a.jar",
        "https://example.com@169.254.169.254/a.jar",
        "https://169.254.169.254/latest/meta-data/a.jar",
        "https://2852039166/a.jar",
        "https://0xA9FEA9FE/a.jar",
        "https://0251.0376.0251.0376/a.jar",
        "https://127.1/a.jar",
        "https://[::1]/a.jar",
        "https://[::ffff:169.254.169.254]/a.jar",
        "https://localhost/a.jar",
        "https://intranet/a.jar",
        "https://example.com:8443/a.jar",
        "https://example.com:99999/a.jar",
        "https://example.com:x/a.jar",
        "https://example.com./a.jar",
        "https://example.com/a.jar#fragment",
        "https://example.com\\@evil.example/a.jar",
        "https://exämple.com/a.jar",
        "https://①⑥⑨.254.169.254/a.jar",
        "https://example.com/a b.jar",
        "https://example.com/a\r\nHost: evil",
        "https://example.com/a\0.jar",
        "https://%6c%6f.example.com/a.jar",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_an_url_that_no_recipe_may_name(url):
    with pytest.raises(InvalidRecipeError) as refused:
        recipe_place(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://example.com/a.jar", "https://example.com:8443/a.jar", "https://a b/", "https://x/"]
)
@pytest.mark.parametrize("hidden", ["?token=secret", "#secret", "?a=b@c/secret"])
def test_what_is_said_of_an_url_does_not_show_what_may_be_a_secret(url, hidden):
    with pytest.raises(InvalidRecipeError, match=url.removesuffix("/")) as refused:
        recipe_place(url + hidden)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["https://nexus./maven2", "https://%6eexus/maven2", "https:///maven2"])
def test_a_repository_s_host_is_written_in_one_way(url):
    with pytest.raises(InvalidRecipeError, match="names no host that can be used"):
        repository_place(url)


def test_a_usable_url():
    place = recipe_place("https://GitHub.com/a/b.jar?token=secret")
    assert (place.host, place.port, place.target) == ("github.com", 443, "/a/b.jar?token=secret")
    assert str(place) == "https://github.com/a/b.jar"


def test_the_operator_may_name_a_private_repository():
    assert repository_place("http://10.1.2.3:8081/maven2/x").port == 8081
    with pytest.raises(InvalidRecipeError, match="user name"):
        repository_place("https://user:secret@nexus.example/x")
