# ruff: noqa: E501 (tables)
"""Jars whose insides are made to cost: refused, or read within bounds of time and memory."""

from __future__ import annotations

import io
import random
import struct
import time

import pytest
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins import conflicts, inspection, licence, plugin_classes
from connectpilot.domain.plugins.class_file import InvalidClassFileError, read_class, read_class_and_references
from connectpilot.domain.plugins.component import by_note
from connectpilot.domain.plugins.hierarchy import Hierarchy
from connectpilot.domain.plugins.inspection import inspect_jar, look_closer
from connectpilot.domain.plugins.native_library import platform_of
from connectpilot.domain.plugins.plugin_classes import usable
from connectpilot.domain.plugins.unusable_classes import scan_breaks, unusable
from fakes.java import class_file, jar, zipped

OBJECT = "java/lang/Object"


def inspected(body):
    return inspect_jar("a.jar", io.BytesIO(body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(class_file("a/" + "A" * 5000, OBJECT), id="a very long name"),
        pytest.param(class_file("a/A", OBJECT, interfaces=["a/" + "B" * 5000]), id="a parent of a very long name"),
        pytest.param(
            class_file("a/A", OBJECT, interfaces=[f"a/I{n}" for n in range(300)]), id="hundreds of interfaces"
        ),
        pytest.param(b"\xca\xfe\xba\xbe\0\0\0\x3d\xff\xff" + b"\x01\0\0" * 100, id="fewer constants than it says"),
        pytest.param(b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x05" + b"\x02" * 100, id="a constant of no kind"),
        pytest.param(b"\xca\xfe\xba\xbe", id="nothing but the magic"),
        pytest.param(b"\0" * 100, id="no class"),
        pytest.param(b"\xca\xfe\xd0\x0d" + class_file("a/A", OBJECT)[4:], id="another magic, as of a packed archive"),
    ],
)
def test_a_class_that_no_compiler_writes_is_refused(body):
    with pytest.raises(InvalidArchiveError, match=r"^a\.jar: 'a/A\.class'.* \[archive-invalid\]$"):
        inspected(jar({"a/A": body}))


def test_a_class_larger_than_any_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(inspection, "_MAX_CLASS", 100)
    with pytest.raises(InvalidArchiveError, match="larger than a class can be"):
        inspected(jar({"a/A": class_file("a/A", OBJECT)}))


def test_a_plugin_s_class_that_is_too_large_is_not_looked_at_closer(monkeypatch):
    body = jar({"a/A": class_file("a/A", OBJECT)})
    seen = []
    for largest in (10_000, 100):
        monkeypatch.setattr(inspection, "_MAX_PLUGIN", largest)
        facts = inspected(body)
        look_closer(facts, io.BytesIO(body), ["a/A"], tuple)
        seen.append("a/A" in facts.refers)
    assert seen == [True, False]


def test_names_that_only_cost_memory_are_refused(monkeypatch):
    monkeypatch.setattr(inspection, "MAX_WEIGHT", 10_000)
    classes = {f"a/{n}": class_file(f"a/{n}", f"b/{n}" + "x" * 900) for n in range(20)}
    with pytest.raises(InvalidArchiveError, match=r"more memory than real ones do \[archive-bomb\]"):
        inspected(jar(classes))


def test_more_classes_to_use_than_a_plugin_s_record_can_name_are_refused(monkeypatch):
    monkeypatch.setattr(plugin_classes, "_MAX_OFFERED", 3)
    three, four = ({f"a/C{n}": class_file(f"a/C{n}") for n in range(count)} for count in (3, 4))
    assert len(usable(Hierarchy([inspected(jar(three))]))) == 3
    with pytest.raises(InvalidArchiveError, match=r"4 of its classes .* at most 3 may be.*\[archive-bomb\]"):
        usable(Hierarchy([inspected(jar(four))]))


def test_more_pairs_of_jars_than_any_bundle_has_are_refused(monkeypatch):
    jars = [inspect_jar(f"{number}.jar", io.BytesIO(jar({"a/A": class_file("a/A", OBJECT)}))) for number in range(4)]
    monkeypatch.setattr(conflicts, "_MOST_PAIRS", 6)
    assert len(conflicts.overlaps(jars)) == 6
    monkeypatch.setattr(conflicts, "_MOST_PAIRS", 5)
    with pytest.raises(InvalidArchiveError, match=r"0\.jar and 1\.jar do 'a/A' \[archive-bomb\]"):
        conflicts.overlaps(jars)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "parents",
    [
        pytest.param(lambda n: (n + 1,), id="a line of thousands"),
        pytest.param(lambda n: ((n + 1) % 3, (n + 2) % 3), id="each the ancestor of the others"),
    ],
)
def test_ancestors_without_end_are_followed_for_a_while_and_once(parents):
    def a_class(n):
        above, *faces = (f"a/C{number}" for number in parents(n))
        return class_file(f"a/C{n}", above, interfaces=faces)

    body = jar({f"a/C{n}": a_class(n) for n in range(3000)})
    found = Hierarchy([inspected(body)])
    assert (usable(found), unusable(found), scan_breaks(found)) == ((), (), ())


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"META-INF/maven/g/a/pom.xml": b"<license>" + b" " * 900_000}, id="blanks in a pom"),
        pytest.param({"META-INF/maven/g/a/pom.xml": b"<license><name>" + b" " * 900_000}, id="blanks in a licence's name"),
        pytest.param({"META-INF/maven/g/a/pom.xml": b"<license> <name>" * 50_000}, id="many licences"),
        pytest.param({"META-INF/MANIFEST.MF": b"Bundle-License:" + b" " * 900_000}, id="blanks in a manifest"),
        pytest.param({"META-INF/MANIFEST.MF": b"Name: a\r\n\r\n" * 60_000, "META-INF/A.SF": b"X: 1\r\n\r\n" * 60_000, "META-INF/A.RSA": b"x"}, id="sections without end"),
        pytest.param({"META-INF/maven/g/a/pom.properties": b"groupId=" + b"a" * 900_000 + b"\nartifactId=b\nversion=1"}, id="a long group"),
        pytest.param({"META-INF/services/org.apache.kafka.connect.storage.Converter": b"a\n" * 400_000}, id="many services"),
        pytest.param({"META-INF/LICENSE": b"bsd " * 200_000}, id="a long licence"),
        pytest.param({"x.so": b"\x7fELF", "y.dll": b"MZ", "z.dylib": b""}, id="short libraries"),
        pytest.param({"META-INF/MANIFEST.MF": b"\xff\xfe\0", "META-INF/A.SF": b"SHA-256-Digest-Manifest: !!\n\n", "META-INF/A.EC": b""}, id="no text"),
    ],
)  # fmt: skip
def test_notes_that_are_made_to_cost_are_read_in_no_time(files):
    begun = time.process_time()
    facts = inspected(zipped(files))
    assert time.process_time() - begun < 2
    assert not facts.notes
    assert len(facts.licences) <= 20


def test_damaged_classes_never_end_in_another_error():
    whole = class_file(refers=[("org/apache/kafka/A", "b", "()V")] * 3)
    rng = random.Random(7)
    for _ in range(3000):
        broken = bytearray(whole[: rng.randrange(20, len(whole) + 1)])
        for _ in range(rng.randrange(1, 4)):
            broken[rng.randrange(8, len(broken))] = rng.randrange(256)
        for read in (read_class, lambda text: read_class_and_references(text, "org/apache/kafka/")):
            try:
                read(bytes(broken))
            except InvalidClassFileError:
                continue


@pytest.mark.parametrize(
    ("head", "platform"),
    [
        (b"\x7fELF\x02\x01\x01\0" + b"\0" * 10 + struct.pack("<H", 62) + b"\0" * 40, "linux-x86_64"),
        (b"\x7fELF\x02\x01\x01\x09" + b"\0" * 10 + struct.pack("<H", 62) + b"\0" * 40, "freebsd-x86_64"),
        (b"\x7fELF\x02\x02\x01\0" + b"\0" * 10 + struct.pack(">H", 22) + b"\0" * 40, "linux-s390x"),
        (b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", 0x8664), "windows-x86_64"),
        (b"\xcf\xfa\xed\xfe" + b"\0" * 60, "macos"),
        (b"", "unknown"),
    ],
)
def test_a_native_library_tells_its_platform(head, platform):
    assert platform_of(head) == platform


@pytest.mark.parametrize(
    ("name", "spdx"),
    [
        ("The Apache Software License, Version 2.0", "Apache-2.0"),
        ("https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
        ("MIT License", "MIT"),
        ("Eclipse Public License v. 2.0", "EPL-2.0"),
        ("Eclipse Distribution License v. 1.0", "BSD-3-Clause"),
        ("http://www.eclipse.org/legal/epl-2.0, http://www.eclipse.org/org/documents/edl-v10.php", "EPL-2.0"),
        ("http://www.antlr.org/license.html", "BSD-3-Clause"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("LGPL-2.1-or-later", "LGPL-2.1-or-later"),
        ("GNU Lesser General Public License version 2.1", "LGPL-2.1-only"),
        ("LGPL-2.0-or-later", "LGPL-2.0-or-later"),
        ("GPLv2", "GPL-2.0-only"),
        ("GPL-2.0-or-later", "GPL-2.0-or-later"),
        ("GPL2 w/ CPE", "GPL-2.0-with-classpath-exception"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-with-classpath-exception"),
        ("COMMON DEVELOPMENT AND DISTRIBUTION LICENSE (CDDL) Version 1.1", "CDDL-1.1"),
        ("https://oss.oracle.com/licenses/CDDL+GPL-1.1", "CDDL-1.1"),
        ("CDDL 1.0", "CDDL-1.0"),
        ("Something of our own", "Something of our own"),
    ],
)
def test_licences_are_known_by_their_names(name, spdx):
    assert licence.of_pom(f"<licenses><license>\n <name> {name} </name></license></licenses>") == (spdx,)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_licence_is_read_over_the_lines_of_a_manifest(end):
    lines = ["Manifest-Version: 1.0", "Bundle-License: https://www.apache.org/lic", " enses/LICENSE-2.0;x=y", ""]
    assert licence.of_manifest(end.join(lines)) == ("Apache-2.0",)


@pytest.mark.parametrize(
    "text", ["", "groupId=a", "groupId=a\nartifactId=\nversion=1", "#groupId=a\nartifactId=b\nversion=1"]
)
def test_a_note_that_does_not_say_all_says_nothing(text):
    assert by_note(text) is None
