"""Names that lead elsewhere, names that meet in one place, and entries that are no files."""

from __future__ import annotations

from ..archives import ZipEntry, pax, tar_entry, tar_header, tgz, zip_of


def named(*names):
    """Each name in a ZIP, in a tar, and by GNU's and PAX's long way."""
    for name in names:
        yield zip_of(ZipEntry(name))
        yield tgz(tar_entry(b"././@LongLink", name + b"\0", b"L"), tar_entry())
        yield tgz(pax(b"path=" + name), tar_entry())
        if len(name) <= 100:
            yield tgz(tar_entry(name))


def climbing():
    yield from named(b"../a.jar", b"a/../../b.jar", b"a/..", b"..", b"..\\a.jar", b"a/../b.jar")
    yield tgz(tar_entry(b"a.jar", prefix=b".."))


def absolute():
    yield from named(b"/etc/cron.d/a", b"/a.jar", b"//host/share/a.jar", b"\\\\host\\a.jar")


def drives():
    yield from named(b"C:/a.jar", b"C:a.jar", b"a:b.jar", b"a.jar:stream")


def backslashes():
    yield from named(b"a\\b.jar", b"\\a.jar", b"a\\..\\b.jar")


def controls():
    yield from named(b"a\nb.jar", b"a\rb.jar", b"a\tb.jar", b"a\x1bb.jar", b"a\x7fb.jar")
    yield zip_of(ZipEntry(b"a\0b.jar"))
    yield zip_of(ZipEntry(b"a.jar\0.txt"))


def reserved():
    yield from named(b"lib/NUL.jar", b"con", b"aux.txt", b"COM1.jar", b"lpt9", b"lib/prn/a.jar")


def repaired():
    """What one system cuts off, joins or expands."""
    yield from named(b"./a.jar", b"a/./b.jar", b"a//b.jar", b"a.jar.", b"a.jar ", b" a.jar")
    yield from named(b"a*b.jar", b"a?b.jar", b'a"b.jar', b"a<b.jar", b"a>b.jar", b"a|b.jar")


def scripts():
    """Not UTF-8, dots in more bytes than needed or that become dots, a turned direction, two forms of one letter."""
    yield from named(b"\xff.jar", b"\xc0\xae\xc0\xae/a.jar", b"\xef\xbc\x8e\xef\xbc\x8e/a.jar", b"\xe2\x80\xa5/a.jar")
    yield from named(b"a\xe2\x80\xaeraj.jar", b"\xc3\xa4.jar", b"a\xcc\x88.jar", b"\xe2\x84\xaa.jar")
    yield zip_of(ZipEntry(b"\xc3\xa4.jar"), ZipEntry(b"a\xcc\x88.jar"))
    yield tgz(tar_entry(b"\xc3\xa4.jar"), tar_entry(b"a\xcc\x88.jar"))


def shapes():
    yield from named(b"/".join([b"d"] * 20) + b"/a.jar", b"n" * 300 + b".jar", b"/".join([b"n" * 150] * 3))
    yield zip_of(ZipEntry(b""))
    yield tgz(tar_entry(b""))


def pairs(*both):
    for one, other in both:
        yield zip_of(ZipEntry(one), ZipEntry(other))
        yield tgz(tar_entry(one), tar_entry(other))


def twice():
    yield from pairs((b"a.jar", b"a.jar"), (b"lib/a.jar", b"lib/a.jar"))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar"), ZipEntry())


def cases():
    yield from pairs((b"a.jar", b"A.JAR"), (b"lib/a.jar", b"LIB/A.jar"), (b"a/b/c.jar", b"A"), (b"A/b.jar", b"a"))


def file_and_folder():
    yield from pairs((b"a", b"a/b.jar"), (b"a/b.jar", b"a"), (b"x/y", b"x/Y/z.jar"))
    yield zip_of(ZipEntry(b"a/", b""), ZipEntry(b"a"))
    yield tgz(tar_entry(b"a/", b"", b"5"), tar_entry(b"a"))


def links():
    for kind in (b"1", b"2"):
        for link in (b"/etc/passwd", b"../../a", b"a.jar"):
            yield tgz(tar_header(size=b"00000000000", kind=kind, link=link))
    yield tgz(tar_entry(), tar_header(b"b.jar", size=b"00000000000", kind=b"1", link=b"a.jar"))
    yield zip_of(ZipEntry(b"a.jar", b"/etc/passwd", mode=0o120777))
    yield zip_of(ZipEntry(b"a/", b"", mode=0o120777))


def devices():
    for kind in (b"3", b"4", b"6", b"7", b"V", b"M", b"D", b"K", b"Z", b"\xff"):
        yield tgz(tar_header(size=b"00000000000", kind=kind, link=b"/dev/zero"))
    for mode in (0o010644, 0o020644, 0o060644, 0o140644):
        yield zip_of(ZipEntry(mode=mode))


def false_folders():
    yield zip_of(ZipEntry(mode=0o040755))
    yield zip_of(ZipEntry(system=0, mode=0, attributes=0x10))


def folders_with_content():
    yield zip_of(ZipEntry(b"a/"))
    yield zip_of(ZipEntry(b"a/", b"hidden" * 10, 8))
    yield tgz(tar_entry(b"a/", b"hidden", b"5"))
    yield tgz(tar_entry(b"a", b"hidden", b"5"))


TRICKS = {
    "a name that climbs out": ("archive-name-unsafe", climbing),
    "an absolute name": ("archive-name-unsafe", absolute),
    "a name with a drive or a stream": ("archive-name-unsafe", drives),
    "a name with a backslash": ("archive-name-unsafe", backslashes),
    "a name with control characters": ("archive-name-unsafe", controls),
    "a name that Windows keeps for itself": ("archive-name-unsafe", reserved),
    "a name that is repaired elsewhere": ("archive-name-unsafe", repaired),
    "a name in another script": ("archive-name-unsafe", scripts),
    "a name that is empty, long or deep": ("archive-name-unsafe", shapes),
    "one name twice": ("archive-name-clash", twice),
    "names that differ in case only": ("archive-name-clash", cases),
    "a file that is a folder, too": ("archive-name-clash", file_and_folder),
    "a link": ("archive-link", links),
    "a device": ("archive-link", devices),
    "a folder that is called a file": ("archive-link", false_folders),
    "a folder with content": ("archive-folder-content", folders_with_content),
}
