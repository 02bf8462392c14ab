"""What is proposed in a project: by rules, by memory, and by nobody else's work."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, RecordId, RevisionId, SpanId, new_id
from annotator.domain.learning import Alias, Refusal, Tick
from annotator.domain.person import Role
from annotator.domain.span import Mark, Span
from annotator.services import history, tagging
from annotator.services.document import Document
from annotator.services.project import Project, add_person, as_person
from annotator.services.suggesting import Proposal, Proposer, chunks
from annotator.store import articles, journal
from annotator.suggest.place_engine import PlaceEngine
from annotator.suggest.protocol import Suggestion

FIRST = "王家坪镇推行银发顾问制，开办扶贫车间12个。\n银发顾问制惠及300余人。"
SECOND = "各乡镇都有银发顾问制的牌子，扶贫车间也多。\n坚持4个方面发力。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


def loaded(project: Project) -> Proposer:
    proposer = Proposer(project)
    proposer.load()
    return proposer


def opened(project: Project, article: Article, proposer: Proposer) -> Document:
    document = open_document(project, article.id)
    proposer.open(article.id, document.layer.id, document.revision.id, document.text)
    return document


def tag(project: Project, document: Document, quote: str, key: str = "PROGRAMME") -> list[Change]:
    at = document.text.index(quote)
    changes = document.create(at, at + len(quote), label_id(project, key), {"category": "就业"})
    tagging.write(project, changes)
    return changes


def refuse(project: Project, document: Document, quote: str, key: str = "PROGRAMME") -> list[Change]:
    at = document.text.index(quote)
    refusal = Refusal.of(document.text, at, at + len(quote), key, "rules")
    record = refusal.to_record(RecordId(new_id()), project.person.id, document.article.id)
    return noted(project, [Change(None, record, document.article.id)])


def noted(project: Project, changes: Sequence[Change]) -> list[Change]:
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return list(changes)


def quotes(text: str, found: Sequence[Proposal]) -> list[str]:
    return [text[one.start : one.end] for one in found]


def everything(project: Project, texts: Sequence[str] = (FIRST, SECOND)) -> list[list[Proposal]]:
    proposer = loaded(project)
    return [proposer.propose(text, threshold=0.01) for text in texts]


def test_a_tag_is_proposed_in_the_next_article_at_once_and_after_loading_again(project: Project) -> None:
    proposer = loaded(project)
    document = opened(project, add_article(project, FIRST), proposer)
    assert "银发顾问制" not in quotes(SECOND, proposer.propose(SECOND))
    changes = tag(project, document, "银发顾问制")
    proposer.note(changes)
    found = next(one for one in proposer.propose(SECOND) if SECOND[one.start : one.end] == "银发顾问制")
    assert (found.engine, found.label, found.attributes) == (
        "memory",
        label_id(project, "PROGRAMME"),
        {"category": "就业"},
    )
    assert found.reason == "以前标注过一次"
    assert quotes(SECOND, loaded(project).propose(SECOND)) == quotes(SECOND, proposer.propose(SECOND))
    proposer.note([change.inverse() for change in reversed(changes)])
    assert "银发顾问制" not in quotes(SECOND, proposer.propose(SECOND))


def test_what_is_tagged_is_proposed_no_more_here_nor_what_overlaps_with_it(project: Project) -> None:
    proposer = loaded(project)
    document = opened(project, add_article(project, FIRST), proposer)
    assert "12个" in quotes(FIRST, proposer.propose(FIRST, marks=document.marks))
    proposer.note(tag(project, document, "12", "METRIC"))
    proposer.note(tag(project, document, "银发顾问制"))
    shown = quotes(FIRST, proposer.propose(FIRST, marks=document.marks))
    assert "12个" not in shown
    assert shown.count("银发顾问制") == 1  # the second one


def test_a_number_in_a_tagged_name_is_not_proposed(project: Project) -> None:
    text = "实施乡村36条整治。"
    at = text.index("乡村")
    name = Mark(at, at + 7, label_id(project, "PROGRAMME"), SpanId(new_id()))
    proposer = loaded(project)
    assert "36条" in quotes(text, proposer.propose(text))
    assert "36条" not in quotes(text, proposer.propose(text, marks=[name]))


def test_a_refusal_hides_its_place_and_lowers_the_string_elsewhere(project: Project) -> None:
    proposer = loaded(project)
    document = opened(project, add_article(project, FIRST), proposer)
    proposer.note(tag(project, document, "银发顾问制"))
    before = {one.start: one.score for one in proposer.propose(SECOND)}
    at = SECOND.index("银发顾问制")
    second = opened(project, add_article(project, SECOND, 2), proposer)
    changes = refuse(project, second, "银发顾问制")
    proposer.note(changes)
    assert at not in [one.start for one in proposer.propose(SECOND, threshold=0.01)]
    elsewhere = "听说过银发顾问制吗"
    (found,) = proposer.propose(elsewhere, threshold=0.01)
    assert found.score < before[at]
    assert [one.score for one in loaded(project).propose(elsewhere, threshold=0.01)] == [found.score]
    history.undo(project, second.article.id)
    proposer.note([change.inverse() for change in changes])
    assert at in [one.start for one in proposer.propose(SECOND)]


def test_a_refusal_before_the_first_tag_of_an_article_is_remembered(project: Project) -> None:
    document = open_document(project, add_article(project, SECOND).id)
    assert "4个" in quotes(SECOND, loaded(project).propose(SECOND))
    refuse(project, document, "4个", "METRIC")
    assert "4个" not in quotes(SECOND, loaded(project).propose(SECOND))
    again = "仍坚持5个方面。"
    assert "5个" not in quotes(again, loaded(project).propose(again))


def test_ticked_paragraphs_speak_against_what_was_left_untagged_in_them(project: Project) -> None:
    text = "实施富民强县工程。\n富民强县工程好。"
    proposer = loaded(project)
    document = opened(project, add_article(project, text), proposer)
    new = "富民强县工程见成效。"
    before = proposer.propose(new, threshold=0.01)[0].score
    proposer.note(tag(project, document, "富民强县工程"))
    tagged = proposer.propose(new, threshold=0.01)[0].score
    tick = Tick.of(text, text.index("\n") + 1, len(text))
    record = tick.to_record(RecordId(new_id()), project.person.id, document.article.id)
    proposer.note(noted(project, [Change(None, record, document.article.id)]))
    ticked = proposer.propose(new, threshold=0.01)[0].score
    assert before < tagged
    assert ticked < tagged
    assert loaded(project).propose(new, threshold=0.01)[0].score == ticked


def test_submitting_says_that_the_whole_article_was_read(project: Project) -> None:
    proposer = loaded(project)
    document = opened(project, add_article(project, FIRST), proposer)
    proposer.note(tag(project, document, "12个", "METRIC"))
    text = "实施富民强县工程。"
    assert quotes(text, proposer.propose(text)) == ["富民强县工程"]
    other = opened(project, add_article(project, "富民强县工程与富民强县工程", 2), proposer)
    proposer.note(tag(project, other, "与", "PLACE"))
    changes = other.set_status(Status.SUBMITTED)
    tagging.write(project, changes)
    proposer.note(changes)
    assert quotes(text, proposer.propose(text)) == []
    assert quotes(text, loaded(project).propose(text)) == []


def test_an_alias_gives_its_code_and_settles_what_lies_below_it(project: Project) -> None:
    text = "来到老县城，人来人往。"
    proposer = loaded(project)
    assert quotes(text, proposer.propose(text)) == []
    alias = Alias("老县城", "PLACE", adcode="430502000000")
    proposer.note(noted(project, [Change(None, alias.to_record(RecordId(new_id()), project.person.id))]))
    for one in (proposer, loaded(project)):
        (found,) = one.propose(text)
        assert (text[found.start : found.end], found.attributes["adcode"]) == ("老县城", "430502000000")


def layer_of(project: Project, document: Document, kind: LayerKind, *tagged: tuple[str, str]) -> Layer:
    """A layer of the project's person with tags, all submitted."""
    layer = Layer(LayerId(new_id()), document.article.id, project.person.id, kind, Status.SUBMITTED)
    place = document.article.id, layer.id
    changes = [Change(None, layer, *place)]
    for quote, key in tagged:
        at = document.text.index(quote)
        span = Span(
            SpanId(new_id()), layer.id, document.revision.id, at, at + len(quote), label_id(project, key), quote
        )
        changes.append(Change(None, span, *place))
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return layer


@pytest.mark.parametrize("role", list(Role))
def test_suggestions_are_the_same_whether_or_not_somebody_else_has_tagged(project: Project, role: Role) -> None:
    first, second = add_article(project, FIRST), add_article(project, SECOND, 2)
    other = add_person(project, "李强", role)
    me = project.person
    as_person(project, other)
    tag(project, open_document(project, second.id), "牌子")
    before = everything(project)
    as_person(project, me)
    for article, quote in ((first, "银发顾问制"), (second, "扶贫车间也多")):
        document = open_document(project, article.id)
        tag(project, document, quote)
        refuse(project, document, "4个" if article is second else "12个", "METRIC")
        tagging.write(project, document.set_status(Status.SUBMITTED))
    mine = everything(project)
    as_person(project, other)
    assert everything(project) == before
    assert mine != before


def test_gold_is_learned_from_by_everybody_and_goes_before_my_own_layer(project: Project) -> None:
    first = add_article(project, FIRST)
    document = open_document(project, first.id)
    tag(project, document, "扶贫车间")
    layer_of(project, document, LayerKind.GOLD, ("银发顾问制", "PROGRAMME"))
    mine = everything(project)
    assert "银发顾问制" in quotes(SECOND, mine[1])
    assert "扶贫车间" not in quotes(SECOND, mine[1])
    as_person(project, add_person(project, "李强"))
    assert everything(project) == mine


def test_the_rest_of_a_long_text_comes_after_what_is_to_be_seen(project: Project) -> None:
    text = "".join(f"第{k}段，{FIRST}\n" for k in range(400))
    proposer = loaded(project)
    whole = proposer.propose(text)
    ranges = chunks(text, 9000)
    assert ranges[0][0] <= 9000 < ranges[0][1]
    assert sum(high - low for low, high in ranges) == len(text)
    pieces = [one for low, high in ranges for one in proposer.propose(text, start=low, end=high)]
    assert sorted(pieces, key=lambda one: (one.start, -one.end)) == whole


def test_the_engines_are_asked_once_for_a_text_and_a_region(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    suggest = PlaceEngine.suggest

    def noting(engine: PlaceEngine, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        asked.append(text)
        return suggest(engine, text, start, end)

    monkeypatch.setattr(PlaceEngine, "suggest", noting)
    proposer = loaded(project)
    found = proposer.propose(FIRST)
    assert proposer.propose(FIRST) == found
    assert asked == [FIRST]
    proposer.propose(FIRST, "湖南省")
    assert asked == [FIRST, FIRST]
    proposer.propose(SECOND)
    assert asked[-1] == SECOND
    alias = Alias("老县城", "PLACE", adcode="430502000000")
    proposer.note(noted(project, [Change(None, alias.to_record(RecordId(new_id()), project.person.id))]))
    proposer.propose(SECOND)
    assert len(asked) == 4


def test_accepted_terms_are_words_of_the_segmenter(project: Project) -> None:
    at = FIRST.index("银发顾问制")
    assert (at, at + 5) not in loaded(project).words().spans(FIRST)
    tag(project, open_document(project, add_article(project, FIRST).id), "银发顾问制")
    assert (at, at + 5) in loaded(project).words().spans(FIRST)


def test_spans_of_an_older_reading_are_learned_by_their_string(project: Project) -> None:
    article = add_article(project, FIRST)
    document = open_document(project, article.id)
    tag(project, document, "银发顾问制")
    proposer = loaded(project)
    proposer.open(article.id, document.layer.id, RevisionId(new_id()), SECOND)
    assert "银发顾问制" in quotes(SECOND, proposer.propose(SECOND))
    with project.database.read() as connection:
        assert articles.read_layer(connection, document.layer.id) is not None
