"""The two reference articles through the decisions: all taken back is the source, all made again the repaired text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import new_project

from annotator.domain.article import Article
from annotator.domain.text import EditKind
from annotator.services import articles, history, repairs
from annotator.services.importing import import_files
from annotator.services.project import Project

_SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.skipif(
    not (_SHARED / "reference").is_dir(), reason="the reference articles lie beside the repository only"
)


def only(project: Project) -> Article:
    return articles.list_articles(project)[0].article


def text_of(project: Project) -> str:
    return articles.open_article(project, only(project).id).revision.text


def scores(number: str, text: str, result: Path) -> dict[str, float]:
    """How a text stands against the one that people repaired."""
    result.write_text(json.dumps({"text": text, "spans": []}), encoding="utf-8")
    scored = subprocess.run(
        [sys.executable, _SHARED / "reference" / "score.py", _SHARED / "reference" / number, result, "--json"],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = json.loads(scored.stdout)
    return {
        "errors": found["character_errors_without_blanks"],
        "blanks": found["character_errors"],
        "breaks": found["paragraph_breaks"]["f1"],
    }


@pytest.mark.parametrize("number", ["000", "002"])
def test_decisions_taken_back_and_made_again_by_hand_give_the_repaired_text(number: str, tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "p.annotator"))
    import_files(project, [next((_SHARED / "articles").glob(f"{number}_*.txt"))])
    repaired = articles.open_article(project, only(project).id).revision
    reading = articles.reading_of(project, repaired)
    repairs.take_back(project, only(project), repaired.edits)
    assert text_of(project) == reading.source[reading.start : reading.end]
    raw = articles.open_article(project, only(project).id).revision
    bare = articles.reading_of(project, raw)
    for edit in reversed(repaired.edits[-40:]):  # from the end, so that the places before stay
        start, end = bare.reading_range(edit.start, edit.end)
        if edit.kind is EditKind.FURNITURE:
            continue
        if edit.text and edit.start == edit.end:
            repairs.split(project, only(project), start)
        elif edit.text:
            repairs.correct(project, only(project), start, end, edit.text)
        else:
            repairs.drop(project, only(project), start, end)
    tail = repaired.edits[-40].start
    position = reading.reading_position(tail)
    assert text_of(project).endswith(reading.text[position:])
    while history.undo(project, only(project).id) is not None:
        pass
    assert text_of(project) == reading.text
    found = scores(number, text_of(project), tmp_path / "again.json")
    assert found["errors"] == 0
    assert found["blanks"] <= 2
    assert found["breaks"] >= 0.98
    project.close()
