"""Reprints: grouped, denied, found later, and what was tagged in the first proposed for the others."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.bundled import bundled
from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, PersonId, new_id
from annotator.domain.person import Person
from annotator.errors import RefusedError
from annotator.reading.aligning import aligned, differing
from annotator.services import exporting, history, reprints, tagging
from annotator.services.background import Task
from annotator.services.project import Project
from annotator.store import journal, replay, sketches

TEXT = (
    "山区学校变了样\n"
    "青岭县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人，全县义务教育巩固率有了明显的提高。\n"
    "走进石门小学，新宿舍窗明几净，食堂里飘出饭香。“以前要走两个小时山路，现在周末才回家。”五年级学生小梅说。\n"
    "县里还为每个班配了电子白板，城里的老师通过网络给山里的孩子上音乐课和美术课，一周四节，从不间断。\n"
)
COPY = "新华社青岭讯　" + TEXT.replace("1.36亿元", "1.63亿元").replace("一周四节，", "")
OTHER = (
    "卫生院搬家\n和丰县投入2100万元，新建乡镇卫生院3所，床位增加120张，常见病不出镇就能看，检查结果全县都能互相承认。\n"
)


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def put(project: Project, *texts: str) -> list[Article]:
    return add_articles(project, *(incoming(text, number) for number, text in enumerate(texts, 1)))


def look(project: Project) -> int:
    return reprints.keep(project, reprints.search(reprints.material(project)))


def tag(project: Project, article: Article, *words: str) -> None:
    document = open_document(project, article.id)
    places = [(document.text.index(one), len(one)) for one in words]
    made = [document.new_span(at, at + length, label_id(project, "METRIC"), {"value": "1"}) for at, length in places]
    tagging.write(project, document.create_all(made))


def test_articles_that_are_nearly_the_same_are_found_and_grouped(project: Project) -> None:
    first, other, copy, twin = put(project, TEXT, OTHER, COPY, TEXT)
    assert reprints.groups(project) == [[first.id, twin.id]], "equal texts are one group without being looked for"
    assert look(project) == 2
    assert reprints.groups(project) == [[first.id, copy.id, twin.id]]
    names = reprints.group_names(project)
    assert names == dict.fromkeys((first.id, copy.id, twin.id), first.id.hex())
    assert other.id not in names
    assert look(project) == 0, "they are noted once"
    with project.database.read() as connection:
        assert all(one.sketch is not None for one in sketches.read_sketches(connection))
        assert not replay.contradictions(connection)


def test_an_export_names_the_group_of_each_article(project: Project, tmp_path: Path) -> None:
    first, *_ = put(project, TEXT, OTHER, COPY)
    look(project)
    exporting.export_file(project, tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.get("group") for line in lines] == [first.id.hex(), None, first.id.hex()]
    schema = json.loads((bundled("resources") / "export.schema.json").read_text(encoding="utf-8"))
    assert re.fullmatch(schema["properties"]["group"]["pattern"], first.id.hex())


def test_they_are_looked_for_in_a_process_of_its_own(project: Project) -> None:
    put(project, TEXT, COPY)
    task = Task(reprints.search, reprints.material(project), watched=True)
    assert reprints.keep(project, task.result()) == 1


def test_what_is_denied_is_no_reprint_and_not_found_again(project: Project) -> None:
    _first, copy = put(project, TEXT, COPY)
    look(project)
    reprints.deny(project, copy.id)
    assert not reprints.groups(project)
    assert look(project) == 0
    with pytest.raises(RefusedError):
        reprints.deny(project, copy.id)
    history.undo(project, copy.id)
    assert len(reprints.groups(project)) == 1


def test_notes_tell_of_what_an_article_is_a_reprint(project: Project) -> None:
    first, copy = put(project, TEXT, COPY)
    look(project)
    notes = reprints.read_notes(project)
    assert notes[first.id] == reprints.Notes(1, (copy.title,), True)
    assert notes[copy.id] == reprints.Notes(1, (first.title,), False)


def test_tags_of_the_first_are_proposed_where_their_words_stand(project: Project) -> None:
    first, copy = put(project, TEXT, COPY)
    look(project)
    tag(project, first, "12所", "1.36亿元", "一周四节", "3000多人")
    found = reprints.carried(project, copy.id)
    assert [COPY[one.start : one.end] for one in found] == ["1.63亿元", "12所", "3000多人"]
    changed, same = found[0], found[1]
    assert same.attributes == {"value": "1"}
    assert (same.engine, same.label, same.values["title"]) == ("reprint", "METRIC", first.title)
    assert not changed.attributes, "its number is another one"
    assert changed.score < same.score
    assert [COPY[low:high] for low, high in changed.values["differs"]]  # type: ignore[attr-defined]  # pairs
    assert not reprints.carried(project, first.id)


def _layer(project: Project, article: Article, person: PersonId, kind: LayerKind) -> None:
    document = open_document(project, article.id)
    layer = Layer(LayerId(new_id()), article.id, person, kind, Status.SUBMITTED)
    at = document.text.index("3000多人")
    span = replace(document.new_span(at, at + 6, label_id(project, "METRIC")), layer=layer.id)
    changes = [Change(None, layer, article.id, layer.id), Change(None, span, article.id, layer.id)]
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def test_what_somebody_else_tagged_is_never_proposed_but_gold_is(project: Project) -> None:
    first, copy = put(project, TEXT, COPY)
    look(project)
    other = Person(PersonId(new_id()), "李强", "李", "#009E73")
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, [Change(None, other)], GroupId(new_id()))
    project.reload()
    _layer(project, first, other.id, LayerKind.PERSON)
    assert not reprints.carried(project, copy.id)
    _layer(project, first, other.id, LayerKind.GOLD)
    assert [COPY[one.start : one.end] for one in reprints.carried(project, copy.id)] == ["3000多人"]


def test_one_reprint_is_found_among_hundreds_of_articles_of_the_same_words(project: Project) -> None:
    draw = random.Random(3)
    words = [f"第{n}村" for n in range(500)]
    put(project, *("，".join(draw.choices(words, k=60)) for _ in range(300)), TEXT, COPY)
    assert look(project) == 1


@settings(max_examples=80, deadline=None)
@given(
    st.text("甲乙丙丁戊己", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.sampled_from("甲乙，")), max_size=4)
)
def test_an_alignment_only_grows_and_ties_equal_characters(first: str, inserted: list[tuple[int, str]]) -> None:
    second = first
    for at, ch in inserted:
        second = second[:at] + ch + second[at:]
    places = aligned(first, second)
    tied = [(at, place) for at, place in enumerate(places) if place >= 0]
    assert all(first[at] == second[place] for at, place in tied)
    assert [place for _, place in tied] == sorted({place for _, place in tied})
    if not inserted:
        assert places == list(range(len(first)))


def test_long_texts_are_aligned_and_what_differs_is_known() -> None:
    draw = random.Random(1)
    first = "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(50_000))
    second = first[:20_000] + "换了" + first[20_003:]
    places = aligned(first, second)
    assert places[:20_000] == list(range(20_000))
    assert places[20_010] == 20_009
    assert list(differing(places, 19_990, 20_010)) == [(20_000, 20_002)]
