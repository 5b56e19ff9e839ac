"""What one bundle has that another has not."""

from __future__ import annotations

from connectpilot.domain.plugin import PluginClass
from connectpilot.domain.plugins.comparison import Content, compare
from connectpilot.domain.plugins.finding import Finding
from connectpilot.domain.plugins.manifest import BundleFile, Manifest


def content(*jars, classes=(), findings=()):
    files = tuple(BundleFile(path=path, size=size, sha256=sha * 64, java_level=java) for path, size, sha, java in jars)
    return Content(Manifest(files=files, classes=tuple(PluginClass(one, "source", "1") for one in classes)), findings)


def finding(code, where, severity="warning"):
    return Finding(code, severity, where, "Why.", "How.")


def test_a_bundle_is_like_itself():
    one = content(("p/a-1.0.jar", 5, "a", 11), classes=["A"], findings=[finding("x", "a-1.0.jar")])
    assert compare(one, one) == ()


def test_each_change_is_told_once_and_in_its_own_words():
    before = content(
        ("p/a-1.0.jar", 1_000_000, "a", 11),
        ("p/gone.jar", 1, "b", 8),
        classes=["A"],
        findings=[finding("old", "a-1.0.jar")],
    )
    after = content(
        ("p/a-1.1.jar", 2_000_000, "c", 17),
        ("p/new-3.jar", 1, "d", 8),
        classes=["B"],
        findings=[finding("new", "new-3.jar", "error")],
    )
    assert [str(change) for change in compare(before, after)] == [
        "~ size 1.0 MB -> 2.0 MB",
        "~ Java level 11 -> 17",
        "~ jar a 1.0 (aaaaaaaa) -> 1.1 (cccccccc)",
        "- jar gone.jar (bbbbbbbb)",
        "+ jar new 3 (dddddddd)",
        "- class source A",
        "+ class source B",
        "+ finding error new in new-3.jar: Why.",
        "- finding warning old in a-1.0.jar",
    ]


def test_other_bytes_under_the_same_version_are_a_change():
    changes = compare(content(("a-1.0.jar", 5, "a", 11)), content(("a-1.0.jar", 5, "b", 11)))
    assert [str(change) for change in changes] == ["~ jar a 1.0 (aaaaaaaa) -> 1.0 (bbbbbbbb)"]


def test_the_same_finding_about_the_next_version_of_a_jar_is_not_new():
    before = content(("a-1.0.jar", 5, "a", 11), findings=[finding("x", "a-1.0.jar")])
    after = content(("a-1.1.jar", 5, "a", 11), findings=[finding("x", "a-1.1.jar")])
    assert not [change for change in compare(before, after) if "finding" in change.what]


def test_sizes_that_look_alike_are_told_to_the_byte():
    changes = compare(content(("a-1.0.jar", 5_804_829, "a", 11)), content(("a-1.1.jar", 5_807_515, "b", 11)))
    assert str(changes[0]) == "~ size 5,804,829 bytes -> 5,807,515 bytes"


def test_where_two_versions_of_a_jar_stand_is_no_change():
    one = content(("a/x-1.jar", 5, "a", 11), ("b/x-2.jar", 5, "b", 11))
    other = content(("a/x-2.jar", 5, "b", 11), ("b/x-1.jar", 5, "a", 11))
    assert compare(one, other) == ()
