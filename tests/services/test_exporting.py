"""Exports: whose tags are written, on which text, and that a file is whole or not there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import add_article, label_id, new_project, open_document
from jsonschema import Draft202012Validator

from annotator.bundled import bundled
from annotator.domain.article import ArticleForm, Status
from annotator.errors import RefusedError, StoreError
from annotator.i18n import set_language
from annotator.services import articles, exporting, history, importing, schemes, settling, tagging
from annotator.services.exporting import ExportRun
from annotator.services.project import Project, add_person, as_person


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def tag(project: Project, person: str, number: int = 1, start: int = 8, end: int = 14) -> None:
    """Has somebody tag an article."""
    me = project.person
    known = next((one for one in project.people if one.name == person), None)
    as_person(project, known or add_person(project, person))
    [one] = [found.article for found in articles.list_articles(project) if found.article.number == number]
    document = open_document(project, one.id)
    tagging.write(project, document.create(start, end, label_id(project, "METRIC"), {"value": "136000000"}))
    as_person(project, me)


def exported(project: Project, path: Path, *args: Any) -> list[dict[str, Any]]:
    exporting.export_file(project, path / "out.jsonl", *args)
    lines = [json.loads(line) for line in (path / "out.jsonl").read_bytes().split(b"\n") if line]
    found = json.loads((bundled("resources") / "export.schema.json").read_text(encoding="utf-8"))
    for line in lines:
        Draft202012Validator(found).validate(line)
    return lines


def test_the_only_layer_is_written_with_all_that_is_known(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    articles.fill_form(project, article, ArticleForm("2021-05-06", "日报", "2", "某省/某县"))
    tag(project, "王敏")
    [line] = exported(project, tmp_path)
    assert line["layer"] == "王敏"
    assert line["status"] == "working"
    assert line["meta"] == {
        "title": article.title,
        "date": "2021-05-06",
        "paper": "日报",
        "page": "2",
        "region": "某省/某县",
        "source": "1.txt",
    }
    [span] = line["spans"]
    assert line["text"][span["start"] : span["end"]] == span["text"] == "1.36亿元"
    assert (span["label"], span["attributes"]) == ("METRIC", {"value": "136000000"})
    assert line["scheme"] == {"name": project.scheme.name, "version": project.scheme.version}


def test_several_layers_stop_the_default_and_name_the_option(project: Project, tmp_path: Path) -> None:
    add_article(project)
    tag(project, "王敏")
    tag(project, "李强")
    with pytest.raises(RefusedError, match=r"王敏, 李强.*--layer"):
        exported(project, tmp_path)
    assert not list(tmp_path.glob("*.jsonl*"))
    assert [line["layer"] for line in exported(project, tmp_path, "李强")] == ["李强"]
    assert [line["layer"] for line in exported(project, tmp_path, "all")] == ["王敏", "李强"]
    with pytest.raises(RefusedError, match="王敏, 李强"):
        exported(project, tmp_path, "谁")


def test_a_layer_begun_and_left_empty_does_not_count_as_a_second_one(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    tag(project, "王敏")
    tag(project, "李强")
    as_person(project, project.people[1])
    while history.undo(project, article.id) is not None:
        pass
    as_person(project, project.people[0])
    [line] = exported(project, tmp_path)
    assert line["layer"] == "王敏"


def test_gold_goes_before_what_people_did(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    tag(project, "王敏")
    tag(project, "李强")
    revision = articles.open_article(project, article.id).revision
    gold = {
        "text": revision.text,
        "sha256": revision.sha256.hex(),
        "layer": "gold",
        "person": "王敏",
        "status": "submitted",
        "spans": [{"start": 0, "end": 1, "label": "PLACE", "text": "县"}],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold), encoding="utf-8")
    importing.import_files(project, [path])
    for choice in ((), ("gold",)):
        [line] = exported(project, tmp_path, *choice)
        assert (line["layer"], line["kind"], line["person"]) == ("gold", "gold", "王敏")
        assert [span["text"] for span in line["spans"]] == ["县"]
    assert len(exported(project, tmp_path, "all")) == 3


def test_excluded_and_deleted_articles_are_left_out_and_untouched_ones_have_no_layer(
    project: Project, tmp_path: Path
) -> None:
    kept, excluded, deleted = (add_article(project, f"第{n}篇正文。", n) for n in (1, 2, 3))
    articles.set_excluded(project, [excluded], True)
    articles.set_deleted(project, [deleted], True)
    [line] = exported(project, tmp_path)
    assert (line["id"], line["layer"], line["status"], line["spans"]) == (kept.id.hex(), None, "new", [])
    assert exported(project, tmp_path, "王敏") == []


def test_a_selection_is_written_alone(project: Project, tmp_path: Path) -> None:
    for n in (1, 2, 3):
        add_article(project, f"第{n}篇正文。", n)
    chosen = exporting.numbered(project, [3, 1])
    texts = [line["text"] for line in exported(project, tmp_path, None, chosen)]
    assert texts == ["第1篇正文。", "第3篇正文。"]
    with pytest.raises(RefusedError, match="9"):
        exporting.numbered(project, [9])


def test_a_merged_label_is_written_as_the_one_it_was_merged_into(project: Project, tmp_path: Path) -> None:
    add_article(project)
    tag(project, "王敏")
    schemes.merge_labels(project, label_id(project, "METRIC"), label_id(project, "PLACE"))
    [line] = exported(project, tmp_path)
    assert [span["label"] for span in line["spans"]] == ["PLACE"]


def test_tags_of_an_older_reading_lie_where_they_belong_in_the_present_text(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("标题一行\n这一段说的是教育，它在\n这里断开。\n" * 4, encoding="utf-8")
    importing.import_files(project, [tmp_path / "a.txt"])
    [one] = articles.list_articles(project)
    opened = articles.open_article(project, one.article.id)
    at = opened.revision.text.index("断开")
    tag(project, "王敏", one.article.number, at, at + 2)
    articles.revise(project, one.article, opened.revision.edits[:1])
    [line] = exported(project, tmp_path)
    [span] = line["spans"]
    assert line["text"] != opened.revision.text
    assert line["text"][span["start"] : span["end"]] == span["text"] == "断开"


def test_a_cancelled_export_leaves_the_old_file_as_it_was(project: Project, tmp_path: Path) -> None:
    for n in range(1, 60):
        add_article(project, f"第{n}篇正文。", n)
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old")
    run = ExportRun(project, path)
    assert not run.step(0).finished
    run.cancel()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir() if "out" in one.name] == ["out.jsonl"]


def test_a_place_that_cannot_be_written_is_named(project: Project, tmp_path: Path) -> None:
    add_article(project)
    with pytest.raises(StoreError, match="cannot be written"):
        exporting.export_file(project, tmp_path / "none" / "out.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        exporting.export_file(project, tmp_path / "folder")
    assert not list(tmp_path.glob(".*.part"))


def test_a_text_that_was_damaged_is_not_exported(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    with project.database.write() as connection:
        connection.exec_driver_sql("UPDATE source SET text = replace(text, '县', '省')")
    with pytest.raises(StoreError, match=article.title):
        exporting.export_file(project, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_status_and_reason_are_the_layers(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    document.create(0, 1, label_id(project, "PLACE"))
    document = open_document(project, article.id)
    tagging.write(project, document.create(0, 1, label_id(project, "PLACE")))
    tagging.write(project, document.set_status(Status.SKIPPED, "版面残缺"))
    [line] = exported(project, tmp_path)
    assert (line["status"], line["reason"]) == ("skipped", "版面残缺")


def test_only_what_review_has_settled_is_written_where_that_is_asked(project: Project, tmp_path: Path) -> None:
    add_article(project)
    tag(project, "李强")
    tag(project, "赵新")
    add_article(project, "第二篇说的是别的。\n", 2)
    manager = next(person for person in project.people if person.name == "王敏")
    as_person(project, manager)
    first = articles.list_articles(project)[0].article.id
    assert exporting.export_file(project, tmp_path / "a.jsonl", settled=True) == 0
    for name in ("李强", "赵新"):
        as_person(project, next(person for person in project.people if person.name == name))
        tagging.write(project, open_document(project, first).set_status(Status.SUBMITTED))
    as_person(project, manager)
    settling.settle(project, first)
    for layer, kinds in ((None, ["gold"]), ("all", ["gold", "person", "person"])):
        exporting.export_file(project, tmp_path / "a.jsonl", layer, settled=True)
        found = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
        assert sorted(line["kind"] for line in found) == kinds
        assert {line["id"] for line in found} == {first.hex()}
    assert exporting.export_file(project, tmp_path / "a.jsonl", None, [], settled=True) == 0


def test_people_whose_tags_one_may_not_see_are_not_offered(project: Project) -> None:
    add_article(project)
    tag(project, "李强")
    tag(project, "赵新")
    offered = exporting.persons_to_choose
    assert [person.name for person in offered(project)] == ["王敏", "李强", "赵新"]
    as_person(project, next(person for person in project.people if person.name == "赵新"))
    assert [person.name for person in offered(project)] == ["赵新"]
