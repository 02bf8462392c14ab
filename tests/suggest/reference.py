"""The reference annotation beside a working copy, where there is one."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "reference"


def articles() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Stem, reading text and spans of each reference article; skips the test where they are not at hand."""
    if not FOLDER.is_dir():
        pytest.skip("no ../shared/reference beside this checkout")
    found = []
    for path in sorted(FOLDER.glob("*.gold.jsonl")):
        stem = path.name.removesuffix(".gold.jsonl")
        text = (FOLDER / f"{stem}.reading.txt").read_text(encoding="utf-8")
        spans = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        found.append((stem, text, spans))
    return found
