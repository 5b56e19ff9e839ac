"""What an upload really is."""

from __future__ import annotations

import tempfile

import pytest
from connectpilot.domain.errors import InvalidArchiveError, InvalidRecipeError, InvalidUploadError, PlatformRefusedError
from connectpilot.domain.plugins.release import Upload
from connectpilot.usecases import read_upload
from connectpilot.usecases.read_upload import ReadUpload
from fakes.java import class_file, jar, zipped
from fakes.releases import FakeStore

ORDERS = jar()
ZIP = zipped({"orders/orders-1.2.jar": ORDERS, "orders/LICENSE": b"Apache"})
WITH_AGENT = zipped({"com/example/Orders.class": class_file(), "lib/agent.jar": ORDERS})
RECIPE = f"""name: orders
version: '1'
kafkaConnect: [3.7.x]
artifacts:
  - {{s3: 's3://bucket/a.jar', sha256: {"a" * 64}}}
"""


def upload(key="uploads/orders.zip"):
    return Upload(bucket="intake", key=key, version_id="v1")


def read(body, key="uploads/orders.zip"):
    reader = ReadUpload(intake=FakeStore({key: body}), intake_bucket="intake", scratch=tempfile.TemporaryFile)
    return reader(upload(key))


@pytest.mark.parametrize(
    ("body", "key", "kind", "title"),
    [
        (RECIPE.encode(), "uploads/orders.yaml", "recipe", "orders-1"),
        (RECIPE.encode(), "uploads/whatever.txt", "recipe", "orders-1"),
        (ZIP, "uploads/team/Orders 1.2.zip", "zip", "orders-1-2"),
        (ORDERS, "uploads/orders-1.2.jar", "jar", "orders-1-2"),
        (ORDERS, "uploads/orders.zip", "jar", "orders"),
        (ZIP, "uploads/orders.jar", "zip", "orders"),
        (WITH_AGENT, "uploads/orders.jar", "jar", "orders"),
        (WITH_AGENT, "uploads/orders.zip", "zip", "orders"),
    ],
)
def test_an_upload_is_what_it_holds_not_what_it_is_called(body, key, kind, title):
    found = read(body, key)
    assert (found.kind, found.title) == (kind, title)


def test_a_name_without_end_is_cut_where_a_plugin_is_called_after_it():
    assert read(ZIP, f"uploads/{'Orders-' * 40}.zip").title == ("orders-" * 40)[:110]
    assert read(ZIP, f"uploads/{'o' * 109}-s.zip").title == "o" * 109


def test_the_same_bytes_taken_as_a_jar_and_as_a_zip_are_two_bundles():
    keys = {read(WITH_AGENT, f"uploads/orders{end}").build_key for end in (".jar", ".zip", "-again.zip")}
    assert len(keys) == 2


@pytest.mark.parametrize("name", ["m" * 1012 + ".zip", "ä" * 508])
def test_a_report_stands_under_a_key_that_s3_takes(name):
    one, other = (upload(f"uploads/{name[:-1]}{end}").report_key for end in "pq")
    assert one != other
    assert len(one.encode()) <= 1024
    assert upload("uploads/" + name[:400]).report_key == f"reports/{name[:400]}.json"


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (b"", InvalidUploadError, "empty"),
        (b"%PDF-1.7 ...", InvalidUploadError, "a PDF document"),
        (b"\x1f\x8b\x08....", InvalidUploadError, "a gzip file"),
        (class_file(), InvalidUploadError, "a single Java class"),
        (b"Rar!....", InvalidUploadError, "RAR"),
        (b"just words", InvalidUploadError, "no archive"),
        (ZIP[:-3], InvalidArchiveError, "orders.zip: "),
        (zipped({}), InvalidUploadError, "an archive without any file"),
        (zipped({"a.txt": b"x"}), InvalidUploadError, "neither jars nor classes"),
    ],
)
def test_what_is_neither_recipe_nor_plugin_is_refused(body, error, says):
    with pytest.raises(error, match=says):
        read(body)


def test_a_picture_and_a_bad_recipe_are_told_apart():
    with pytest.raises(InvalidUploadError, match="neither a recipe"):
        read(b"\x89PN\0\0\0\0\0", "uploads/a.yaml")
    with pytest.raises(InvalidRecipeError):
        read(b"not: a recipe", "uploads/a.yaml")


def test_what_is_larger_than_an_archive_may_be_is_not_read(monkeypatch):
    monkeypatch.setattr(read_upload, "MAX_ARCHIVE_BYTES", len(ZIP))
    assert read(ZIP)
    with pytest.raises(InvalidUploadError, match="at most"):
        read(ZIP + b"!")


def test_what_begins_as_a_text_and_is_larger_than_a_recipe_is_not_parsed():
    with pytest.raises(InvalidRecipeError, match="begins as a text and has 262,145 bytes"):
        read(b"#" * (256 * 1024 + 1), "uploads/a.yaml")


@pytest.mark.parametrize(
    "strange", [("other", "uploads/a.zip"), ("intake", "reports/a.zip"), ("intake", "uploads/folder/")]
)
def test_an_object_of_another_place_is_not_read(strange):
    intake = FakeStore({strange[1]: ZIP})
    reader = ReadUpload(intake=intake, intake_bucket="intake", scratch=tempfile.TemporaryFile)
    with pytest.raises(InvalidUploadError, match="no file under"):
        reader(Upload(bucket=strange[0], key=strange[1], version_id="v1"))


class Deleted(FakeStore):
    """As S3 answers to a role that may not list the bucket."""

    def find(self, key, version_id=None):
        raise PlatformRefusedError("HeadObject: Forbidden")


@pytest.mark.parametrize("intake", [FakeStore(), Deleted()])
def test_an_object_that_was_deleted_meanwhile(intake):
    reader = ReadUpload(intake=intake, intake_bucket="intake", scratch=tempfile.TemporaryFile)
    with pytest.raises(InvalidUploadError, match="deleted after it was uploaded"):
        reader(upload())
