"""What the machine says about the open article, and the check before submitting."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import add_article, new_project, open_document

from annotator.domain.ids import ArticleId
from annotator.domain.scheme import Label
from annotator.domain.text import Edit, EditKind
from annotator.i18n import tr
from annotator.services import articles, assist, tagging
from annotator.services.project import Project, add_person, as_person

TEXT = "青岭县投入资金1.36亿元，建成“农村安全饮水工程”。\n全省粮食产量达205万吨。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


@pytest.fixture
def article(project: Project) -> ArticleId:
    return add_article(project, TEXT).id


def label_named(project: Project, key: str) -> Label:
    found = project.scheme.by_key(key)
    assert found is not None
    return found


def quoted(text: str, bounds: tuple[int, int] | None) -> str:
    assert bounds is not None
    return text[slice(*bounds)]


def test_words_come_from_the_segmentation_and_cover_all_but_line_ends() -> None:
    assert "".join(TEXT[a:b] for a, b in assist.words(TEXT)) == TEXT.replace("\n", "")
    assert quoted(TEXT, assist.word_at(TEXT, TEXT.index("达"))) == "达"
    assert assist.word_at(TEXT, TEXT.index("\n")) == (TEXT.index("\n"), TEXT.index("\n") + 1)
    assert assist.word_at(TEXT, len(TEXT)) == (len(TEXT), len(TEXT))


def test_a_drag_snaps_to_words() -> None:
    at = TEXT.index("粮食")
    assert quoted(TEXT, assist.snap(TEXT, at, at + 3)) in ("粮食", "粮食产量")


def test_each_label_has_its_natural_bound_at_the_caret(project: Project, article: ArticleId) -> None:
    document = open_document(project, article)
    for key, inside, wanted in (
        ("METRIC", "36亿", "1.36亿元"),
        ("PLACE", "岭", "青岭县"),
        ("PROGRAMME", "饮水", "农村安全饮水工程"),
    ):
        found = assist.natural_bound(document, TEXT.index(inside), label_named(project, key))
        assert quoted(TEXT, found) == wanted


def test_what_was_tagged_in_the_article_is_known_as_a_name(project: Project) -> None:
    text = "县里推行一肩双挑。各村都在推行一肩双挑。"
    document = open_document(project, add_article(project, text).id)
    label = label_named(project, "PROGRAMME")
    document.create(4, 8, label.id)
    assert assist.natural_bound(document, text.rindex("双挑"), label) == (15, 19)


def test_a_range_climbs_the_ladder_and_down_again(project: Project, article: ArticleId) -> None:
    document = open_document(project, article)
    start = TEXT.index("粮食产量")
    rungs = assist.ladder(document, start, start + 4)
    assert (start, start + 4) in rungs
    here = rungs.index((start, start + 4))
    assert assist.climb(document, start, start + 4, 1, rungs) == rungs[here + 1]
    assert assist.climb(document, start, start + 4, -1, rungs) == rungs[here - 1]
    assert assist.climb(document, *rungs[-1], 1, rungs) is None
    assert quoted(TEXT, assist.climb(document, start, start, 1, rungs)).startswith("粮食")
    assert assist.climb(document, start, start, -1, rungs) is None


def test_the_next_candidate_is_one_that_nobody_tagged(project: Project, article: ArticleId) -> None:
    document = open_document(project, article)
    at = TEXT.index("1.36")
    assert quoted(TEXT, assist.next_candidate(document, 4, 1)) == "1.36亿元"
    document.create(at, at + 6, label_named(project, "METRIC").id)
    assert quoted(TEXT, assist.next_candidate(document, 4, 1)) == "农村安全饮水工程"


def test_a_metric_is_read_back_with_its_indicator() -> None:
    indicator = [{"start": 3, "end": 7, "text": "投入资金"}, "合计"]
    line = assist.read_back({"value": "136000000", "unit": "元", "indicator": indicator})
    assert line.startswith("投入资金、合计 = ")
    assert "136,000,000 元" in line
    assert assist.read_back({}) == ""
    assert assist.read_back({"value": None, "unit": "元"}) == ""


def findings(project: Project, article: ArticleId) -> list[tuple[str, str]]:
    document = open_document(project, article)
    return [(one.kind, document.text[one.start : one.end]) for one in assist.findings(project, document)]


def test_the_check_names_what_is_not_tagged_and_what_is_tagged_badly(project: Project, article: ArticleId) -> None:
    assert findings(project, article) == [("number", "1.36亿元"), ("name", "农村安全饮水工程"), ("number", "205万吨")]
    document = open_document(project, article)
    metric, programme = label_named(project, "METRIC"), label_named(project, "PROGRAMME")
    start = TEXT.index("1.36")
    tagging.write(project, document.create(start, start + 6, metric.id, {"value": "136000000"}))
    name = TEXT.index("农村安全")
    tagging.write(project, document.create(name, name + 8, programme.id))
    end = TEXT.index("205")
    tagging.write(project, document.create(end, end + 6, metric.id, {"value": "2050000", "unit": "吨"}))
    assert findings(project, article) == [("unit", "1.36亿元"), ("edge", "205万吨。")]
    found = assist.findings(project, document)
    assert [one.span for one in found] == [document.marks[0].id, document.marks[2].id]
    assert "1.36亿元" in tr(found[0].message, **found[0].values)


def test_a_dismissed_finding_stays_away_for_me_in_this_article_alone(project: Project) -> None:
    ids = [add_article(project, TEXT, number).id for number in (1, 2)]
    document = open_document(project, ids[0])
    first = assist.findings(project, document)[0]
    assist.dismiss(project, ids[0], first)
    assert [quote for _, quote in findings(project, ids[0])] == ["农村安全饮水工程", "205万吨"]
    assert len(findings(project, ids[1])) == 3
    me = project.person
    as_person(project, add_person(project, "李二"))
    assert len(findings(project, ids[0])) == 3
    as_person(project, me)
    assist.dismiss(project, ids[0], first)
    assist.dismiss(project, ids[0], first, dismissed=False)
    assert len(findings(project, ids[0])) == 3


def test_after_a_repair_a_dismissal_holds_and_a_changed_tag_is_to_be_looked_at(project: Project) -> None:
    source = "青岭 县的农村共投入了资金20万元。去年修路。"
    article = add_article(project, source).id
    document = open_document(project, article)
    assist.dismiss(project, article, assist.findings(project, document)[0])
    tagging.write(project, document.create(0, 4, label_named(project, "PLACE").id))
    assert findings(project, article) == []
    articles.revise(project, document.article, (), [Edit(2, 3, EditKind.SPACE)])
    assert findings(project, article) == [("recheck", "青岭县")]


def test_the_segmenter_is_not_loaded_before_it_is_asked_for() -> None:
    code = "import sys, annotator.services.assist; print([m for m in sys.modules if 'jieba' in m or 'suggest.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
