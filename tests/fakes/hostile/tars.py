"""Tar and gzip: headers that lie, extensions that change an entry, more than one end."""

from __future__ import annotations

import struct

from ..archives import END, gzip_of, padded, pax, tar_entry, tar_header, tgz


def sparse():
    yield tgz(tar_header(kind=b"S"), padded(b"x"))
    yield tgz(old_sparse(), padded(b"x"))
    yield tgz(pax(b"GNU.sparse.size=314572800"), tar_entry())
    yield tgz(pax(b"GNU.sparse.major=1", b"GNU.sparse.minor=0"), tar_entry())


def old_sparse():
    """512 bytes that GNU tar and Python read as 300 MB."""
    head = bytearray(tar_header(size=b"00000001000", kind=b"S", magic=b"ustar  \0"))
    head[386:410] = b"00002254000\x0000000001000\0"
    head[483:495] = b"00002255000\0"
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def changed_by_extension():
    yield tgz(pax(b"size=9"), tar_entry())
    yield tgz(pax(b"linkpath=/etc/passwd"), tar_entry())
    yield tgz(pax(b"size=99999999999"), tar_entry())


def bad_numbers():
    for size in (b"\x80" + b"\0" * 6 + b"\x08\0\0\0\0", b"\xff" * 12, b"0000000001x", b"-0000000001", b"00000000009"):
        yield tgz(tar_header(size=size), padded(b"x"))
    yield tgz(tar_header(checksum=b"000001\0 "), padded(b"x"))
    yield tgz(tar_header(checksum=b"\xff" * 8), padded(b"x"))


def bad_extensions():
    yield tgz(pax(b"path=b.jar", kind=b"g"), tar_entry())
    yield tgz(tar_header(size=b"00000777777", kind=b"x"), b"\0" * (1 << 19))
    yield tgz(tar_header(size=b"00000777777", kind=b"L"), b"\0" * (1 << 19))
    yield tgz(tar_header(size=b"37777777777", kind=b"x"))
    yield tgz(*[pax(b"comment=x" + b"%d" % number) for number in range(20_001)], tar_entry(), level=1)


def damaged_extensions():
    for text in (b"99 x", b"x", b"4 path=a\n", b"-1 path=a\n", b"11 path=a.j"):
        yield tgz(tar_entry(b"PaxHeaders/a", text, b"x"), tar_entry())


def no_tar():
    yield gzip_of(b"only a text, and no tar archive at all " * 100)
    yield gzip_of(b"PK\x03\x04" + b"x" * 1000)
    yield gzip_of(b"\x7fELF" + b"\1" * 1000)


def damaged_gzip():
    yield tgz(tar_entry(), crc=1)
    yield tgz(tar_entry(), size=1)
    yield b"\x1f\x8b\x07" + tgz(tar_entry())[3:]
    yield b"\x1f\x8b\x08\0" + b"\xff" * 200
    packed = tgz(tar_entry(body=bytes(range(256)) * 40), tar_entry(b"b.jar", bytes(range(255, -1, -1)) * 40))
    for position in range(60, len(packed) - 10, len(packed) // 8):
        yield packed[:position] + b"\xff\xff\xff\xff" + packed[position + 4 :]


def trailing():
    member = tgz(tar_entry())
    yield member + b"x"
    yield member + b"\0"
    yield tgz(tar_entry(), end=END + padded(b"hidden"))
    yield tgz(tar_entry(), end=END + tar_entry(b"hidden.jar") + END)


def second_member():
    member = tgz(tar_entry())
    yield member + member
    yield member + tgz(tar_entry(b"b.jar"))
    yield gzip_of(tar_entry()) + gzip_of(END)


def hidden():
    yield tgz(tar_header(), b"xhidden".ljust(512, b"\0"))
    yield tgz(tar_entry(b"b.jar"), tar_header(), b"x".ljust(511, b"\0") + b"!")


def truncated():
    packed = tgz(tar_entry(body=bytes(range(256)) * 40), tar_entry(b"b.jar", bytes(range(255, -1, -1)) * 40))
    for cut in (1, 4, 8, 9, 20, 50, 100, 150):
        yield packed[:-cut]
    for keep in (512, 513, 1000, 1024, 1535, 1536):
        yield gzip_of((tar_entry(body=b"x" * 600) + END)[:keep])
    yield gzip_of(tar_entry() + b"\0" * 512 + b"y" * 512)
    yield gzip_of(b"")
    yield struct.pack("<2sB", b"\x1f\x8b", 8)


TRICKS = {
    "a sparse file": ("archive-sparse", sparse),
    "an extension that changes the entry": ("archive-sparse", changed_by_extension),
    "numbers that no tool writes": ("archive-header-invalid", bad_numbers),
    "extensions beyond measure": ("archive-header-invalid", bad_extensions),
    "a damaged extension": ("archive-damaged", damaged_extensions),
    "a gzip file that is no tar": ("archive-header-invalid", no_tar),
    "damaged bytes in a gzip file": ("archive-damaged", damaged_gzip),
    "bytes after a tar's end": ("archive-trailing-bytes", trailing),
    "a second gzip member": ("archive-trailing-bytes", second_member),
    "bytes in a tar's padding": ("archive-hidden-bytes", hidden),
    "a tar.gz that ends too early": ("archive-truncated", truncated),
}
