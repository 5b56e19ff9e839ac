"""Whatever names an archive's entries and a jar's classes have: what is accepted is safe, and nothing is miscounted."""

from __future__ import annotations

import io
import unicodedata
from contextlib import suppress
from itertools import combinations

from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins.archive import whole
from connectpilot.domain.plugins.conflicts import overlaps
from connectpilot.domain.plugins.inspection import JarFacts
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.archives import ZipEntry, tar_entry, tgz, zip_of
from hypothesis import given, settings
from hypothesis import strategies as st

# Mostly what is nearly right, since what is wholly wrong is refused at once.
PIECES = st.sampled_from(
    [
        "a",
        "b",
        "A",
        "lib",
        "..",
        ".",
        "",
        " ",
        "C:",
        "\\",
        "con",
        "NUL",
        "ä",
        "a\u0308",
        "\uff0e\uff0e",
        "\0",
        "\n",
        "~",
        "x" * 99,
    ]
)
NEARLY = st.lists(PIECES, min_size=1, max_size=4).map("/".join) | st.lists(PIECES, min_size=1, max_size=4).map("".join)
NAMES = st.lists((NEARLY | st.text(max_size=30)).map(str.encode) | st.binary(max_size=20), min_size=1, max_size=12)


def accepted(entries):
    """Up to the first that is refused."""
    names = []
    with suppress(InvalidArchiveError):
        names.extend(entry.name for entry in entries)
    return names


def is_safe(name):
    parts = name.split("/")
    stems = {part.partition(".")[0].casefold() for part in parts}
    return (
        name.isascii()
        and name.isprintable()
        and not any(part in ("", ".", "..") or part != part.strip(" ") or part.endswith(".") for part in parts)
        and not set('\\:*?"<>|') & set(name)
        and stems.isdisjoint({"con", "prn", "aux", "nul", "com1", "lpt1"})
    )


def meet(one, other):
    """Whether two files come to one place, or one into the other, where case and form of letters do not count."""
    first, second = (unicodedata.normalize("NFKC", name).casefold() for name in (one, other))
    return first == second or first.startswith(f"{second}/") or second.startswith(f"{first}/")


@settings(max_examples=2000, deadline=None)
@given(NAMES)
def test_what_is_accepted_is_what_was_written_and_means_the_same_everywhere(raw):
    """Some ten thousand names."""
    for names in (
        accepted(zip_entries(io.BytesIO(zip_of(*[ZipEntry(one) for one in raw])))),
        accepted(tar_entries(whole("a.tar.gz", io.BytesIO(tgz(*[tar_entry(one[:100]) for one in raw]))))),
    ):
        assert all(map(is_safe, names))
        assert not any(meet(one, other) for one, other in combinations(names, 2))
        assert {name.encode() for name in names} <= {one[:100].partition(b"\0")[0] for one in raw} | set(raw)


CLASSES = st.dictionaries(st.sampled_from([f"p/{name}" for name in "ABCDE"]), st.integers(0, 2), max_size=5)


@given(st.lists(CLASSES, max_size=5))
def test_doubled_classes_are_counted_as_by_hand(jars):
    facts = [JarFacts(f"{number}.jar", sums=sums) for number, sums in enumerate(jars)]
    counted = {(one.first, one.second): (one.same, one.differing) for one in overlaps(facts)}
    by_hand = {}
    for first, second in combinations(facts, 2):
        both = first.sums.keys() & second.sums.keys()
        same = sum(first.sums[name] == second.sums[name] for name in both)
        if both:
            by_hand[first.path, second.path] = (same, len(both) - same)
    assert counted == by_hand
