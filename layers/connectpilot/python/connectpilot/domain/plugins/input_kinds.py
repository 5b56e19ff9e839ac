# ruff: noqa: E501 (prose)
"""The findings on what was given: archives that are not read, artefacts that did not come, plugins that were not made.

Each is an error: nothing is registered, the upload stays where it is. The pages in docs/findings/ are made of this table.
"""

from __future__ import annotations

from .finding_kinds import FindingKind

_PACK = "Get the archive anew from its publisher and compare its digest; or pack it anew with an ordinary zip, jar or tar tool."
_TRICK = "No packing tool writes it by itself: who wrote it wants two readers to see two different archives, and only one of them is inspected."


def _kind(
    title: str,
    reason: str,
    how: str = _PACK,
    seen: str = "Never there: it is refused before anything is registered.",
) -> FindingKind:
    return FindingKind("error", title, reason, how, seen)


INPUT_KINDS: dict[str, FindingKind] = {
    "archive-name-unsafe": _kind(
        "A name that leads elsewhere",
        "Absolute names, `..`, drive letters, backslashes, control characters, reserved and non-ASCII names mean another file on another system. None is repaired. (Inside a jar names may be of any script: Java does not unpack it.)",
        "Rename the file in the archive: letters, digits and the usual signs, relative, at most 400 characters and 12 folders deep.",
    ),
    "archive-name-clash": _kind(
        "Two entries for one place",
        "Two entries of one name, of names that differ in case only, or a file that is a folder, too: which one counts depends on who unpacks.",
    ),
    "archive-link": _kind("A link or a device", "Links and devices reach out of the archive once it is unpacked.", "Put the file itself into the archive instead of the link."),
    "archive-sparse": _kind("A sparse or redirected tar entry", "An extended header gives the entry another size or content than its own header says.", "Pack with `tar --format=ustar`, without `--sparse`."),
    "archive-folder-content": _kind("A folder with content", _TRICK),
    "archive-header-invalid": _kind("A header that is not as headers are", "A tar header has a wrong checksum or numbers and extensions that ordinary tools do not write; or the file is no tar archive."),
    "archive-too-large": _kind("More than can be read", "It unpacks to more than 1 GiB, or claims to; or what a recipe unpacks has more than 2 GiB together.", "Pack it anew without what the connector does not need; `take` and `exclude` help only where a recipe unpacks too much together."),
    "archive-bomb": _kind(
        "More than any real archive asks for",
        "It unpacks to more than 200 times its size (500 in a jar), or its names, its doubled classes or the classes that it offers are several times those of any real bundle: it would fill a disk, a memory or a record.",
        "Take the archive from its publisher. If it is a real one, make several plugins of it, and tell us: the limits come from what we have seen.",
    ),
    "archive-too-many-entries": _kind("Too many files", "More than 10,000 files (100,000 in a jar).", "Pack it anew without what the connector does not need: what `take` and `exclude` leave out counts, too."),
    "archive-truncated": _kind("The archive ends too early", "An upload or download broke off, or the file is no archive of this kind.", "Compare its size with the publisher's, and upload it again."),
    "archive-damaged": _kind("Bytes are not what the archive says", "A checksum or a size is wrong: the file was damaged on its way, or changed.", "Download or pack it again, and compare the digest with the publisher's."),
    "archive-trailing-bytes": _kind("Bytes after the end", _TRICK),
    "archive-hidden-bytes": _kind("Bytes that belong to no file", _TRICK),
    "archive-leading-bytes": _kind("Bytes before the beginning", "A program or another archive stands in front, as in archives that unpack or start themselves: who reads from the front sees another archive than who reads from the end.", "Unpack it, and pack the files anew with an ordinary zip or jar tool."),
    "archive-overlap": _kind("Entries that overlap", _TRICK),
    "archive-directory-mismatch": _kind("Directory and entries disagree", _TRICK),
    "archive-encrypted": _kind("An encrypted entry", "MSK Connect has no password to give.", "Pack it without a password."),
    "archive-method": _kind("A compression that Java cannot read", "Java reads stored and deflated entries only.", "Pack it with `zip` or `jar`, without bzip2, LZMA, zstd or Deflate64."),
    "archive-several-parts": _kind("One part of several", "A ZIP that is split over several files cannot be registered.", "Join the parts: `zip -s 0 parts.zip --out whole.zip`."),
    "archive-invalid": _kind("An archive that cannot be read", "A part of it, as a class file, is not in the form that its name says."),
    "upload-invalid": _kind("The upload is not what its name says", "It is empty, neither recipe nor archive, or holds neither jars nor classes.", "Upload a recipe (YAML), a ZIP with the connector's jars, or a JAR."),
    "recipe-invalid": _kind("The recipe cannot be used", "It is not YAML, too large, names what no recipe knows, or its artefacts do not go together.", "Mend it where the message says; `connectpilot recipe check` tells before you upload."),
    "digest-mismatch": _kind("Other bytes than the recipe pins", "The file changed at its source or on the way, or the digest was copied wrongly. Nothing of it is kept.", "Compare the pinned digest with the publisher's. If the publisher's file really changed, find out why before you pin the new digest."),
    "artifact-unavailable": _kind("An artefact cannot be fetched", "No configured place has it, or the place may not be asked from here: each that was tried is named.", "Check name and version. Where this network cannot reach the host, put the file there with `connectpilot artifacts add FILE --sha256 DIGEST --stack STACK`, or add the host to ArtifactHosts."),
    "artifact-interrupted": _kind("An artefact broke off again and again", "The host was busy or the line bad; it was tried several times.", "Upload the recipe again later: what was fetched is kept."),
    "plugin-name-taken": _kind("Another plugin has this name", "Its bytes are not those of this bundle, so that it cannot be taken for it.", "Delete that plugin, or change the recipe's name or version.", "The other plugin stays as it is."),
    "plugin-create-failed": _kind("MSK Connect could not make the plugin", "The message holds MSK Connect's own words.", "Mend what they say, and upload again: what could not be made is deleted first.", "The plugin stands as CREATE_FAILED until the next upload."),
    "plugin-quota-reached": _kind("No room for another plugin", "MSK Connect allows 100 custom plugins in an account and Region, unless AWS Support raised it.", "Delete plugins that no connector uses (`connectpilot plugins prune` shows them), or ask AWS for more; then upload again.", "CreateCustomPlugin answers `Limit exceeded`."),
    "plugin-quota": FindingKind(
        "warning", "Hardly any room for another plugin", "Each new bundle is a plugin of its own; at 100 MSK Connect makes no more.",
        "Delete plugins that no connector uses (`connectpilot plugins prune` shows them), or ask AWS for more.", "Nothing yet.",
    ),
}  # fmt: skip

OF_ERRORS = {
    "InvalidArchiveError": "archive-invalid",
    "InvalidUploadError": "upload-invalid",
    "InvalidRecipeError": "recipe-invalid",
    "DigestMismatchError": "digest-mismatch",
    "ArtifactUnavailableError": "artifact-unavailable",
    "ArtifactInterruptedError": "artifact-interrupted",
    "NameTakenError": "plugin-name-taken",
    "PluginFailedError": "plugin-create-failed",
    "QuotaExceededError": "plugin-quota-reached",
}
"""The finding of an error whose text ends in no code."""
