"""The two reference articles read as people repaired them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.reading.reader import read_bytes

_SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.skipif(
    not (_SHARED / "reference").is_dir(), reason="the reference articles lie beside the repository only"
)
@pytest.mark.parametrize("number", ["000", "002"])
def test_a_reference_article_reads_as_it_was_repaired_by_hand(number: str, tmp_path: Path) -> None:
    path = next((_SHARED / "articles").glob(f"{number}_*.txt"))
    found = read_bytes(path.name, path.read_bytes())
    result = tmp_path / "found.json"
    result.write_text(json.dumps({"text": found.reading.text, "spans": []}), encoding="utf-8")
    scored = subprocess.run(
        [sys.executable, _SHARED / "reference" / "score.py", _SHARED / "reference" / number, result, "--json"],
        capture_output=True,
        check=True,
        timeout=120,
    )
    scores = json.loads(scored.stdout)
    assert scores["character_errors_without_blanks"] == 0
    assert scores["character_errors"] <= 2
    assert scores["paragraph_breaks"]["f1"] >= 0.98
