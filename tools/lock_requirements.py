"""Resolve pyproject.toml into hashed requirements without URLs; `--check` fails when they are out of step."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "layers/dependencies/requirements.txt": [],
    "requirements/local.txt": ["--extra", "local", "--group", "build"],
    "requirements/dev.txt": ["--extra", "local", "--group", "build", "--group", "dev"],
    "requirements/sam.txt": [],
}
SOURCES = {"requirements/sam.txt": "requirements/sam.in"}  # what is not resolved from pyproject.toml


def main() -> int:
    check = "--check" in sys.argv
    stale = []
    for name, flags in LOCKS.items():
        path = ROOT / name
        before = path.read_text() if path.exists() else ""
        command = [sys.executable, "-m", "uv", "pip", "compile", SOURCES.get(name, "pyproject.toml")]
        command += ["--universal", "--generate-hashes"]
        command += ["--no-header", "--no-annotate", "--python-version", "3.11", "--output-file", name, *flags]
        subprocess.run([*command, "--quiet"], cwd=ROOT, check=True)
        if check and path.read_text() != before:
            stale.append(name)
            path.write_text(before)
    if stale:
        print(f"out of step with pyproject.toml: {', '.join(stale)}; run make lock")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
