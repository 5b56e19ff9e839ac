"""Class files, jars and archives made by test code: as small as they can be, and real."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile

SOURCE = "org/apache/kafka/connect/source/SourceConnector"
SINK = "org/apache/kafka/connect/sink/SinkConnector"
PUBLIC, INTERFACE, ABSTRACT = 0x21, 0x0200, 0x0400


def class_file(
    name="com/example/Orders",
    parent=SOURCE,
    *,
    interfaces=(),
    java=17,
    minor=0,
    flags=PUBLIC,
    refers=(),
    constructor=(1, "()V"),
):
    """With one constant of each kind that is longer than others, so that skipping them is tested; with a field, and a
    constructor of these flags and descriptor."""
    constants, index = [], 1

    def add(text, slots=1):
        nonlocal index
        constants.append(text)
        index += slots
        return index - slots

    def utf8(text):
        # Beyond 16 bits Java writes two surrogates, each in three bytes.
        pairs = text.encode("utf-16-be", "surrogatepass")
        raw = "".join(map(chr, struct.unpack(f">{len(pairs) // 2}H", pairs))).encode("utf-8", "surrogatepass")
        return add(struct.pack(">BH", 1, len(raw)) + raw)

    def class_of(text):
        return add(struct.pack(">BH", 7, utf8(text)))

    add(struct.pack(">Bq", 5, 1), 2)
    add(struct.pack(">Bi", 3, 1))
    this, above = class_of(name), class_of(parent)
    faces = [class_of(one) for one in interfaces]
    for owner, member, descriptor in refers:
        named = add(struct.pack(">BHH", 12, utf8(member), utf8(descriptor)))
        add(struct.pack(">BHH", 10, class_of(owner), named))
    attribute = struct.pack(">HL", utf8("Any"), 3) + b"any"
    field = struct.pack(">5H", 1, 2, utf8("x"), utf8("I"), 1) + attribute
    made, taking = constructor
    method = struct.pack(">5H", 1, made, utf8("<init>"), utf8(taking), 2) + attribute * 2
    head = struct.pack(">4sHHH", b"\xca\xfe\xba\xbe", minor, java + 44, index)
    tail = struct.pack(">HHHH", flags, this, above, len(faces)) + b"".join(struct.pack(">H", one) for one in faces)
    return head + b"".join(constants) + tail + field + method + b"\0\0"


def zipped(files, method=zipfile.ZIP_DEFLATED):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, body in files.items() if isinstance(files, dict) else files:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, body)
    return sink.getvalue()


def jar(classes=None, **files):
    """A jar of `{path without .class: bytes}` and other files."""
    classes = {"com/example/Orders": class_file()} if classes is None else classes
    body = {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n"} | files
    return zipped(body | {f"{name}.class": text for name, text in classes.items()})


def tar(members, form=tarfile.GNU_FORMAT):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as archive:
        for name, body in members:
            if isinstance(name, tarfile.TarInfo):
                archive.addfile(name, io.BytesIO(body or b""))
                continue
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return sink.getvalue()


def targz(members, form=tarfile.GNU_FORMAT):
    return gzip.compress(tar(members, form), mtime=0)
