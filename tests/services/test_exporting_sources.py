"""An export of both texts: each line has all that ties the reading to its source."""

import json
from pathlib import Path
from typing import Any

from builders import add_articles, incoming, label_id, new_project, open_document
from jsonschema import Draft202012Validator

from annotator.bundled import bundled
from annotator.domain.text import Edit, EditKind
from annotator.services import articles, exporting, repairs, tagging
from annotator.services.importing import import_files
from annotator.services.project import Project

SOURCE = "双请区投投入入1.36亿元，\n修建a𠀀中😀公路205.6公公里。"
EDITS = (Edit(4, 5, EditKind.DEDOUBLE), Edit(6, 7, EditKind.DEDOUBLE), Edit(14, 15, EditKind.JOIN))


def build(path: Path) -> Project:
    """A project with a repaired and corrected article, tagged before and after."""
    project = new_project(str(path / "p.annotator"))
    (article,) = add_articles(project, incoming(SOURCE, edits=EDITS))
    document = open_document(project, article.id)
    for words in ("投入1.36亿元", "205.6公公里"):
        at = document.text.index(words)
        tagging.write(project, document.create(at, at + len(words), label_id(project, "METRIC")))
    article = repairs.correct(project, article, 1, 2, "清")
    at = document.text.index("公公里")
    article = repairs.drop(project, article, at, at + 1)
    repairs.correct(project, article, 0, 1, "第二")
    return project


def lines(project: Project, path: Path, sources: bool) -> list[dict[str, Any]]:
    exporting.export_file(project, path, sources=sources)
    found = [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    schema = Draft202012Validator(json.loads((bundled("resources") / "export.schema.json").read_bytes()))
    for line in found:
        schema.validate(line)
    return found


def read_again(source: dict[str, Any]) -> str:
    """The reading text, made from the source and the decisions as somebody else would."""
    text, at = "", 0
    for decision in source["decisions"]:
        text += source["text"][at : decision["start"]] + decision["text"]
        at = decision["end"]
    return text + source["text"][at:]


def test_the_reading_follows_from_the_source_and_the_decisions_of_the_line(tmp_path: Path) -> None:
    project = build(tmp_path)
    (line,) = lines(project, tmp_path / "both.jsonl", sources=True)
    assert line["text"] == "第二清区投入1.36亿元，修建a𠀀中😀公路205.6公里。"
    assert line["source"]["text"] == SOURCE
    assert read_again(line["source"]) == line["text"]
    told = [(s["text"], SOURCE[s["source_start"] : s["source_end"]]) for s in line["spans"]]
    assert told == [("投入1.36亿元", "投投入入1.36亿元"), ("205.6公里", "205.6公公里")]
    project.close()


def test_a_cut_out_article_counts_in_its_part_of_the_source(tmp_path: Path) -> None:
    project = build(tmp_path)
    article = articles.list_articles(project)[0].article
    revision = articles.open_article(project, article.id).revision
    reading = articles.reading_of(project, revision)
    later = type(reading)(SOURCE, 3, len(SOURCE), EDITS)
    articles.write_reading(project, article, revision, later)
    (line,) = lines(project, tmp_path / "both.jsonl", sources=True)
    assert line["source"]["start"] == 3
    assert line["source"]["text"] == SOURCE[3:]
    assert read_again(line["source"]) == line["text"]
    assert all(line["source"]["text"][s["source_start"] : s["source_end"]] for s in line["spans"])
    project.close()


def test_such_a_file_comes_in_again_as_one_without_sources_does(tmp_path: Path) -> None:
    project = build(tmp_path)
    lines(project, tmp_path / "both.jsonl", sources=True)
    (plain,) = lines(project, tmp_path / "plain.jsonl", sources=False)
    assert "source" not in plain
    project.close()
    other = new_project(str(tmp_path / "other.annotator"))
    report = import_files(other, [tmp_path / "both.jsonl"])
    assert (report.read, report.refused) == (1, [])
    (again,) = lines(other, tmp_path / "again.jsonl", sources=False)
    for field in ("text", "sha256", "spans", "relations", "layer", "status"):
        assert again[field] == plain[field], field
    other.close()
