"""A recipe's file: read as a build reads it, written whole, with the line ends that its author uses."""

from __future__ import annotations

from pathlib import Path

from connectpilot.usecases.parse_recipe import parse_draft

from ..whole_file import whole_file


def read_recipe(path: Path) -> str:
    """Its text, with \\n at the end of each line; raises InvalidRecipeError."""
    data = path.read_bytes()
    parse_draft(data)
    return data.decode().replace("\r\n", "\n")


def write_recipe(path: Path, text: str) -> None:
    if path.exists() and b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    with whole_file(path) as file:
        file.write(text.encode())
