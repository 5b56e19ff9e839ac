"""Signed jars, signed by the JDK's own tool: what we call broken, Java refuses, and the other way round."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import zipfile

import pytest
from connectpilot.domain.plugins.inspection import inspect_jar
from fakes.java import class_file, zipped

TOOLS = [shutil.which(name) for name in ("keytool", "jarsigner", "java", "javac")]
pytestmark = pytest.mark.skipif(not all(TOOLS), reason="NOT RUN: there is no JDK to sign a jar with")

LOADER = """
import java.io.*; import java.util.*; import java.util.jar.*;
public class Read {
    public static void main(String[] args) throws Exception {
        for (String path : args) {
            String told = "fine";
            try (JarFile jar = new JarFile(path, true)) {
                for (JarEntry entry : Collections.list(jar.entries()))
                    try (InputStream in = jar.getInputStream(entry)) { in.readAllBytes(); }
            } catch (SecurityException error) { told = error.getMessage(); }
            System.out.println(told);
        }
    }
}
"""
FILES = {
    "META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\nCreated-By: us\r\n\r\n",
    "com/example/Orders.class": class_file(),
    "com/example/a/rather/long/package/name/that/makes/the/manifest/fold/its/line/Other.class": class_file("a/Other"),
    "text.txt": b"hello",
}


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


def repacked(path, change):
    with zipfile.ZipFile(path) as signed:
        files = {name: signed.read(name) for name in signed.namelist() if not name.endswith("/")}
    change(files)
    return zipped(files)


def manifest_of(change):
    def apply(files):
        files["META-INF/MANIFEST.MF"] = change(files["META-INF/MANIFEST.MF"])

    return apply


def section_removed(text):
    return b"\r\n\r\n".join(part for part in text.split(b"\r\n\r\n") if b"text.txt" not in part)


def covered(files):
    """A file is changed, and the manifest with it; the signature's file still says what the section was."""
    files["text.txt"] = b"HELLO"
    for kind in ("sha256", "sha384", "sha512"):
        old, new = (base64.b64encode(hashlib.new(kind, text).digest()) for text in (b"hello", b"HELLO"))
        files["META-INF/MANIFEST.MF"] = files["META-INF/MANIFEST.MF"].replace(old, new)


CHANGES = {
    "as it was": lambda files: None,
    "a class was changed": lambda files: files.update({"com/example/Orders.class": class_file(java=11)}),
    "a file was changed": lambda files: files.update({"text.txt": b"HELLO"}),
    "a file was changed, and its section": covered,
    "a file was added": lambda files: files.update({"more.txt": b"more"}),
    "a file was removed": lambda files: files.pop("text.txt"),
    "the manifest's head was changed": manifest_of(lambda text: text.replace(b"Created-By: us", b"Created-By: me")),
    "another manifest, as shading makes it": manifest_of(lambda text: b"Manifest-Version: 1.0\r\nBuilt-By: me\r\n\r\n"),
    "a section was removed": manifest_of(section_removed),
    "a section was added": manifest_of(lambda text: text + b"Name: more.txt\r\nX: 1\r\n\r\n"),
    "the signature's block is gone": lambda files: files.pop("META-INF/US.RSA"),
    "the signature's file is gone": lambda files: files.pop("META-INF/US.SF"),
}


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    (folder / "plain.jar").write_bytes(zipped(FILES))
    key = ["-keystore", "keys", "-storepass", "secret1", "-keypass", "secret1"]
    run("keytool", "-genkeypair", "-alias", "us", "-keyalg", "RSA", "-dname", "CN=us", *key, cwd=folder)
    run("jarsigner", *key, "plain.jar", "us", cwd=folder)
    (folder / "Read.java").write_text(LOADER)
    run("javac", "Read.java", cwd=folder)
    for number, change in enumerate(CHANGES.values()):
        (folder / f"{number}.jar").write_bytes(repacked(folder / "plain.jar", change))
    names = [f"{number}.jar" for number in range(len(CHANGES))]
    told = run("java", "-cp", ".", "Read", *names, cwd=folder).splitlines()
    return {name: (folder / file, says) for name, file, says in zip(CHANGES, names, told, strict=True)}


@pytest.mark.parametrize("name", CHANGES)
def test_what_java_refuses_is_broken_and_nothing_else(signed, name):
    path, java = signed[name]
    ours = inspect_jar("a.jar", io.BytesIO(path.read_bytes())).signature
    assert bool(ours) == (java != "fine"), f"Java: {java}; ours: {ours or 'fine'}"
    if ours:
        # The last word of both is what it is about: an entry's name, or "attributes".
        assert ours.split()[-1] in java


CLASSES = """
import java.net.*; import java.nio.file.*;
public class Classes {
    public static void main(String[] names) throws Exception {
        ClassLoader loader = new URLClassLoader(new URL[] {Path.of(names[0]).toUri().toURL()}, null);
        for (String name : new String[] {"com.example.Signed", names[1]})
            try { loader.loadClass(name); } catch (SecurityException error) { System.out.println(error.getMessage()); }
    }
}
"""


@pytest.mark.parametrize("added", ["com.example.Added", "com.example.other.Added"])
def test_a_class_added_to_a_signed_package_is_broken_as_java_says_when_it_loads_it(signed, tmp_path, added):
    package, _, name = added.rpartition(".")
    (tmp_path / "Signed.java").write_text("package com.example; public class Signed {}")
    (tmp_path / "Added.java").write_text(f"package {package}; public class {name} {{}}")
    (tmp_path / "Classes.java").write_text(CLASSES)
    run("javac", "-d", ".", "Signed.java", "Added.java", "Classes.java", cwd=tmp_path)
    first, then = "com/example/Signed.class", f"{added.replace('.', '/')}.class"
    jar = tmp_path / "a.jar"
    jar.write_bytes(
        zipped({"META-INF/MANIFEST.MF": FILES["META-INF/MANIFEST.MF"], first: (tmp_path / first).read_bytes()})
    )
    keys = signed["as it was"][0].parent / "keys"
    run("jarsigner", "-keystore", str(keys), "-storepass", "secret1", "a.jar", "us", cwd=tmp_path)
    jar.write_bytes(repacked(jar, lambda files: files.update({then: (tmp_path / then).read_bytes()})))
    java = run("java", "-cp", ".", "Classes", "a.jar", added, cwd=tmp_path)
    ours = inspect_jar("a.jar", io.BytesIO(jar.read_bytes())).signature
    assert bool(java) == bool(ours) == (package == "com.example")
    assert "signer information does not match" in ours or not java
    assert ours.endswith(then) or not java


def test_the_cases_are_of_both_kinds(signed):
    told = [java != "fine" for _, java in signed.values()]
    assert 4 <= sum(told) < len(told)
