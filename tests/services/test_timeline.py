"""History as people read it: pages, steps, one tag's history, the past, and back to it."""

from collections.abc import Iterator

import pytest
from builders import TEXT, add_article, add_articles, incoming, label_id, new_project, open_document, see_each_other
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import i18n
from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, EventId, GroupId, LayerId, SpanId, new_id
from annotator.domain.span import Span
from annotator.domain.text import Edit, EditKind
from annotator.errors import RefusedError
from annotator.services import articles, history, tagging, threads, timeline
from annotator.services.document import Document
from annotator.services.project import Project, add_person, as_person
from annotator.services.timeline_words import step_title, told
from annotator.store import journal
from annotator.store.imports import IncomingArticle, IncomingLayer


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("zh")


def lines(project: Project, article: ArticleId, most: int = timeline.PAGE) -> list[timeline.Line]:
    """All lines of an article, read page by page, newest first."""
    found: list[timeline.Line] = []
    more, last = True, None
    while more:
        page = timeline.read_page(project, article, last, most=most)
        found += page.lines
        more, last = page.more, page.lines[-1].event if page.lines else None
    return found


def newest(project: Project, article: ArticleId) -> EventId:
    return timeline.read_page(project, article).lines[0].event


def tags(document: Document) -> list[tuple[int, int, str, str]]:
    found = document.spans(mark.id for mark in document.marks)
    return [(one.start, one.end, one.label.hex(), str(dict(one.attributes))) for one in found]


def test_every_change_is_told_with_what_was_before_and_after(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    tagging.write(project, document.create(8, 14, label_id(project, "METRIC"), {"bound": "exact"}))
    span = document.marks[0].id
    tagging.write(project, document.set_bounds(span, 7, 14))
    tagging.write(project, document.set_attribute([span], "value", "136000000"))
    tagging.write(project, document.set_note([span], "存疑"))
    tagging.write(project, document.relabel([span], label_id(project, "PLACE")))
    tagging.write(project, document.set_status(Status.SUBMITTED))
    said = [(one.what, one.before, one.after) for one in (told(project.scheme, x) for x in lines(project, article.id))]
    assert said == [
        ("改变状态", "标注中", "已提交"),
        ("修改“金1.36亿元”的标签", "指标值", "地点"),
        ("修改“金1.36亿元”的备注", "—", "存疑"),
        ("修改“金1.36亿元”的数值", "—", "136000000"),
        ("修改“1.36亿元”的起止", "“1.36亿元”", "“金1.36亿元”"),
        ("标注", "", "指标值“1.36亿元”"),
        ("改变状态", "未开始", "标注中"),
        ("开始标注本文", "", ""),
        ("导入文章", "", ""),
    ]


def test_a_step_of_many_changes_is_one_line_and_undo_is_told_as_such(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    metric = label_id(project, "METRIC")
    tagging.write(project, document.create_all([document.new_span(at, at + 2, metric) for at in (0, 4, 8)]))
    history.undo(project, article.id)
    undone, made, *_ = timeline.steps(lines(project, article.id))
    assert all(line.undoes for line in undone.lines)
    assert len([line for line in made.lines if isinstance(line.change and line.change.state, Span)]) == 3
    assert step_title(project.scheme, made) == "标注 指标值“县教”等（共 3 处改动）"


def test_pages_of_any_size_give_the_same_lines(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    for at in range(20):
        tagging.write(project, document.create(at, at + 2, label_id(project, "METRIC")))
    whole = lines(project, article.id)
    assert len(whole) == 23
    for most in (1, 7, 23, 24):
        assert lines(project, article.id, most) == whole


def test_an_import_is_one_line_however_many_tags_it_brought(project: Project) -> None:
    coming = incoming()
    layer = Layer(LayerId(new_id()), coming.article.id, project.person.id)
    spans = tuple(
        Span(SpanId(new_id()), layer.id, coming.revision.id, at, at + 1, label_id(project, "PLACE"), TEXT[at])
        for at in range(40)
    )
    whole = (IncomingLayer(layer, spans),)
    add_articles(project, IncomingArticle(coming.article, coming.revision, coming.source, coming.source_text, whole))
    [line] = lines(project, coming.article.id)
    assert told(project.scheme, line).what == "导入文章，带来 40 处标注"
    past = timeline.state_at(project, coming.article.id, line.event)
    assert len(past.spans[layer.id]) == 40
    only = timeline.read_page(project, coming.article.id, span=spans[7].id).lines
    assert [told(project.scheme, one).after for one in only] == [f"地点“{TEXT[7]}”"]


def test_the_history_of_a_tag_has_its_own_lines_only(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    for at in (0, 8):
        tagging.write(project, document.create(at, at + 4, label_id(project, "METRIC")))
    one, other = (mark.id for mark in document.marks)
    tagging.write(project, document.set_note([one], "甲"))
    tagging.write(project, document.set_note([other], "乙"))
    tagging.write(project, document.delete([one]))
    found = timeline.read_page(project, article.id, span=one).lines
    assert [told(project.scheme, line).what for line in found] == ["删除标注", "修改“县教育局”的备注", "标注"]


def test_the_article_is_seen_as_it_was_at_any_time(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    seen = []
    for make in (
        lambda: document.create(0, 4, label_id(project, "PLACE")),
        lambda: document.create(8, 14, label_id(project, "METRIC")),
        lambda: document.set_bounds(document.marks[0].id, 0, 3),
        lambda: document.relabel([document.marks[1].id], label_id(project, "PROGRAMME")),
        lambda: document.delete([document.marks[0].id]),
    ):
        tagging.write(project, make())
        seen.append((newest(project, article.id), tags(document)))
    for event, wanted in seen:
        past = timeline.state_at(project, article.id, event)
        mine = past.mine(project.person.id)
        assert mine is not None
        revision, marks, spans = timeline.view_of(project, past, mine.id)
        assert revision.text == TEXT
        assert len(marks) == len(spans)
        assert [
            (one.start, one.end, one.label.hex(), str(dict(one.attributes))) for one in past.spans[mine.id]
        ] == wanted
    first = timeline.read_page(project, article.id, most=100).lines[-1]
    assert timeline.event_at(project, article.id, first.time) == first.event
    assert timeline.event_at(project, article.id, first.time - 1) is None
    with pytest.raises(RefusedError):
        timeline.state_at(project, article.id, EventId(bytes(16)))


def test_my_layer_goes_back_to_any_time_as_one_step_that_can_be_undone(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    place, metric = label_id(project, "PLACE"), label_id(project, "METRIC")
    tagging.write(project, document.create(0, 4, place))
    tagging.write(project, document.create(8, 14, metric))
    one, other = (mark.id for mark in document.marks)
    tagging.write(project, document.relate(one, other, "measured_at"))
    then, wanted = newest(project, article.id), tags(document)
    tagging.write(project, document.set_attribute([other], "value", "5"))
    tagging.write(project, document.delete([one]))
    tagging.write(project, document.create(22, 25, metric))
    now = tags(document)
    changes = timeline.restore(project, article.id, then)
    assert changes
    assert tags(open_document(project, article.id)) == wanted
    ties = timeline.state_at(project, article.id, newest(project, article.id)).relations[document.layer.id]
    assert [(tie.source, tie.target) for tie in ties] == [(one, other)]
    assert timeline.restore(project, article.id, then) == []
    history.undo(project, article.id)
    assert tags(open_document(project, article.id)) == now


def test_a_submitted_layer_is_not_restored(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    before = newest(project, article.id)
    tagging.write(project, document.create(0, 4, label_id(project, "PLACE")))
    tagging.write(project, document.set_status(Status.SUBMITTED))
    with pytest.raises(RefusedError):
        timeline.restore(project, article.id, before)
    assert len(open_document(project, article.id).marks) == 1


def test_the_text_of_the_past_is_shown_with_the_tags_of_the_past(project: Project) -> None:
    edits = (Edit(3, 4, EditKind.DROP, reason="x"),)
    [article] = add_articles(project, incoming(edits=edits))
    document = open_document(project, article.id)
    tagging.write(project, document.create(7, 13, label_id(project, "METRIC")))
    then = newest(project, article.id)
    articles.revise(project, document.article, edits)
    past = timeline.state_at(project, article.id, then)
    revision, marks, _ = timeline.view_of(project, past, document.layer.id)
    assert revision.text == TEXT[:3] + TEXT[4:]
    assert [revision.text[m.start : m.end] for m in marks] == ["1.36亿元"]
    assert told(project.scheme, timeline.read_page(project, article.id).lines[0]).what == "改变正文的整理"


# -- blindness ---------------------------------------------------------------------------------------------------


def shared(project: Project, kind: LayerKind = LayerKind.PERSON) -> Article:
    """An article that 李强 tagged; the manager's own layer is not begun. 李强's tag is on the first characters."""
    article = add_article(project)
    other = add_person(project, "李强")
    layer = Layer(LayerId(new_id()), article.id, other.id, kind)
    span = Span(SpanId(new_id()), layer.id, article.revision, 0, 4, label_id(project, "PLACE"), TEXT[:4])
    with project.database.write() as connection:
        for state in (layer, span):
            change = Change(None, state, article.id, layer.id)
            journal.record(connection, project.writer, other.id, [change], GroupId(new_id()))
    return article


def as_annotator(project: Project) -> None:
    as_person(project, add_person(project, "赵玲"))


def test_an_annotator_of_a_blind_project_sees_nobodys_history_but_its_own(project: Project) -> None:
    article = shared(project)
    assert len(lines(project, article.id)) == 3  # a manager sees it all
    last = newest(project, article.id)
    as_annotator(project)
    assert [line.change for line in lines(project, article.id)] == [None]
    assert timeline.state_at(project, article.id, last).spans == {}
    see_each_other(project)
    assert len(lines(project, article.id)) == 3


def test_a_question_is_in_the_history_of_those_who_may_read_it(project: Project) -> None:
    article = shared(project)
    threads.ask(project, article.id, "这里算不算？")
    as_annotator(project)
    assert all(line.change is None for line in lines(project, article.id))
    threads.ask(project, article.id, "请看")
    assert [told(project.scheme, line).what for line in lines(project, article.id)] == ["提问“请看”", "导入文章"]
    see_each_other(project)
    assert len(lines(project, article.id)) == 5


def test_gold_is_seen_by_all_and_a_retest_by_nobody(project: Project) -> None:
    gold, retest = shared(project, LayerKind.GOLD), None
    as_annotator(project)
    assert len(lines(project, gold.id)) == 3
    retest = add_article(project, f"{TEXT}再", 2)
    layer = Layer(LayerId(new_id()), retest.id, project.person.id, LayerKind.RETEST)
    with project.database.write() as connection:
        change = Change(None, layer, retest.id, layer.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    assert len(lines(project, retest.id)) == 1


def test_an_import_tells_of_layers_only_that_one_may_see(project: Project) -> None:
    other = add_person(project, "李强")
    coming = incoming()
    layer = Layer(LayerId(new_id()), coming.article.id, other.id)
    span = Span(SpanId(new_id()), layer.id, coming.revision.id, 0, 4, label_id(project, "PLACE"), TEXT[:4])
    whole = (IncomingLayer(layer, (span,)),)
    add_articles(project, IncomingArticle(coming.article, coming.revision, coming.source, coming.source_text, whole))
    assert told(project.scheme, lines(project, coming.article.id)[0]).what == "导入文章，带来 1 处标注"
    as_annotator(project)
    [line] = lines(project, coming.article.id)
    assert told(project.scheme, line).what == "导入文章"
    assert timeline.state_at(project, coming.article.id, line.event).layers == {}


# -- any course of edits -----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(seed=st.randoms(use_true_random=False))
def test_any_moment_can_be_restored(tmp_path_factory: pytest.TempPathFactory, seed: object) -> None:
    chance = seed
    project = new_project(str(tmp_path_factory.mktemp("p") / "p.annotator"))
    try:
        article = add_article(project)
        document = open_document(project, article.id)
        labels = [label.id for label in project.scheme.active]
        moments = []
        for _ in range(12):
            ids = [mark.id for mark in document.marks]
            start = chance.randrange(len(TEXT) - 6)  # type: ignore[attr-defined]  # it is a Random
            step = chance.choice(["create", "create", "delete", "move"]) if ids else "create"  # type: ignore[attr-defined]
            if step == "create":
                made = document.create(start, start + 3, chance.choice(labels))  # type: ignore[attr-defined]
            elif step == "delete":
                made = document.delete([chance.choice(ids)])  # type: ignore[attr-defined]
            else:
                made = document.set_bounds(chance.choice(ids), start, start + 4)  # type: ignore[attr-defined]
            if made:
                tagging.write(project, made)
                moments.append((newest(project, article.id), sorted(tags(document))))
        for event, wanted in moments:
            timeline.restore(project, article.id, event)
            assert sorted(tags(open_document(project, article.id))) == wanted
    finally:
        project.close()
