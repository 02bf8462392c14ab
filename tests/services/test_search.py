"""Finding in a text, in the project, the same string elsewhere, and all my tags."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from builders import label_id, new_project, open_document
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article, ArticleForm, Layer, Revision, Source, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LabelId, LayerId, RevisionId, SourceId, SpanId, new_id
from annotator.domain.span import Span
from annotator.errors import ConflictError, RefusedError
from annotator.i18n import set_language
from annotator.services import articles, history, tagging
from annotator.services.articles import open_article, text_hash
from annotator.services.project import Project, add_person, as_person
from annotator.services.same import Standing, apply_same, same_string, same_string_batches
from annotator.services.search import (
    FoundIn,
    Grouping,
    TagGroup,
    TagQuery,
    all_tags,
    citation,
    find,
    find_in_project,
    needles,
    sentence_around,
    tag_groups,
    tags_of,
)
from annotator.store import articles as stored
from annotator.store import imports, journal
from annotator.store.imports import IncomingArticle


def put_articles(project: Project, texts: Sequence[str], cut: bool = False) -> list[ArticleId]:
    """Brings texts in as an import does; `cut` leaves something before and behind them in their sources."""
    incoming = []
    for number, text in enumerate(texts, start=1):
        whole = f"头{text}尾" if cut else text
        source = Source(SourceId(new_id()), f"{number}.txt", "utf-8", text_hash(whole), whole)
        article_id = ArticleId(new_id())
        low = 1 if cut else 0
        revision = Revision(
            RevisionId(new_id()), article_id, source.id, low, low + len(text), (), text, text_hash(text)
        )
        article = Article(
            article_id, number, f"第{number}篇", revision.id, ArticleForm(date="2020-11-03", paper="日报")
        )
        incoming.append(IncomingArticle(article, revision, source, whole))
    batch = GroupId(new_id())
    with project.database.write() as connection:
        imports.insert_articles(connection, project.writer, project.person.id, batch, incoming)
        imports.publish(connection, batch)
    return [one.article.id for one in incoming]


def tag(project: Project, article: ArticleId, quote: str, label: str = "PLACE", nth: int = 0) -> None:
    document = open_document(project, article)
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(quote, start + 1)
    tagging.write(project, document.create(start, start + len(quote), label_id(project, label)))


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


# -- in a text ---------------------------------------------------------------------------------------------------------


def test_a_string_is_found_whatever_its_case_and_width() -> None:
    assert find("ＧＤＰ增长，Gdp，gdp", "gdP") == [(0, 3), (6, 9), (10, 13)]
    assert find("增长36%和３６％", "３6%") == [(2, 5), (6, 9)]
    assert find("甲　乙 丙\u00a0丁", "甲 乙") == [(0, 3)]
    assert find("时间：八点，时间︰九点，时间﹕十点", "时间:") == [(0, 3), (6, 9), (12, 15)]


def test_signs_of_patterns_are_plain_characters() -> None:
    assert find("a.b (c) [d]*^$\\-", "(c) [d]*^$\\-") == [(4, 16)]
    assert find("aXb", "a.b") == []


def test_positions_are_code_points() -> None:
    text = "a𠀀中😀中e\u0301\r\n中"
    assert [text[a:b] for a, b in find(text, "中")] == ["中"] * 3
    assert find(text, "😀中") == [(3, 5)]


def test_nothing_is_found_of_nothing() -> None:
    assert find("文", "") == []
    assert find("", "文") == []


@given(st.text(alphabet="aAａＡ1１ 　中𠀀ßİ", max_size=30), st.text(alphabet="aAａ1１ 中𠀀ßİ", min_size=1, max_size=3))
def test_what_stands_there_exactly_is_found_and_hits_never_overlap(text: str, wanted: str) -> None:
    hits = find(text, wanted)
    assert all(a[1] <= b[0] for a, b in pairwise(hits))
    assert all(end - start == len(wanted) for start, end in hits)
    at = text.find(wanted)
    if at >= 0:
        assert any(start < at + len(wanted) and at < end for start, end in hits)


@given(
    st.text(alphabet="aAａＡ1１ 　中国𠀀ß", max_size=20), st.text(alphabet="aAａ1１ 中国𠀀ß", min_size=1, max_size=4)
)
def test_the_database_is_never_asked_for_too_much(text: str, wanted: str) -> None:
    asked = needles(wanted)
    if find(text, wanted) and asked:
        assert any(needle in text for needle in asked)


# -- in the project ----------------------------------------------------------------------------------------------------


def search(project: Project, wanted: str, **options: int) -> list[FoundIn]:
    return [found for batch in find_in_project(project, wanted, **options) for found in batch.found]


@pytest.mark.parametrize("cut", [False, True])
def test_hits_of_the_project_come_by_article_with_the_words_around(project: Project, cut: bool) -> None:
    ids = put_articles(project, ["青岭县\n修路。", "没有。", "到青岭县去，青岭县好。"], cut)
    found = search(project, "青岭县")
    assert [(one.article, one.title, one.count) for one in found] == [(ids[0], "第1篇", 1), (ids[2], "第3篇", 2)]
    assert found[0].places[0] == (0, 3, "", "青岭县", " 修路。")
    assert found[1].places[1] == (6, 9, "到青岭县去，", "青岭县", "好。")


def test_a_search_that_the_database_cannot_narrow_finds_the_same(project: Project) -> None:
    put_articles(project, ["ＧＤＰ", "3６%", "无"])
    assert [one.title for one in search(project, "gdp")] == ["第1篇"]
    assert [one.title for one in search(project, "36％")] == ["第2篇"]
    assert [one.title for one in search(project, ",")] == []


def test_more_hits_than_are_shown_are_counted(project: Project) -> None:
    put_articles(project, ["村" * 500])
    (found,) = search(project, "村", per_article=20)
    assert (found.count, len(found.places)) == (500, 20)


def test_deleted_articles_are_not_searched(project: Project) -> None:
    ids = put_articles(project, ["村", "村"])
    gone = open_article(project, ids[0]).article
    articles.set_deleted(project, [gone], True)
    assert [one.article for one in search(project, "村")] == [ids[1]]


def test_a_search_reads_a_little_at_a_time_and_can_be_given_up(project: Project) -> None:
    put_articles(project, ["村" + "。" * 3000] * 450)
    steps = find_in_project(project, "村")
    first = next(steps)
    assert first.total == 450
    assert 0 < first.done < 300
    tag(project, first.found[0].article, "村")  # somebody writes in between
    assert sum(len(batch.found) for batch in steps) == 450 - len(first.found)
    steps.close()


# -- the same string elsewhere -----------------------------------------------------------------------------------------


def test_the_same_string_is_found_here_and_in_my_other_articles(project: Project) -> None:
    ids = put_articles(project, ["青岭县与青岭县。", "在青岭县。", "别处。"])
    tag(project, ids[0], "青岭县")
    found = same_string(project, open_document(project, ids[0]), "青岭县", label_id(project, "PLACE"))
    assert [(hit.article, hit.place.start, hit.standing) for hit in found.hits] == [
        (ids[0], 4, Standing.FREE),
        (ids[1], 1, Standing.FREE),
    ]
    assert found.tagged == 1
    assert not found.cut


def test_the_same_string_is_found_in_full_and_in_half_width(project: Project) -> None:
    ids = put_articles(project, ["投资2.46亿元。", "投资２．４６亿元，又投资２.46亿元。", "投资24６亿元。"])
    found = same_string(project, open_document(project, ids[0]), "2.46亿元", label_id(project, "METRIC"))
    assert [(hit.article, hit.place.text) for hit in found.hits] == [
        (ids[0], "2.46亿元"),
        (ids[1], "２．４６亿元"),
        (ids[1], "２.46亿元"),
    ]


def test_hits_inside_or_across_a_longer_tag_and_those_labelled_otherwise_come_last_and_unticked(
    project: Project,
) -> None:
    ids = put_articles(project, ["青岭县农业局，青岭县。", "去青岭县。", "青岭县。", "大青岭县。"])
    tag(project, ids[0], "青岭县农业局", "PROGRAMME")
    tag(project, ids[1], "青岭县", "METRIC")
    tag(project, ids[3], "大青岭", "PROGRAMME")
    found = same_string(project, open_document(project, ids[0]), "青岭县", label_id(project, "PLACE"))
    assert [(hit.article, hit.standing, hit.ticked) for hit in found.hits] == [
        (ids[0], Standing.FREE, True),
        (ids[2], Standing.FREE, True),
        (ids[0], Standing.INSIDE, False),
        (ids[1], Standing.LABELLED, False),
        (ids[3], Standing.INSIDE, False),
    ]
    assert [hit.over for hit in found.hits[2:]] == ["青岭县农业局", "青岭县", "大青岭"]


def test_a_short_name_of_a_place_within_its_longer_one_comes_last_and_unticked(project: Project) -> None:
    ids = put_articles(project, ["双清区的水，双清的路。"])
    document = open_document(project, ids[0])
    found = same_string(project, document, "双清", label_id(project, "PLACE"))
    assert [(hit.standing, hit.over) for hit in found.hits] == [(Standing.FREE, ""), (Standing.NAME, "双清区")]
    assert [hit.ticked for hit in found.hits] == [True, False]
    named = same_string(project, document, "双清", label_id(project, "PROGRAMME"))
    assert {hit.standing for hit in named.hits} == {Standing.FREE}


def test_a_hit_around_a_shorter_tag_is_free(project: Project) -> None:
    ids = put_articles(project, ["青岭县修路工程。"])
    tag(project, ids[0], "青岭县")
    found = same_string(project, open_document(project, ids[0]), "青岭县修路工程", label_id(project, "PROGRAMME"))
    assert [hit.standing for hit in found.hits] == [Standing.FREE]


def test_submitted_skipped_excluded_and_deleted_articles_are_left_alone(project: Project) -> None:
    ids = put_articles(project, ["村"] * 6)
    for article, status in ((ids[1], Status.SUBMITTED), (ids[2], Status.SKIPPED), (ids[5], Status.WORKING)):
        tagging.write(project, open_document(project, article).set_status(status))
    articles.set_excluded(project, [open_article(project, ids[3]).article], True)
    articles.set_deleted(project, [open_article(project, ids[4]).article], True)
    found = same_string(project, open_document(project, ids[0]), "村", label_id(project, "PLACE"))
    assert [hit.article for hit in found.hits] == [ids[0], ids[5]]
    submitted = same_string(project, open_document(project, ids[1]), "村", label_id(project, "PLACE"))
    assert [hit.article for hit in submitted.hits] == [ids[0], ids[5]]


def test_what_another_person_tagged_is_neither_seen_nor_in_the_way(project: Project) -> None:
    ids = put_articles(project, ["青岭县农业局", "青岭县"])
    me = project.person
    as_person(project, add_person(project, "李二"))
    tag(project, ids[0], "青岭县农业局", "PROGRAMME")
    tag(project, ids[1], "青岭县")
    tagging.write(project, open_document(project, ids[1]).set_status(Status.SUBMITTED))
    as_person(project, me)
    found = same_string(project, open_document(project, ids[0]), "青岭县", label_id(project, "PLACE"))
    assert [(hit.standing, hit.over) for hit in found.hits] == [(Standing.FREE, "")] * 2
    assert found.tagged == 0


def test_tagging_the_hits_is_one_step_across_articles(project: Project) -> None:
    ids = put_articles(project, ["青岭县。", "在青岭县。", "到青岭县。"])
    tag(project, ids[2], "到")
    document = open_document(project, ids[0])
    found = same_string(project, document, "青岭县", label_id(project, "PLACE"))
    here, there = apply_same(project, document, found.hits, found.label, {"path": "某省/青岭县", "n": [{"start": 1}]})
    tagging.write(project, [*here, *there])

    assert [(m.start, m.end) for m in document.marks] == [(0, 3)]
    rows = [row for row in all_tags(project) if row.quote == "青岭县"]
    assert [(row.article, row.start, row.attributes) for row in rows] == [
        (article, start, {"path": "某省/青岭县"}) for article, start in zip(ids, (0, 1, 1), strict=True)
    ]
    assert open_article(project, ids[1]).layer.status is Status.WORKING

    step, _ = history.next_steps(project, ids[0])
    assert step is not None
    assert step.others == ("第2篇", "第3篇")
    taken = history.undo(project, ids[0])
    assert taken is not None
    assert document.apply(taken.changes)
    assert len(document.marks) == 0
    assert [row.quote for row in all_tags(project)] == ["到"]
    assert open_article(project, ids[1]).layer.status is Status.NEW


def test_hits_that_were_tagged_in_the_meantime_are_passed_over(project: Project) -> None:
    ids = put_articles(project, ["青岭县。", "在青岭县。"])
    document = open_document(project, ids[0])
    found = same_string(project, document, "青岭县", label_id(project, "PLACE"))
    tagging.write(project, document.create(0, 3, label_id(project, "PLACE")))
    tag(project, ids[1], "青岭县")
    assert apply_same(project, document, found.hits, found.label) == ([], [])


def test_nothing_is_tagged_in_a_text_that_changed_or_was_submitted_since(project: Project) -> None:
    ids = put_articles(project, ["青岭县。", "在青岭县。"])
    document = open_document(project, ids[0])
    found = same_string(project, document, "青岭县", label_id(project, "PLACE"))
    tagging.write(project, open_document(project, ids[1]).set_status(Status.SUBMITTED))
    with pytest.raises(RefusedError):
        apply_same(project, document, found.hits, found.label)
    assert len(document.marks) == 0
    history.undo(project, ids[1])
    opened = open_article(project, ids[1])
    new = Revision(RevisionId(new_id()), ids[1], opened.revision.source, 1, 5, (), "青岭县。", text_hash("青岭县。"))
    with project.database.write() as connection:
        stored.insert_revision(connection, new, "在青岭县。")
    articles.change_article(project, [opened.article], revision=new.id)
    assert replace(opened.article, revision=new.id) == open_article(project, ids[1]).article
    with pytest.raises(ConflictError):
        apply_same(project, document, found.hits, found.label)
    assert len(document.marks) == 0


def test_a_string_that_stands_everywhere_is_offered_in_part_and_says_so(project: Project) -> None:
    ids = put_articles(project, ["的" * 6000, "的" * 10])
    found = same_string(project, open_document(project, ids[1]), "的", label_id(project, "PLACE"))
    assert (len(found.hits), found.cut) == (5000, True)
    assert list(same_string_batches(project, open_document(project, ids[1]), "", label_id(project, "PLACE"))) == []


# -- all my tags -------------------------------------------------------------------------------------------------------


def groups(project: Project, **query: object) -> list[TagGroup]:
    *_, last = tag_groups(project, TagQuery(**query))  # type: ignore[arg-type]  # fields by name
    assert last.done == last.total
    return list(last.groups)


@pytest.fixture
def tagged(project: Project) -> list[ArticleId]:
    ids = put_articles(project, ["青岭县投入36万元，青岭县。", "禾丰县投入３６万元。"])
    tag(project, ids[0], "青岭县")
    tag(project, ids[0], "青岭县", nth=1)
    tag(project, ids[0], "36万元", "METRIC")
    tag(project, ids[1], "禾丰县")
    tag(project, ids[1], "３６万元", "METRIC")
    me = project.person
    as_person(project, add_person(project, "李二"))
    tag(project, ids[1], "投入", "PROGRAMME")
    as_person(project, me)
    return ids


@pytest.mark.usefixtures("tagged")
def test_my_tags_are_counted_by_quote_and_label_and_nobody_elses(project: Project) -> None:
    assert [(group.title, group.tags) for group in groups(project)] == [
        ("36万元", 1),
        ("禾丰县", 1),
        ("青岭县", 2),
        ("３６万元", 1),
    ]
    assert [group.title for group in groups(project, wanted="36")] == ["36万元", "３６万元"]
    assert [group.title for group in groups(project, label=label_id(project, "PLACE"))] == ["禾丰县", "青岭县"]


def test_my_tags_are_counted_by_article(project: Project, tagged: list[ArticleId]) -> None:
    found = groups(project, grouping=Grouping.ARTICLE)
    assert [(group.article, group.title, group.tags) for group in found] == [
        (tagged[0], "第1篇", 3),
        (tagged[1], "第2篇", 2),
    ]
    assert [group.tags for group in groups(project, grouping=Grouping.ARTICLE, wanted="县")] == [2, 1]


def test_the_tags_of_a_group_tell_where_they_are(project: Project, tagged: list[ArticleId]) -> None:
    group = next(group for group in groups(project) if group.title == "青岭县")
    assert [(row.article, row.start, row.end) for row in tags_of(project, group, TagQuery())] == [
        (tagged[0], 0, 3),
        (tagged[0], 10, 13),
    ]
    query = TagQuery("县", grouping=Grouping.ARTICLE)
    second = groups(project, wanted="县", grouping=Grouping.ARTICLE)[1]
    assert [row.quote for row in tags_of(project, second, query)] == ["禾丰县"]
    assert len(tags_of(project, group, TagQuery(), limit=1)) == 1


def test_tags_of_a_merged_label_count_as_the_other_labels(project: Project, tagged: list[ArticleId]) -> None:
    place, metric = project.scheme.by_key("PLACE"), project.scheme.by_key("METRIC")
    assert place is not None
    assert metric is not None
    with project.database.write() as connection:
        change = Change(place, replace(place, merged_into=metric.id))
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    project.reload()
    found = groups(project, label=metric.id)
    assert sum(group.tags for group in found) == 5
    assert {group.label for group in found} == {metric.id}
    group = next(group for group in found if group.title == "青岭县")
    assert len(tags_of(project, group, TagQuery())) == 2
    assert len(list(all_tags(project, TagQuery(label=metric.id)))) == 5


def test_a_project_without_tags_has_no_groups(project: Project) -> None:
    put_articles(project, ["村"])
    assert groups(project) == []


@pytest.mark.parametrize("seed", range(3))
def test_many_tags_are_counted_in_steps_and_rightly(project: Project, seed: int) -> None:
    chance = random.Random(seed)
    ids = put_articles(project, ["甲乙丙丁戊己庚辛壬癸" * 1500] * 5)
    known = [label_id(project, key) for key in ("PLACE", "METRIC")]
    wanted: dict[tuple[str, bytes], int] = {}
    for article in ids:
        opened = open_article(project, article)
        spans = []
        for _ in range(5000):
            start = chance.randrange(14000)
            quote = opened.revision.text[start : start + 2]
            label = chance.choice(known)
            wanted[quote, label] = wanted.get((quote, label), 0) + 1
            spans.append(new_span(opened.layer, opened.revision, start, start + 2, label))
        with project.database.write() as connection:
            imports.insert_layers(connection, [imports.IncomingLayer(opened.layer, tuple(spans))])
    steps = list(tag_groups(project, TagQuery()))
    assert len(steps) == 5
    assert {(group.title, group.label): group.tags for group in steps[-1].groups} == wanted


def new_span(layer: Layer, revision: Revision, start: int, end: int, label: bytes) -> Span:
    return Span(SpanId(new_id()), LayerId(layer.id), revision.id, start, end, LabelId(label), revision.text[start:end])


# -- citations ---------------------------------------------------------------------------------------------------------


def test_a_tag_is_cited_with_its_sentence_and_where_it_comes_from(project: Project) -> None:
    ids = put_articles(project, ["去年修路。青岭县投入36万元！“好。”\n明年再说。"])
    tag(project, ids[0], "青岭县")
    document = open_document(project, ids[0])
    span = document.span(document.marks[0].id)
    assert citation(document, span) == "青岭县: “青岭县投入36万元！” (“第1篇”, 日报, 2020-11-03)"
    set_language("zh")
    assert citation(document, span) == "青岭县：“青岭县投入36万元！”（《第1篇》，日报，2020-11-03）"


def test_a_sentence_ends_at_its_mark_or_at_a_line_end_and_is_cut_where_it_never_ends() -> None:
    text = "甲。乙“丙？”丁\r\n戊"
    assert sentence_around(text, 3, 4) == "乙“丙？”"
    assert sentence_around(text, 4, 6) == "乙“丙？”"
    assert sentence_around(text, 7, 8) == "丁"
    assert sentence_around(text, len(text) - 1, len(text)) == "戊"
    long = "字" * 10_000
    around = sentence_around(long, 5000, 5002)
    assert around.startswith("……")
    assert around.endswith("……")
    assert len(around) < 600
