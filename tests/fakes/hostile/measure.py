"""Build a bundle of each archive in a folder, in a process of its own, and tell what that took: a line of JSON each.

`python -m fakes.hostile.measure FOLDER`: files are named by number and what they are, `17.a.tar.gz`. Memory is the
process's own, as the system counts it; the peak is set back before each archive where the system can (Linux), and
else is the highest so far, which names the first that goes beyond the bound.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases.build_bundle import BuildBundle

SECONDS = 5
_ENOUGH = 2 << 30
"""Bytes: who takes so many is stopped before the machine is."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "os.truncate")
_LEAVES = ("socket.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")


class Watch:
    """What is written outside a folder, and every connection and process."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.seen: list[str] = []
        sys.addaudithook(self)

    def __call__(self, event: str, given: tuple) -> None:
        if event == "open":
            path, _, flags = given
            outside = isinstance(flags, int) and flags & _WRITING and not self.is_inside(path)
        else:
            outside = event in _LEAVES or (event in _CHANGES and not self.is_inside(given[0]))
        if outside:
            self.seen.append(f"{event} {given[0]}")

    def is_inside(self, path: object) -> bool:
        return isinstance(path, int) or str(Path(os.fsdecode(path)).absolute()).startswith(self.folder)


def status(field: str) -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.partition(f"{field}:")[2].split()[0]) << 10


def peak() -> int:
    try:
        return status("VmHWM")
    except OSError:
        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest if sys.platform == "darwin" else highest << 10


def set_back() -> bool:
    """Whether the peak begins anew (proc(5), clear_refs)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def build(file: Path, store: DirectoryStore) -> str:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    kept = store.path_of(artifact_key(digest))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.unlink(missing_ok=True)
    kept.symlink_to(file)
    name = file.name.partition(".")[2]
    recipe = Recipe.model_validate(
        {
            "name": "a",
            "version": "1",
            "kafkaConnect": ["3.7.x"],
            "artifacts": [{"s3": f"s3://bucket/{name}", "sha256": digest}],
        }
    )
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        BuildBundle(bundles=store, scratch=tempfile.TemporaryFile)(recipe)
    except (ConnectpilotError, TooLong, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "accepted"


class TooLong(BaseException):
    """Nothing on the way catches it."""


def too_long(*_: object) -> None:
    raise TooLong


def tell(what: dict) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    store = DirectoryStore(folder / "store")
    files = sorted((one for one in folder.iterdir() if one.is_file()), key=lambda one: int(one.name.partition(".")[0]))
    signal.signal(signal.SIGPROF, too_long)
    resource.setrlimit(resource.RLIMIT_DATA, (_ENOUGH, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    watch = Watch(folder)
    set_back()
    begun_with = peak()
    for file in files:
        tell({"begun": file.name})
        anew = set_back()
        watch.seen.clear()
        begun = time.process_time()
        answer = build(file, store)
        took = {"seconds": time.process_time() - begun, "grown": peak() - begun_with, "anew": anew}
        tell({"file": file.name, "answer": answer, "outside": watch.seen, **took})


if __name__ == "__main__":
    main()
