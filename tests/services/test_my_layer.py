"""My work goes out as one file; a colleague's comes in beside it, again and again as it grows."""

import json
from pathlib import Path

import pytest
from builders import TEXT, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.domain.person import Role
from annotator.errors import RefusedError
from annotator.i18n import explain
from annotator.services import articles, history, people, schemes, tagging
from annotator.services.import_report import ImportReport
from annotator.services.my_layer import bring_in, export_mine, file_name
from annotator.services.project import Project, open_project
from annotator.store import articles as stored
from annotator.store import replay, spans

PAGES = (("学校", TEXT), ("秋收", "桐溪县稻谷亩产620公斤，粮食产量比上年增加3.1万吨。"))


def a_project(path: Path, name: str, pages: tuple[tuple[str, str], ...] = PAGES) -> Project:
    project = new_project(str(path), name)
    add_articles(project, *(incoming(text, number, title) for number, (title, text) in enumerate(pages, 1)))
    return project


def article(project: Project, title: str) -> articles.Listed:
    return next(one for one in articles.list_articles(project) if one.article.title == title)


def tag(project: Project, title: str, words: str, label: str = "PLACE") -> None:
    document = open_document(project, article(project, title).article.id)
    at = document.text.index(words)
    tagging.write(project, document.create(at, at + len(words), label_id(project, label)))


def untag(project: Project, title: str, words: str) -> None:
    document = open_document(project, article(project, title).article.id)
    mark = next(m for m in document.marks if document.text[m.start : m.end] == words)
    tagging.write(project, document.delete([mark.id]))


def layers(project: Project) -> dict[str, dict[str, list[str]]]:
    """Article and person to the words of their tags."""
    names = {person.id: person.name for person in project.people}
    found: dict[str, dict[str, list[str]]] = {}
    for listed in articles.list_articles(project):
        with project.database.read() as connection:
            for layer in stored.read_layers(connection, listed.article.id):
                quotes = [span.quote for span in spans.read_spans(connection, layer.id)]
                found.setdefault(listed.article.title, {})[names[layer.person]] = quotes
    return found


def news(report: ImportReport) -> list[tuple[str, str, int, int, int]]:
    return [(one.title, one.person, one.added, one.changed, one.removed) for one in report.layers]


@pytest.fixture
def mine(tmp_path: Path) -> Project:
    project = a_project(tmp_path / "wang.annotator", "王敏")
    tag(project, "学校", "县教育局")
    return project


@pytest.fixture
def theirs(tmp_path: Path) -> Project:
    project = a_project(tmp_path / "li.annotator", "李静")
    tag(project, "学校", "寄宿制学校")
    return project


def test_a_growing_file_comes_in_beside_my_work_and_the_report_says_what_is_new(
    mine: Project, theirs: Project, tmp_path: Path
) -> None:
    file = tmp_path / "li.jsonl"
    assert export_mine(theirs, file) == 1
    assert [json.loads(line)["layer"] for line in file.read_text(encoding="utf-8").splitlines()] == ["李静"]
    report = bring_in(mine, [file])
    assert report.people == ["李静"]
    assert report.read == 0
    assert news(report) == [("学校", "李静", 1, 0, 0)]
    assert layers(mine) == {"学校": {"王敏": ["县教育局"], "李静": ["寄宿制学校"]}}

    report = bring_in(mine, [file])  # nothing is new
    assert news(report) == []
    assert len(report.duplicates) == 1

    tag(theirs, "学校", "学生", "PROGRAMME")
    tag(theirs, "秋收", "桐溪县")
    untag(theirs, "学校", "寄宿制学校")
    document = open_document(theirs, article(theirs, "学校").article.id)
    mark = next(iter(document.marks))
    tagging.write(theirs, document.set_bounds(mark.id, mark.start, mark.end + 4))
    export_mine(theirs, file)
    report = bring_in(mine, [file])
    assert news(report) == [("学校", "李静", 1, 0, 1), ("秋收", "李静", 1, 0, 0)]

    document = open_document(theirs, article(theirs, "学校").article.id)
    tagging.write(theirs, document.relabel([next(iter(document.marks)).id], label_id(theirs, "METRIC")))
    tagging.write(theirs, open_document(theirs, article(theirs, "学校").article.id).set_status(Status.SUBMITTED))
    export_mine(theirs, file)
    report = bring_in(mine, [file])
    assert news(report) == [("学校", "李静", 0, 1, 0)]
    assert layers(mine) == {"学校": {"王敏": ["县教育局"], "李静": ["学生3000"]}, "秋收": {"李静": ["桐溪县"]}}
    with mine.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    mine.close()
    theirs.close()


def test_what_came_in_is_not_taken_back_by_my_undo(mine: Project, theirs: Project, tmp_path: Path) -> None:
    export_mine(theirs, tmp_path / "li.jsonl")
    bring_in(mine, [tmp_path / "li.jsonl"])
    taken = history.undo(mine, article(mine, "学校").article.id)
    assert taken is not None
    assert "县教育局" in taken.title
    assert history.undo(mine, article(mine, "学校").article.id) is None
    assert layers(mine)["学校"] == {"王敏": [], "李静": ["寄宿制学校"]}
    mine.close()
    theirs.close()


def told(report: ImportReport) -> list[str]:
    return [explain(one.error) for one in [*report.refused, *report.notices]]


def test_articles_that_are_not_here_are_named_and_not_made(mine: Project, tmp_path: Path) -> None:
    theirs = a_project(tmp_path / "li.annotator", "李静", (*PAGES, ("路修到家门口", "第1村的公路通到了门前。")))
    tag(theirs, "路修到家门口", "第1村")
    tag(theirs, "学校", "寄宿制学校")
    export_mine(theirs, tmp_path / "li.jsonl")
    report = bring_in(mine, [tmp_path / "li.jsonl"])
    assert [(one.title, one.person) for one in report.layers] == [("学校", "李静")]
    assert len(articles.list_articles(mine)) == 2
    assert len(told(report)) == 1
    assert "路修到家门口" in told(report)[0]
    mine.close()
    theirs.close()


def test_lines_that_are_no_colleagues_tags_are_refused_each_with_its_reason(
    mine: Project, theirs: Project, tmp_path: Path
) -> None:
    export_mine(theirs, tmp_path / "li.jsonl")
    line = json.loads((tmp_path / "li.jsonl").read_text(encoding="utf-8"))
    del line["kind"]
    bad = [line | {"layer": "gold"}, line | {"layer": ""}, {k: v for k, v in line.items() if k != "layer"}]
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in bad)
    (tmp_path / "bad.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "plain.txt").write_text("一篇文章。", encoding="utf-8")
    report = bring_in(mine, [tmp_path / "bad.jsonl", tmp_path / "plain.txt"])
    assert len(report.refused) == 4
    assert report.people == []
    assert layers(mine) == {"学校": {"王敏": ["县教育局"]}}
    assert len(articles.list_articles(mine)) == 2
    mine.close()
    theirs.close()


def test_a_file_under_my_own_name_changes_nothing_of_mine(mine: Project, tmp_path: Path) -> None:
    elsewhere = a_project(tmp_path / "other.annotator", "王敏")
    tag(elsewhere, "学校", "寄宿制学校")
    export_mine(elsewhere, tmp_path / "wang.jsonl")
    report = bring_in(mine, [tmp_path / "wang.jsonl"])
    assert len(report.refused) == 1
    assert layers(mine) == {"学校": {"王敏": ["县教育局"]}}
    mine.close()
    elsewhere.close()


def test_tags_by_another_version_of_the_scheme_come_in_and_the_report_says_so(
    mine: Project, theirs: Project, tmp_path: Path
) -> None:
    schemes.add_label(theirs, "机构", key="ORGANISATION")
    tag(theirs, "秋收", "桐溪县", "ORGANISATION")
    with theirs.database.read() as connection:
        from annotator.store import labels

        theirs.scheme = labels.read_scheme(connection)
    object.__setattr__(theirs.scheme, "version", 7)
    export_mine(theirs, tmp_path / "li.jsonl")
    report = bring_in(mine, [tmp_path / "li.jsonl"])
    assert report.labels == ["ORGANISATION"]
    assert [one for one in told(report) if "7" in one]
    assert len(told(report)) == 1
    mine.close()
    theirs.close()


def test_who_has_begun_nothing_has_nothing_to_hand_on(tmp_path: Path) -> None:
    project = a_project(tmp_path / "a.annotator", "王敏")
    with pytest.raises(RefusedError):
        export_mine(project, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
    project.close()


def test_the_file_is_named_after_project_and_person(tmp_path: Path) -> None:
    project = a_project(tmp_path / "a.annotator", "王/敏")
    assert file_name(project) == "试点项目-王_敏.jsonl"
    project.close()


def test_two_people_work_in_turn_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    a_project(path, "王敏").close()
    for turn, (name, words) in enumerate(
        [("王敏", "县教育局"), ("李静", "寄宿制学校"), ("王敏", "营养改善计划"), ("李静", "学生")]
    ):
        project = open_project(str(path), name)
        assert article(project, "学校").spans == turn // 2  # only one's own
        tag(project, "学校", words)
        project.close()
    project = open_project(str(path), "李静")
    assert project.person.role is Role.ANNOTATOR
    assert sorted(person.name for person in people.people_of(str(path))) == ["李静", "王敏"]
    assert layers(project) == {"学校": {"王敏": ["县教育局", "营养改善计划"], "李静": ["寄宿制学校", "学生"]}}
    taken = history.undo(project, article(project, "学校").article.id)
    assert taken is not None
    assert "学生" in taken.title
    history.undo(project, article(project, "学校").article.id)
    assert history.undo(project, article(project, "学校").article.id) is None
    assert layers(project)["学校"]["王敏"] == ["县教育局", "营养改善计划"]
    project.close()
