# ruff: noqa: E501 (tables)
"""Jars that are odd, and what Java and Kafka Connect do with them: the doctor sees what they see, no more and no less."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tempfile
import warnings
import zipfile

import pytest
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins.archive import whole
from connectpilot.domain.plugins.class_file import InvalidClassFileError, java_level, needs_preview, read_class
from connectpilot.domain.plugins.description import describe
from connectpilot.domain.plugins.examination import examine
from connectpilot.domain.plugins.spool import Spool
from fakes.archives import ZipEntry, deflated, zip_of
from fakes.java import SINK, SOURCE, class_file, jar, zipped
from hypothesis import given
from hypothesis import strategies as st

OBJECT = "java/lang/Object"
SERVICE = "META-INF/services/org.apache.kafka.connect.source.SourceConnector"
LICENCE = {"META-INF/LICENSE": b"Apache License Version 2.0"}
LISTED = LICENCE | {SERVICE: b"com.example.Orders\n"}
ORDERS = jar(None, **LISTED)


def diagnosed(files):
    with tempfile.TemporaryFile() as scratch:
        spool = Spool(scratch)
        manifest = describe(
            spool, [spool.add(name, whole(name, io.BytesIO(body))) for name, body in sorted(files.items())], ()
        )
    return manifest, [one for one in examine(manifest, ["3.7.x"]) if one.code != "no-config-provider"]


def connectors(files):
    return [one.class_name for one in diagnosed(files)[0].classes]


def packed_late(name, body):
    """As Gradle and Maven's shade plugin write to a stream: sizes behind the entry, in ZIP64's width."""
    packed = deflated(body)
    after = struct.pack("<4sL2Q", b"PK\x07\x08", zipfile.crc32(body), len(packed), len(body))
    wide = {"local_size": 0xFFFFFFFF, "local_packed": 0xFFFFFFFF, "local_crc": 0}
    return ZipEntry(name.encode(), body, flags=8 | 0x800, method=8, after=after, **wide)


def twice():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped(
            [
                ("META-INF/LICENSE", b"Apache License 2.0"),
                ("META-INF/LICENSE", b"MIT License"),
                ("META-INF/license/x", b""),
            ]
        )


LEGAL = {
    "a jar for several releases": jar({}, **LICENCE, **{
        "META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\nMulti-Release: true\r\n",
        "META-INF/versions/21/a/A.class": class_file("a/A", OBJECT, java=21),
        "META-INF/versions/9/module-info.class": class_file("module-info", OBJECT, java=21),
    }),
    "a module descriptor alone": jar({"module-info": class_file("module-info", OBJECT, java=21)}, **LICENCE),
    "classes of Kotlin and Scala": jar(
        {name: class_file(name, OBJECT) for name in ("a/O$Companion", "a/-Util", "a/$colon$colon$", "a/$u2192", "a/A$$anon$1")}, **LICENCE
    ),
    "classes in other scripts": jar({name: class_file(name, OBJECT) for name in ("a/Größe$Innere", "a/訂單", "a/😀")}, **LICENCE),
    "a class in no package": jar({"Alone": class_file("Alone", OBJECT)}, **LICENCE),
    "a class of the first Java": jar({"a/Old": class_file("a/Old", OBJECT, java=1, minor=3)}, **LICENCE),
    "a folder with a file's mode": zipped([*LICENCE.items(), ("a/", b"")]),
    "notes twice": twice(),
    "a comment": zip_of(ZipEntry(b"META-INF/LICENSE", b"MIT License"), comment=b"by hand"),
    "sizes behind the entries": zip_of(packed_late("META-INF/LICENSE", b"MIT License"), packed_late("a/A.class", class_file("a/A", OBJECT))),
}  # fmt: skip


@pytest.mark.parametrize("body", LEGAL.values(), ids=LEGAL)
def test_an_odd_jar_beside_a_connector_is_no_finding(body):
    manifest, findings = diagnosed({"orders-1.2.jar": ORDERS, "odd.jar": body})
    assert findings == []
    assert [one.class_name for one in manifest.classes] == ["com.example.Orders"]


def test_a_jar_of_more_files_than_a_plain_zip_can_count_is_read():
    """Snowflake's connector has 86,000."""
    crowd = {f"a/{number}": b"" for number in range(86_000)} | {"META-INF/LICENSE": b"MIT License"}
    assert diagnosed({"orders-1.2.jar": ORDERS, "crowd.jar": zipped(crowd)})[1] == []


def test_a_jar_without_any_entry_is_read():
    assert [one.code for one in diagnosed({"orders-1.2.jar": ORDERS, "empty.jar": zipped({})})[1]] == [
        "licence-missing"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"# ours\r\n\r\ncom.example.Orders # the only one\r\n", id="comments and CRLF"),
        pytest.param(b"com.example.Orders", id="no end of line"),
        pytest.param(b"\t com.example.Orders \n\n#\n", id="blanks"),
        pytest.param(b"com.example.Orders\ncom.example.Orders\n", id="twice"),
    ],
)
def test_a_service_file_is_read_as_java_reads_it(text):
    assert diagnosed({"orders-1.2.jar": jar(None, **LICENCE, **{SERVICE: text})})[1] == []


def test_a_byte_order_mark_belongs_to_the_name_for_java_and_is_told():
    marked = jar(None, **LICENCE, **{SERVICE: "\ufeffcom.example.Orders\n".encode()})
    found = {one.code: one for one in diagnosed({"orders-1.2.jar": marked})[1]}
    assert found.keys() == {"service-class-missing", "class-not-listed"}
    assert "names com.example.Orders (with a byte order mark before it" in found["service-class-missing"].why


# What Kafka Connect puts on the class path


@pytest.mark.parametrize("name", ["ORDERS.JAR", "orders.Jar", "orders.zip"])
def test_kafka_connect_loads_by_the_ending_whatever_its_case(name):
    assert connectors({name: ORDERS}) == ["com.example.Orders"]
    newer = jar({"a/A": class_file("a/A", OBJECT, java=21)}, **LICENCE)
    assert [one.code for one in diagnosed({"orders-1.2.jar": ORDERS, name: newer})[1]] == ["java-level"]


def test_a_zip_of_jars_is_not_looked_into():
    manifest, findings = diagnosed({"more.zip": zipped({"orders-1.2.jar": ORDERS})})
    assert manifest.classes == ()
    assert [one.code for one in findings] == ["no-connector-class", "not-a-jar"]


def test_what_is_on_the_class_path_is_read_strictly():
    with pytest.raises(InvalidArchiveError, match=r"^more\.zip: .*archive-leading-bytes"):
        diagnosed({"more.zip": b"#!/bin/sh\n" + ORDERS})


# Classes that Java cannot load from where they are


@pytest.mark.parametrize("folder", ["BOOT-INF/classes/", "WEB-INF/classes/", "com/"])
def test_a_connector_in_another_folder_than_its_packages_is_none(folder):
    """`NoClassDefFoundError: wrong name`, or not found at all."""
    moved = jar({f"{folder}com/example/Orders": class_file()}, **LISTED)
    manifest, findings = diagnosed({"orders-1.2.jar": moved})
    assert manifest.classes == ()
    assert f"{folder}com/example/Orders.class in orders-1.2.jar stands in a folder" in findings[0].why
    assert findings[0].code == "no-connector-class"


def test_a_class_that_is_never_loaded_says_nothing_of_the_level():
    carried = jar({"inst/a/A": class_file("a/A", OBJECT, java=21)}, **LICENCE)
    assert diagnosed({"orders-1.2.jar": ORDERS, "agent.jar": carried})[1] == []


@pytest.mark.parametrize("java", [-44, 0])
def test_a_class_of_before_the_first_java_is_none(java):
    with pytest.raises(InvalidArchiveError, match="before the first Java"):
        diagnosed({"orders-1.2.jar": jar({"a/A": class_file("a/A", OBJECT, java=java)})})


@pytest.mark.parametrize("java", [*range(1, 27), 65535 - 44])
def test_the_level_of_each_java_is_read(java):
    manifest, findings = diagnosed(
        {"orders-1.2.jar": ORDERS, "a.jar": jar({"a/A": class_file("a/A", OBJECT, java=java)}, **LICENCE)}
    )
    assert manifest.java_level == max(java, 17)
    assert [one.code for one in findings] == (["java-level"] if java > 17 else [])


def test_one_class_of_thousands_raises_the_level():
    classes = {f"a/A{number}": class_file(f"a/A{number}", OBJECT, java=8) for number in range(2000)}
    classes["a/A777"] = class_file("a/A777", OBJECT, java=21)
    findings = diagnosed({"orders-1.2.jar": ORDERS, "a.jar": jar(classes, **LICENCE)})[1]
    assert [(one.code, one.where) for one in findings] == [("java-level", "a.jar (a.A777)")]


@pytest.mark.parametrize(
    ("java", "minor", "needs"), [(17, 0xFFFF, True), (12, 1, True), (11, 0xFFFF, False), (17, 0, False)]
)
def test_preview_features_are_told_by_the_minor_version(java, minor, needs):
    assert needs_preview(class_file(java=java, minor=minor)) == needs


JAVA_NAME = st.text(st.characters(exclude_characters="./;[", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@given(st.lists(JAVA_NAME, min_size=1, max_size=4).map("/".join), st.sampled_from([SOURCE, SINK]), st.integers(8, 21))
def test_whatever_a_class_is_called_it_is_read(name, parent, java):
    found = read_class(class_file(name, parent, java=java))
    assert (found.name, found.parents) == (name, (parent,))
    assert java_level(class_file(name, parent, java=java)) == java


def test_half_a_surrogate_is_no_name():
    whole = class_file("a/😀", OBJECT)
    assert read_class(whole).name == "a/😀"
    with pytest.raises(InvalidClassFileError):
        read_class(whole.replace(b"\xed\xb8\x80", b"abc"))


def test_what_real_javac_and_jar_write_is_understood(tmp_path):
    if shutil.which("javac") is None or shutil.which("jar") is None:
        pytest.skip("NOT RUN: there is no Java here")
    (tmp_path / "Connector.java").write_text(
        "package org.apache.kafka.connect.source; public abstract class SourceConnector {}"
    )
    (tmp_path / "Orders.java").write_text(
        "package com.example; public class Orders extends org.apache.kafka.connect.source.SourceConnector {"
        " enum Mode { A { } , B } record Pair(int größe, Object b) { } interface Face { default void a() { } }"
        " public static abstract class Base extends Orders { } static class Own extends Orders { }"
        " Runnable later = () -> System.out.println(new Object() { long a = 1L << 40; double b = 2.5; }); }"
    )
    (tmp_path / "Connector.java").rename(tmp_path / "SourceConnector.java")
    subprocess.run(
        ["javac", "-encoding", "UTF-8", "-d", "out", "SourceConnector.java", "Orders.java"], cwd=tmp_path, check=True
    )
    subprocess.run(["jar", "cf", "orders-1.2.jar", "-C", "out", "com"], cwd=tmp_path, check=True)
    manifest, findings = diagnosed({"orders-1.2.jar": (tmp_path / "orders-1.2.jar").read_bytes()})
    assert [(one.class_name, one.kind, one.version) for one in manifest.classes] == [
        ("com.example.Orders", "source", "1.2")
    ]
    assert {(one.class_name, one.why) for one in manifest.unusable} == {
        ("com.example.Orders$Base", "abstract"),
        ("com.example.Orders$Own", "not public"),
    }
    assert [one.code for one in findings] == ["class-not-listed", "licence-missing"]
