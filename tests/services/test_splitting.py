"""Pages are divided into articles and put together again, and everybody's work goes along."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change, State
from annotator.domain.ids import ArticleId, GroupId, LayerId, PersonId, RecordId, RelationId, new_id
from annotator.domain.learning import Refusal
from annotator.domain.noticed import Several
from annotator.domain.person import Person, Role
from annotator.domain.span import Relation, Span
from annotator.domain.text import Edit, EditKind, ReadingText
from annotator.errors import ConflictError, RefusedError
from annotator.reading.cuts import cut_reading, joined_reading
from annotator.services import articles, doctor, history, importing, splitting, tagging
from annotator.services.project import Project
from annotator.services.splitting import Part
from annotator.store import articles as stored
from annotator.store import journal, records, replay, spans

_SHARED = Path(__file__).parents[2].parent / "shared"

FIRST = "山区学校变了样\n县教育局投入资金1.36亿元，建成寄宿制学校12所。\n"
SECOND = "卫生院搬新家\n和丰县投入2100万元，新建乡镇卫生院3所，床位增加120张。\n"
THIRD = "公路通到村口\n全县新修通村公路86公里。\n"
PAGE = FIRST + SECOND + THIRD
PARTS = (
    Part(0, "山区学校变了样", ("周敏",)),
    Part(len(FIRST), "卫生院搬新家"),
    Part(len(FIRST + SECOND), "公路通到村口"),
)


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def page_of(project: Project, text: str = PAGE, edits: tuple[Edit, ...] = ()) -> Article:
    return add_articles(project, incoming(text, 7, "版面", edits))[0]


def tag(project: Project, article: ArticleId, *words: str, label: str = "METRIC") -> list[Span]:
    document = open_document(project, article)
    places = [(document.text.index(one), one) for one in words]
    made = [document.new_span(at, at + len(one), label_id(project, label)) for at, one in places]
    tagging.write(project, document.create_all(made))
    return made


def divide(project: Project, article: Article, parts: tuple[Part, ...] = PARTS) -> splitting.Outcome:
    return splitting.divide(project, splitting.read_page(project, article.id), parts)


def tagged(project: Project, article: Article) -> list[str]:
    opened = articles.open_article(project, article.id)
    return [opened.revision.text[mark.start : mark.end] for mark in opened.marks]


def there(states: dict[replay.Key, State]) -> dict[replay.Key, State]:
    """What is not deleted."""
    return {key: one for key, one in states.items() if not (isinstance(one, Article) and one.deleted)}


def text_of(project: Project, article: Article) -> str:
    return articles.open_article(project, article.id).revision.text


def check_history(project: Project) -> None:
    with project.database.read() as connection:
        assert replay.from_history(connection).keys() >= replay.from_tables(connection).keys()
        now = replay.from_tables(connection)
        told = replay.from_history(connection)
        assert {key: told[key] for key in now} == now
        assert not [key for key in told if key not in now and key[0] != "scheme"]
        assert not replay.contradictions(connection)
    assert not [finding.text for finding in doctor.check_project(project)]


def test_a_page_becomes_articles_that_are_together_its_text(project: Project) -> None:
    page = page_of(project)
    done = divide(project, page)
    assert [text_of(project, one) for one in done.articles] == [FIRST, SECOND, THIRD]
    assert done.articles[0].id == page.id
    listed = [one.article for one in articles.list_articles(project)]
    assert [one.title for one in listed] == [part.title for part in PARTS]
    assert {one.number for one in listed} == {7}
    assert json.loads(done.articles[0].form.extra) == {"authors": ["周敏"]}
    check_history(project)


def test_tags_go_to_the_article_that_they_lie_in(project: Project) -> None:
    page = page_of(project)
    made = tag(project, page.id, "1.36亿元", "2100万元", "86公里", "3所")
    done = divide(project, page)
    assert [tagged(project, one) for one in done.articles] == [["1.36亿元"], ["2100万元", "3所"], ["86公里"]]
    assert (done.crossing, done.untied) == (0, 0)
    opened = articles.open_article(project, done.articles[1].id)
    assert {mark.id for mark in opened.marks} == {made[1].id, made[3].id}, "a tag is the same tag elsewhere"
    assert not opened.carried, "they are written in the reading in which they are now"
    assert opened.layer.status is Status.WORKING
    check_history(project)


def test_dividing_is_one_step_that_undo_takes_back_and_redo_does_again(project: Project) -> None:
    page = page_of(project)
    tag(project, page.id, "1.36亿元", "2100万元", "86公里")
    with project.database.read() as connection:
        before = replay.from_tables(connection)
    done = divide(project, page)
    with project.database.read() as connection:
        divided = replay.from_tables(connection)
    with pytest.raises(history.ReachError):
        history.undo(project, page.id, everywhere=False)
    taken = history.undo(project, page.id)
    assert taken is not None
    with project.database.read() as connection:
        assert there(replay.from_tables(connection)) == before
    assert not articles.list_articles(project, deleted=True), "what was cut out is back in its page"
    check_history(project)
    history.redo(project, page.id)
    with project.database.read() as connection:
        assert replay.from_tables(connection) == divided
    assert [text_of(project, one) for one in done.articles] == [FIRST, SECOND, THIRD]
    check_history(project)


def test_undo_is_refused_where_somebody_has_worked_in_a_new_article(project: Project) -> None:
    page = page_of(project)
    tag(project, page.id, "2100万元")
    done = divide(project, page)
    tag(project, done.articles[1].id, "120张")
    tag(project, done.articles[2].id, "86公里")
    with project.database.read() as connection:
        before = replay.from_tables(connection)
    with pytest.raises(ConflictError):
        history.undo(project, page.id)
    with project.database.read() as connection:
        assert replay.from_tables(connection) == before


def test_a_tag_that_a_cut_goes_through_stays_with_its_larger_part_to_be_looked_at_again(project: Project) -> None:
    page = page_of(project)
    words = "所。\n卫生院搬新家\n和丰县"
    made = tag(project, page.id, words)
    seen = splitting.effect(project, splitting.read_page(project, page.id), [part.start for part in PARTS[1:]])
    assert seen.crossing == 1
    done = divide(project, page)
    assert done.crossing == 1
    assert tagged(project, done.articles[0]) == []
    opened = articles.open_article(project, done.articles[1].id)
    assert opened.recheck == {made[0].id}
    assert opened.stored[made[0].id].quote == words, "what its owner tagged is not forgotten"
    assert tagged(project, done.articles[1]) == ["卫生院搬新家\n和丰县"]
    check_history(project)


def test_an_indicator_in_another_article_puts_its_tag_on_the_list_too(project: Project) -> None:
    page = page_of(project)
    document = open_document(project, page.id)
    at, words = document.text.index("2100万元"), document.text.index("投入资金")
    indicator = [{"start": words, "end": words + 4, "text": "投入资金"}]
    span = document.new_span(at, at + 6, label_id(project, "METRIC"), {"indicator": indicator})
    tagging.write(project, document.create_all([span]))
    done = divide(project, page)
    opened = articles.open_article(project, done.articles[1].id)
    assert tagged(project, done.articles[1]) == ["2100万元"]
    assert opened.recheck == {span.id}
    check_history(project)


def _add_person(project: Project, name: str, role: Role) -> Person:
    person = Person(PersonId(new_id()), name, name[:1], "#009E73", role)
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, [Change(None, person)], GroupId(new_id()))
    project.reload()
    return person


def _add_layer(
    project: Project, page: Article, person: PersonId, words: list[str], kind: LayerKind, status: Status
) -> tuple[Layer, list[Span]]:
    layer = Layer(LayerId(new_id()), page.id, person, kind, status)
    document = open_document(project, page.id)
    made = []
    for one in words:
        at = document.text.index(one)
        made.append(replace(document.new_span(at, at + len(one), label_id(project, "METRIC")), layer=layer.id))
    changes = [Change(None, layer, page.id, layer.id), *(Change(None, one, page.id, layer.id) for one in made)]
    with project.database.write() as connection:
        journal.record(connection, project.writer, person, changes, GroupId(new_id()))
    return layer, made


def test_the_layers_of_everybody_go_along_with_their_states(project: Project) -> None:
    page = page_of(project)
    other = _add_person(project, "李强", Role.ANNOTATOR)
    _add_layer(project, page, other.id, ["1.36亿元", "86公里"], LayerKind.PERSON, Status.SUBMITTED)
    _add_layer(project, page, project.person.id, ["2100万元"], LayerKind.GOLD, Status.WORKING)
    done = divide(project, page)
    with project.database.read() as connection:
        for number, words in enumerate((["1.36亿元"], [], ["86公里"])):
            layers = stored.read_layers(connection, done.articles[number].id)
            theirs = next(one for one in layers if one.person == other.id)
            assert theirs.status is Status.SUBMITTED
            assert [span.quote for span in spans.read_spans(connection, theirs.id)] == words
        gold = [one for one in stored.read_layers(connection, done.articles[1].id) if one.kind is LayerKind.GOLD]
        assert [span.quote for span in spans.read_spans(connection, gold[0].id)] == ["2100万元"]
    check_history(project)


def test_what_others_did_is_not_told_to_an_annotator(project: Project) -> None:
    page = page_of(project)
    other = _add_person(project, "李强", Role.ANNOTATOR)
    _add_layer(project, page, other.id, ["所。\n卫生院"], LayerKind.PERSON, Status.WORKING)
    whole = splitting.read_page(project, page.id)
    assert splitting.effect(project, whole, [len(FIRST)]).crossing == 1, "a manager sees it"
    project.person = replace(project.person, role=Role.ANNOTATOR)
    assert splitting.effect(project, whole, [len(FIRST)]).crossing == 0


def test_relations_go_along_and_those_that_come_apart_go(project: Project) -> None:
    page = page_of(project)
    one, two, three = tag(project, page.id, "2100万元", "3所", "86公里")
    ties = [Relation(RelationId(new_id()), one.layer, "of", one.id, end.id) for end in (two, three)]
    with project.database.write() as connection:
        changes = [Change(None, tie, page.id, one.layer) for tie in ties]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    done = divide(project, page)
    assert done.untied == 1
    layer = articles.open_article(project, done.articles[1].id).layer
    with project.database.read() as connection:
        assert [tie.id for tie in spans.read_relations(connection, layer.id)] == [ties[0].id]
    check_history(project)
    history.undo(project, page.id)
    with project.database.read() as connection:
        assert {tie.id for tie in spans.read_relations(connection, one.layer)} == {tie.id for tie in ties}


def test_refusals_of_suggestions_go_along(project: Project) -> None:
    page = page_of(project)
    at = PAGE.index("3所")
    refusal = Refusal.of(PAGE, at, at + 2, "METRIC")
    note = refusal.to_record(RecordId(new_id()), project.person.id, page.id)
    with project.database.write() as connection:
        changes = [Change(None, note, page.id)]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    done = divide(project, page)
    with project.database.read() as connection:
        (moved,) = records.read_records(connection, (Refusal.kind,), article=done.articles[1].id)
    found = Refusal.from_record(moved)
    assert text_of(project, done.articles[1])[found.start : found.end] == "3所"
    check_history(project)


def test_that_a_text_is_several_articles_is_noted_until_it_is_divided(project: Project) -> None:
    page = page_of(project)
    with project.database.write() as connection:
        note = Several(3).to_record(RecordId(new_id()), project.person.id, page.id)
        journal.record(connection, project.writer, project.person.id, [Change(None, note, page.id)], GroupId(new_id()))
    divide(project, page)
    with project.database.read() as connection:
        assert not records.read_records(connection, (Several.kind,))
    history.undo(project, page.id)
    with project.database.read() as connection:
        assert records.read_records(connection, (Several.kind,)) == [note]
    splitting.one_article(project, page.id)
    with project.database.read() as connection:
        assert not records.read_records(connection, (Several.kind,))


def test_a_text_that_came_with_its_tags_is_refused_with_the_reason(project: Project) -> None:
    coming = incoming(PAGE, 1)
    whole = replace(coming, revision=replace(coming.revision, verbatim=True))
    page = add_articles(project, whole)[0]
    read = splitting.read_page(project, page.id)
    assert read.refused is not None
    with pytest.raises(RefusedError, match="stays whole"):
        splitting.divide(project, read, PARTS)


def test_parts_without_text_and_an_article_that_was_changed_are_refused(project: Project) -> None:
    page = page_of(project, FIRST + "\n\n\n" + SECOND)
    read = splitting.read_page(project, page.id)
    for starts in ([len(FIRST), len(FIRST) + 2], [0], [len(FIRST + SECOND) + 3]):
        with pytest.raises(RefusedError):
            splitting.divide(project, read, [Part(0, ""), *(Part(start, "") for start in starts)])
    articles.rename(project, page, "另一个题目")
    with pytest.raises(RefusedError, match="changed meanwhile"):
        splitting.divide(project, read, [Part(0, ""), Part(len(FIRST) + 3, "")])


def test_articles_are_joined_with_what_follows_and_so_are_their_tags(project: Project) -> None:
    page = page_of(project)
    tag(project, page.id, "1.36亿元", "2100万元", "86公里")
    done = divide(project, page)
    assert splitting.next_of_page(project, page.id) == done.articles[1]
    assert splitting.next_of_page(project, done.articles[2].id) is None
    splitting.join_next(project, page.id)
    check_history(project)
    (whole,) = splitting.join_next(project, page.id).articles
    assert text_of(project, whole) == PAGE
    assert tagged(project, whole) == ["1.36亿元", "2100万元", "86公里"]
    assert [one.article.id for one in articles.list_articles(project)] == [page.id]
    assert splitting.next_of_page(project, page.id) is None
    with pytest.raises(RefusedError):
        splitting.join_next(project, page.id)
    check_history(project)
    history.undo(project, page.id)
    assert [tagged(project, one) for one in (done.articles[0], done.articles[2])][1] == ["86公里"]
    check_history(project)


def test_two_states_that_differ_are_in_progress_when_joined(project: Project) -> None:
    page = page_of(project)
    tag(project, page.id, "1.36亿元", "2100万元")
    done = divide(project, page)
    document = open_document(project, done.articles[1].id)
    tagging.write(project, document.set_status(Status.SUBMITTED))
    splitting.join_next(project, page.id)
    assert articles.open_article(project, page.id).layer.status is Status.WORKING


def test_a_tag_made_before_a_repair_was_taken_back_goes_along_too(project: Project) -> None:
    source = PAGE.replace("新建乡镇", "新建新建乡镇")
    at = source.index("新建新建") + 2
    edit = Edit(at, at + 2, EditKind.DEDOUBLE)
    page = page_of(project, source, (edit,))
    tag(project, page.id, "新建乡镇卫生院", "86公里")
    page = articles.revise(project, page, [edit])
    starts = [source.index("卫生院搬"), source.index("公路通到")]
    done = divide(project, page, (Part(0, ""), *(Part(start, "") for start in starts)))
    opened = articles.open_article(project, done.articles[1].id)
    assert len(opened.recheck) == 1, "its words have changed, and its owner has not seen it yet"
    assert tagged(project, done.articles[2]) == ["86公里"]
    check_history(project)


def test_a_page_that_was_divided_is_known_when_its_file_comes_again(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(PAGE, encoding="utf-8")
    importing.import_files(project, [file])
    (page,) = [one.article for one in articles.list_articles(project)]
    starts = [text_of(project, page).index(one) for one in ("卫生院搬", "公路通到")]
    divide(project, page, (Part(0, ""), *(Part(start, "") for start in starts)))
    assert len(importing.import_files(project, [file]).duplicates) == 1


@st.composite
def _readings(draw: st.DrawFn) -> tuple[ReadingText, list[int]]:
    source = draw(st.text("甲乙丙丁\n ab1", min_size=4, max_size=60))
    bounds = sorted(set(draw(st.lists(st.integers(0, len(source)), max_size=10))))
    edits = []
    for low, high in zip(bounds[::2], bounds[1::2], strict=False):
        kind = draw(st.sampled_from([EditKind.DROP, EditKind.CORRECT, EditKind.FURNITURE, EditKind.SPLIT]))
        if kind is EditKind.SPLIT:
            edits.append(Edit(low, low, kind, "\n"))
        elif kind is EditKind.DROP:
            edits.append(Edit(low, high, kind))
        elif kind is EditKind.FURNITURE:
            edits.append(Edit(low, high, kind, source[low:high]))
        else:
            edits.append(Edit(low, high, kind, "改" * draw(st.integers(1, 4))))
    reading = ReadingText(source, edits=tuple(edits))
    starts = draw(st.lists(st.integers(0, max(0, len(reading.text))), min_size=1, max_size=4, unique=True))
    return reading, sorted(starts)


@settings(max_examples=100, deadline=None)
@given(_readings())
def test_the_parts_of_any_reading_are_together_its_text(made: tuple[ReadingText, list[int]]) -> None:
    reading, starts = made
    try:
        parts = cut_reading(reading, starts)
    except RefusedError:
        return
    assert "".join(part.text for part in parts) == reading.text
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    whole = parts[0]
    for part in parts[1:]:
        whole = joined_reading(whole, part)
    assert whole.text == reading.text
    assert whole.source_map() == reading.source_map()


@pytest.mark.skipif(not (_SHARED / "reference").exists(), reason="the reference articles are not beside the repository")
def test_the_reference_page_is_imported_and_divided_where_it_says(project: Project) -> None:
    wanted = json.loads((_SHARED / "reference" / "002.articles.json").read_text(encoding="utf-8"))["articles"]
    path = next((_SHARED / "articles").glob("002_*.txt"))
    importing.import_files(project, [path])
    (page,) = [one.article for one in articles.list_articles(project)]
    read = splitting.read_page(project, page.id)
    done = splitting.divide(project, read, splitting.proposed(read.reading))
    assert len(done.articles) == len(wanted)
    at = 0
    for article, one in zip(done.articles, wanted, strict=True):
        text = text_of(project, article)
        assert article.title == one["title"]["text"]
        assert json.loads(article.form.extra)["authors"] == [author["name"] for author in one["authors"]]
        assert abs(at - one["start"]) <= 2
        at += len(text)
        assert abs(at - one["end"]) <= 2
    check_history(project)
