"""Precedents meet the strings they bear on, and the guidelines show them with live examples."""

from pathlib import Path

import pytest
from builders import TEXT, add_article, label_id, new_project, open_document

from annotator.domain.thread import Precedent
from annotator.errors import RefusedError
from annotator.services import guidelines, precedents, tagging
from annotator.services.precedents import Nearness
from annotator.services.project import Project, add_person, as_person


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(str(tmp_path / "a.annotator"))


def test_a_precedent_is_met_by_the_same_a_longer_and_a_similar_string(project: Project) -> None:
    precedents.pin(project, Precedent("营养改善计划", "PROGRAMME", "有专门文件"))
    known = precedents.read(project)

    def nearness(string: str) -> list[Nearness]:
        return [one.nearness for one in precedents.fitting(known, string)]

    assert nearness("营养改善计划") == [Nearness.SAME]
    assert nearness("农村营养改善计划") == [Nearness.CONTAINED]
    assert nearness("营养改善方案计划") == [Nearness.ALIKE]
    assert nearness("营养") == [Nearness.CONTAINED]
    for string in ("饮水工程", "", "划\n营养改善计划", "计"):
        assert nearness(string) == []
    project.close()


def test_only_reviewers_and_managers_pin_and_a_reason_is_needed(project: Project) -> None:
    with pytest.raises(RefusedError, match="reason"):
        precedents.pin(project, Precedent("营养改善计划", "PROGRAMME", " "))
    as_person(project, add_person(project, "李静"))
    with pytest.raises(RefusedError):
        precedents.pin(project, Precedent("营养改善计划", "PROGRAMME", "有专门文件"))
    project.close()


def test_a_changed_ruling_lists_the_tags_that_contradict_it(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    start = TEXT.index("营养改善计划")
    tagging.write(project, document.create(start, start + 6, label_id(project, "PROGRAMME")))
    case = precedents.precedent_at(document, start, start + 6, "PROGRAMME", "有专门文件", "政策项目")
    assert precedents.place_of(case) == (article.id, start, start + 6)
    assert "营养改善计划" in case.context
    id_ = precedents.pin(project, case)
    assert precedents.contradicting(project, case) == []
    changed = Precedent("营养改善计划", "", "只是活动")
    assert precedents.pin(project, changed, id_) == id_
    assert [hit.label for hit in precedents.contradicting(project, changed)] == [label_id(project, "PROGRAMME")]
    precedents.unpin(project, id_)
    assert precedents.read(project) == []
    project.close()


def test_guidelines_are_shown_with_live_examples_and_precedents(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    start = TEXT.index("营养改善计划")
    tagging.write(project, document.create(start, start + 6, label_id(project, "PROGRAMME")))
    precedents.pin(project, Precedent("甲*乙", "", "不是名称", "名称"))
    precedents.pin(project, Precedent("丙丁", "PLACE", "旧称"))
    text = "# 细则\n\n## 名称\n\n{examples PROGRAMME 3}\n\n{examples METRIC}\n\n{examples NONE}\n\n## 其他\n"
    known = precedents.read(project)
    shown = guidelines.shown(text, project.scheme, guidelines.examples(project), known)
    assert "**营养改善计划**\u00a01" in shown
    assert "{examples" not in shown
    named, other = shown.index("甲\\*乙"), shown.index("## 其他")
    assert named < other < shown.index("丙丁")
    assert guidelines.clause_for("## 一\n## 指标值 METRIC\n", project.scheme, label_id(project, "METRIC")) == (
        "指标值 METRIC"
    )
    project.close()


def test_examples_tell_nothing_of_what_others_tagged(project: Project) -> None:
    article = add_article(project)
    li = add_person(project, "李静")
    as_person(project, li)
    document = open_document(project, article.id)
    tagging.write(project, document.create(0, 4, label_id(project, "PLACE")))
    as_person(project, project.people[0])
    assert guidelines.examples(project) == {}
    project.close()


def test_guidelines_are_shipped_and_the_manager_writes_the_projects_own(project: Project) -> None:
    assert not guidelines.read(project).own
    for key in ("PROGRAMME", "METRIC", "PLACE"):
        assert guidelines.clause_for(guidelines.read(project).text, project.scheme, label_id(project, key))
    guidelines.write(project, "# 本项目的细则\n")
    assert guidelines.read(project) == guidelines.Guidelines("# 本项目的细则\n", own=True)
    with pytest.raises(RefusedError):
        guidelines.write(project, "长" * (guidelines.MOST + 1))
    as_person(project, add_person(project, "李静"))
    with pytest.raises(RefusedError):
        guidelines.write(project, "# 我的\n")
    project.close()
