"""What goes into a bundle: files of all artefacts under their paths, identical jars once, no path twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from ..errors import InvalidArchiveError, InvalidRecipeError
from .archive import BUNDLE, Names, is_loaded
from .recipe import Artifact
from .spool import Piece


def wanted(artifact: Artifact, path: str) -> bool:
    taken = not artifact.take or any(_fits(one, path) for one in artifact.take)
    return taken and not any(_fits(one, path) for one in artifact.left_out)


def idle_patterns(artifact: Artifact, paths: Sequence[str]) -> tuple[str, ...]:
    """Those that fit nothing: what they were to take, or to leave out, is called otherwise."""
    return tuple(one for one in (*artifact.take, *artifact.left_out) if not any(_fits(one, path) for path in paths))


def _fits(pattern: str, path: str) -> bool:
    """A pattern without a slash is matched against the file's name alone."""
    return fnmatchcase(path if "/" in pattern else PurePosixPath(path).name, pattern)


def bundle_path(artifact: Artifact, path: str) -> str:
    return f"{artifact.into}/{path}" if artifact.into else path


def arrange(pieces: Iterable[Piece], origins: Mapping[Piece, str]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """What is kept, in the order of its paths, and what is left out as `path = kept path`."""
    kept: list[Piece] = []
    dropped: list[str] = []
    jars: dict[tuple[str, str], str] = {}
    for piece in sorted(pieces, key=lambda one: (one.path, one.sha256)):
        if kept and kept[-1].path == piece.path:
            if kept[-1].sha256 != piece.sha256:
                first, second = sorted((origins[kept[-1]], origins[piece]))
                raise InvalidRecipeError(
                    f"{first} and {second} write different bytes to {piece.path!r}; part them with "
                    "`into`, or leave one of the two out by `exclude`"
                )
            continue
        same = (PurePosixPath(piece.path).name, piece.sha256)
        if is_loaded(piece.path) and same in jars:
            dropped.append(f"{piece.path} = {jars[same]}")
            continue
        jars[same] = piece.path
        kept.append(piece)
    _check_names(kept)
    return tuple(kept), tuple(dropped)


def _check_names(kept: Sequence[Piece]) -> None:
    names = Names(BUNDLE)
    try:
        for piece in kept:
            names.add(piece.path)
    except InvalidArchiveError as error:
        raise InvalidRecipeError(f"the artefacts together make no usable bundle: {error}") from None
