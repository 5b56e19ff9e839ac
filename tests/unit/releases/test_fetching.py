"""One artefact: from the first place that has it, verified, kept once."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import contextmanager

import pytest
from connectpilot.domain.errors import ArtifactInterruptedError, ArtifactUnavailableError, DigestMismatchError
from connectpilot.domain.plugins.recipe import Artifact
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases import fetch_artifact
from connectpilot.usecases.fetch_artifact import FetchArtifact
from fakes.java import jar
from fakes.releases import FakeDownloads, FakeStore

ORDERS = jar()
SHA = hashlib.sha256(ORDERS).hexdigest()
ONE, TWO = "https://one.example/maven2", "http://nexus:8081/maven2"
PATH = "/com/example/orders/1.2/orders-1.2.jar"


def fetching(downloads, bundles=None, repositories=(ONE, TWO), buckets=None):
    return FetchArtifact(
        bundles=bundles or FakeStore(),
        bucket=lambda name: (buckets or {}).get(name, FakeStore()),
        downloads=downloads,
        repositories=repositories,
        scratch=tempfile.TemporaryFile,
    )


def artifact(sha256=SHA, **source):
    return Artifact.model_validate((source or {"maven": "com.example:orders:1.2"}) | {"sha256": sha256})


def test_an_artefact_is_fetched_from_the_first_repository_that_has_it():
    bundles, downloads = FakeStore(), FakeDownloads({TWO + PATH: ORDERS})
    fetched = fetching(downloads, bundles)(artifact())
    assert (fetched.source, fetched.size) == (TWO + PATH, len(ORDERS))
    assert downloads.asked == [(ONE + PATH, True), (TWO + PATH, True)]
    assert bundles.objects == {artifact_key(SHA): ORDERS}


def test_what_was_fetched_once_is_not_fetched_again():
    downloads = FakeDownloads()
    assert fetching(downloads, FakeStore({artifact_key(SHA): ORDERS}))(artifact()).source == "kept"
    assert downloads.asked == []


def test_a_wrong_digest_shows_both_and_keeps_nothing():
    bundles = FakeStore()
    with pytest.raises(DigestMismatchError) as told:
        fetching(FakeDownloads({ONE + PATH: ORDERS}), bundles)(artifact("b" * 64))
    assert SHA in str(told.value)
    assert "b" * 64 in str(told.value)
    assert bundles.objects == {}


def test_an_artefact_that_is_nowhere_names_every_repository():
    with pytest.raises(ArtifactUnavailableError, match=r"one\.example.*404.*nexus.*404"):
        fetching(FakeDownloads())(artifact())


def test_a_repository_that_is_down_keeps_nobody_where_another_has_the_same_bytes():
    downloads = FakeDownloads({ONE + PATH: ArtifactInterruptedError("503"), TWO + PATH: ORDERS})
    assert fetching(downloads)(artifact()).source == TWO + PATH


def test_what_broke_off_leaves_nothing_in_front_of_the_next_repository_s_bytes():
    class BreaksOff(FakeDownloads):
        @contextmanager
        def fetch(self, place, *, trusted):
            with super().fetch(place, trusted=trusted) as chunks:
                yield broken(chunks) if place.host == "one.example" else chunks

    def broken(chunks):
        yield from chunks
        raise ArtifactInterruptedError("broke off")

    bundles = FakeStore()
    fetched = fetching(BreaksOff({ONE + PATH: ORDERS + b"more", TWO + PATH: ORDERS}), bundles)(artifact())
    assert (fetched.source, fetched.size) == (TWO + PATH, len(ORDERS))
    assert bundles.objects == {artifact_key(SHA): ORDERS}


def test_where_one_repository_is_down_and_no_other_has_it_the_workflow_tries_again_and_each_is_named():
    downloads = FakeDownloads({ONE + PATH: ArtifactInterruptedError(f"{ONE}: timed out")})
    with pytest.raises(ArtifactInterruptedError, match=r"one\.example.*timed out; .*nexus.*404"):
        fetching(downloads)(artifact())


def test_other_bytes_in_one_repository_are_not_made_good_by_another():
    downloads = FakeDownloads({ONE + PATH: ORDERS[:-1], TWO + PATH: ORDERS})
    with pytest.raises(DigestMismatchError, match=r"one\.example"):
        fetching(downloads)(artifact())
    assert len(downloads.asked) == 1


def test_without_a_repository_the_message_says_which_setting():
    with pytest.raises(ArtifactUnavailableError, match="MavenRepositoryUrls"):
        fetching(FakeDownloads(), repositories=())(artifact())


def test_what_is_put_there_by_hand_is_fetched_from_nowhere_and_found_by_its_digest():
    by_hand, downloads = artifact(file="orders.jar"), FakeDownloads()
    with pytest.raises(ArtifactUnavailableError, match=r"connectpilot artifacts add orders\.jar"):
        fetching(downloads)(by_hand)
    assert fetching(downloads, FakeStore({artifact_key(SHA): ORDERS}))(by_hand).source == "kept"
    assert downloads.asked == []


def test_an_url_of_a_recipe_is_not_trusted():
    downloads = FakeDownloads({"https://example.com/a.jar": ORDERS})
    fetching(downloads)(artifact(url="https://example.com/a.jar"))
    assert downloads.asked == [("https://example.com/a.jar", False)]


def test_an_object_of_s3():
    fetched = fetching(FakeDownloads(), buckets={"ours": FakeStore({"a.jar": ORDERS})})(artifact(s3="s3://ours/a.jar"))
    assert fetched.source == "s3://ours/a.jar"
    with pytest.raises(ArtifactUnavailableError, match="not there"):
        fetching(FakeDownloads())(artifact(s3="s3://ours/a.jar"))


def test_an_object_that_is_too_large_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(fetch_artifact, "MAX_ARCHIVE_BYTES", len(ORDERS) - 1)
    buckets = {"ours": FakeStore({"a.jar": ORDERS})}
    with pytest.raises(ArtifactUnavailableError, match=r"s3://ours/a\.jar: more than"):
        fetching(FakeDownloads(), buckets=buckets)(artifact(s3="s3://ours/a.jar"))
