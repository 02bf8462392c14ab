"""Annotators do not see each other's work while both are at it, by whatever way they look."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TEXT, add_articles, incoming, label_id, new_project, open_document
from typer.testing import CliRunner

from annotator.cli.app import build
from annotator.domain.article import Status
from annotator.domain.person import Person, Role
from annotator.errors import RefusedError
from annotator.formats.records import GOLD
from annotator.services import (
    agreeing,
    articles,
    boards,
    comparing,
    doctor,
    importing,
    people,
    same,
    schemes,
    search,
    stats,
    suggesting,
    tagging,
    threads,
    timeline,
    weekly,
)
from annotator.services.exporting import export_file
from annotator.services.project import Project, add_person, as_person
from annotator.store import spans

SECRET = "寄宿制学校"
OPEN = "县教育局"


def tag(project: Project, title: str, words: str, label: str, status: Status = Status.WORKING) -> None:
    listed = next(one.article for one in articles.list_articles(project) if one.article.title == title)
    document = open_document(project, listed.id)
    at = document.text.index(words)
    changes = document.create(at, at + len(words), label_id(project, label))
    if status is not Status.WORKING:
        changes = [*changes, *document.set_status(status)]
    tagging.write(project, changes)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of Wang (manager) with Li and Wu, who both work on the same article; Wu tagged what is secret."""
    made = new_project(str(tmp_path / "a.annotator"))
    add_articles(made, incoming(TEXT, 1, "学校"), incoming(TEXT + "完。", 2, "另一篇"))
    li, wu = add_person(made, "李静"), add_person(made, "吴刚")
    as_person(made, wu)
    tag(made, "学校", SECRET, "PLACE")
    document = open_document(made, articles.list_articles(made)[0].article.id)
    mark = next(iter(document.marks))
    anchor = threads.anchor_of(document, mark.start, mark.end, mark.id)
    threads.ask(made, document.article.id, f"{SECRET}是地点吗？", anchor)
    as_person(made, li)
    tag(made, "学校", OPEN, "PLACE")
    return made


def listed(project: Project, title: str = "学校") -> articles.Listed:
    return next(one for one in articles.list_articles(project) if one.article.title == title)


def exported(project: Project, tmp_path: Path, layer: str | None) -> str:
    export_file(project, tmp_path / "out.jsonl", layer)
    return (tmp_path / "out.jsonl").read_text(encoding="utf-8").replace(TEXT, "")


def as_role(project: Project, role: Role) -> None:
    as_person(project, next(one for one in project.people if one.name == "王敏"))
    if role is Role.REVIEWER:
        as_person(project, add_person(project, "赵审", role))


def said_by_export(project: Project, path: Path) -> str:
    lines = [json.loads(line) for line in exported(project, path, "all").splitlines()]
    return json.dumps([line["spans"] for line in lines], ensure_ascii=False)


def said_by_history(project: Project, _path: Path) -> str:
    page = timeline.read_page(project, listed(project).article.id)
    return str(page.lines)


def said_by_statistics(project: Project, _path: Path) -> str:
    return SECRET if stats.collect(project).people["吴刚"].tags else ""


def said_by_agreement(project: Project, _path: Path) -> str:
    return str(agreeing.agree(project, settings=agreeing.settings_of(0, 0)).quotes.values())


def said_by_comparison(project: Project, _path: Path) -> str:
    found = agreeing.compare(project, "李静", "吴刚")
    return str([seen.quote for one in found.articles for seen in one.seen.values()])


def said_by_label_use(project: Project, _path: Path) -> str:
    used = schemes.label_use(project, label_id(project, "PLACE"))
    return SECRET if any(one.person.name == "吴刚" for one in used) else ""


def said_by_the_week(project: Project, _path: Path) -> str:
    return str(weekly.collect(project).disputed)


def said_by_a_case(project: Project, _path: Path) -> str:
    case = comparing.open_case(project, listed(project).article.id)
    return SECRET if any(side.layer.person == wu(project).id for side in case.sides) else ""


def said_by_threads(project: Project, _path: Path) -> str:
    return str(threads.read(project))


def wu(project: Project) -> Person:
    return next(one for one in project.people if one.name == "吴刚")


WAYS: list[Callable[[Project, Path], str]] = [
    said_by_export,
    said_by_history,
    said_by_statistics,
    said_by_agreement,
    said_by_comparison,
    said_by_label_use,
    said_by_the_week,
    said_by_a_case,
    said_by_threads,
]


@pytest.mark.parametrize("way", WAYS)
def test_another_annotators_tags_are_not_told_while_both_are_at_work(
    project: Project, tmp_path: Path, way: Callable[[Project, Path], str]
) -> None:
    assert SECRET not in way(project, tmp_path)
    project.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER])
def test_reviewers_and_managers_are_told(
    project: Project, tmp_path: Path, way: Callable[[Project, Path], str], role: Role
) -> None:
    as_role(project, role)
    assert SECRET in way(project, tmp_path)
    project.close()


@pytest.mark.parametrize("way", WAYS)
def test_when_both_have_submitted_they_see_each_other(
    project: Project, tmp_path: Path, way: Callable[[Project, Path], str]
) -> None:
    for name in ("李静", "吴刚"):
        as_person(project, next(one for one in project.people if one.name == name))
        tagging.write(project, open_document(project, listed(project).article.id).set_status(Status.SUBMITTED))
    as_person(project, next(one for one in project.people if one.name == "李静"))
    assert SECRET in way(project, tmp_path)
    project.close()


@pytest.mark.parametrize("way", WAYS)
def test_in_an_open_project_everybody_sees_everything(
    project: Project, tmp_path: Path, way: Callable[[Project, Path], str]
) -> None:
    li = project.person
    as_role(project, Role.MANAGER)
    people.set_blind(project, False)
    as_person(project, li)
    assert SECRET in way(project, tmp_path)
    project.close()


def test_an_export_of_somebody_who_cannot_be_seen_is_refused_and_the_only_layer_is_ones_own(
    project: Project, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match="吴刚") as refused:
        exported(project, tmp_path, "吴刚")
    assert SECRET not in str(refused.value)
    mine = json.loads(exported(project, tmp_path, None).splitlines()[0])
    assert [one["text"] for one in mine["spans"]] == [OPEN]
    project.close()


def test_all_tags_and_the_same_string_elsewhere_are_ones_own(project: Project) -> None:
    assert [row.quote for row in search.all_tags(project)] == [OPEN]
    document = open_document(project, listed(project, "另一篇").article.id)
    hits = same.same_string(project, document, SECRET, label_id(project, "PLACE"))
    assert hits.tagged == 0
    assert {hit.standing for hit in hits.hits} == {same.Standing.FREE}
    project.close()


def test_suggestions_do_not_follow_what_another_tagged(project: Project) -> None:
    words = "另一次青岭考察"
    add_articles(project, incoming(f"他参加了{words}。", 3, "甲"), incoming(f"人们谈论{words}。", 4, "乙"))

    def proposed() -> set[str]:
        proposer = suggesting.Proposer(project)
        proposer.load()
        text = open_document(project, listed(project, "乙").article.id).text
        return {text[one.start : one.end] for one in proposer.propose(text, threshold=0.0)}

    li, wu = project.person, next(one for one in project.people if one.name == "吴刚")
    as_person(project, wu)
    tag(project, "甲", words, "PROGRAMME", Status.SUBMITTED)
    assert words in proposed()
    for me in (li, next(one for one in project.people if one.name == "王敏")):
        as_person(project, me)
        assert words not in proposed()
    project.close()


def test_boards_count_what_is_ones_own_alone(project: Project) -> None:
    assert SECRET not in str(boards.count_in(project))
    as_person(project, wu(project))
    assert SECRET in str(boards.count_in(project))
    project.close()


def test_the_check_of_the_file_tells_no_words_of_hidden_tags(project: Project) -> None:
    with project.database.write() as connection:
        connection.execute(spans.span.update().where(spans.span.c.quote == SECRET).values(quote="寄宿制中学"))
    told = [one.text for one in doctor.check_project(project)]
    assert told
    assert not any("寄宿" in text for text in told)
    as_role(project, Role.MANAGER)
    assert any("寄宿" in one.text for one in doctor.check_project(project))
    project.close()


def test_the_report_of_an_import_does_not_count_hidden_tags(project: Project, tmp_path: Path) -> None:
    li = project.person
    as_role(project, Role.MANAGER)
    export_file(project, tmp_path / "wu.jsonl", "吴刚")
    wu = next(one for one in project.people if one.name == "吴刚")
    as_person(project, wu)
    tag(project, "学校", "覆盖率", "METRIC")
    as_person(project, li)
    report = importing.import_files(project, [tmp_path / "wu.jsonl"])
    assert [(one.person, one.hidden) for one in report.layers] == [("吴刚", True)]
    as_role(project, Role.MANAGER)
    as_person(project, wu)
    tag(project, "学校", "营养改善计划", "PROGRAMME")
    as_role(project, Role.MANAGER)
    report = importing.import_files(project, [tmp_path / "wu.jsonl"])
    assert [(one.removed, one.hidden) for one in report.layers] == [(1, False)]
    project.close()


def test_the_command_line_sees_what_the_person_sees_it_runs_as(project: Project, tmp_path: Path) -> None:
    path = str(tmp_path / "a.annotator")
    project.close()

    def run(*words: str) -> str:
        found = CliRunner().invoke(build(), list(words))
        assert found.exception is None or isinstance(found.exception, RefusedError), found.exception
        return found.output + str(found.exception or "")

    assert SECRET in run("diff", path, "--a", "李静", "--b", "吴刚")
    assert SECRET not in run("diff", path, "--a", "李静", "--b", "吴刚", "--as", "李静")
    assert json.loads(run("stats", path, "--json"))["people"]["吴刚"]["tags"] == 1
    assert json.loads(run("stats", path, "--json", "--as", "李静"))["people"]["吴刚"]["tags"] == 0
    assert json.loads(run("agree", path, "--json", "--draws", "0"))["articles"] == 1
    assert json.loads(run("agree", path, "--json", "--draws", "0", "--as", "李静"))["articles"] == 0
    assert "吴刚" in run("export", path, "-o", str(tmp_path / "x.jsonl"), "--layer", "吴刚", "--as", "李静")
    assert not (tmp_path / "x.jsonl").exists()
    assert "没有这个人" in run("stats", path, "--as", "没有这个人")


def test_gold_is_everybodys(project: Project, tmp_path: Path) -> None:
    as_role(project, Role.MANAGER)
    text = exported(project, tmp_path, "吴刚")
    line = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert text
    line |= {"layer": GOLD, "kind": GOLD, "person": "王敏"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    report = importing.import_files(project, [tmp_path / "gold.jsonl"])
    assert not report.refused, report.refused
    as_person(project, next(one for one in project.people if one.name == "李静"))
    assert SECRET in exported(project, tmp_path, GOLD)
    assert stats.collect(project).people[GOLD].tags == 1
    project.close()
