"""Layers of several people for tests of reviewing, by words of the text."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from builders import TEXT, add_article, label_id, new_project, open_document

from annotator.domain.article import Article, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, RelationId, SpanId, new_id
from annotator.domain.person import Person, Role
from annotator.domain.review import DECISION, Decision
from annotator.domain.span import Relation, Span
from annotator.services import tagging
from annotator.services.cases import Case, Item
from annotator.services.comparing import open_case
from annotator.services.project import Project, add_person, as_person
from annotator.store import articles, journal, records, spans

Tag = tuple[str, str] | tuple[str, str, Mapping[str, Any]]
"""Words, the key of a label, attributes."""


class Review:
    """A project with 王敏 (manager, who reviews), 李强 and 赵玲 (annotators)."""

    def __init__(self, path: str, text: str = TEXT) -> None:
        self.project: Project = new_project(path)
        self.reviewer: Person = self.project.person
        self.article: Article = add_article(self.project, text)
        self.li = add_person(self.project, "李强")
        self.zhao = add_person(self.project, "赵玲")

    def close(self) -> None:
        self.project.close()

    # -- people at work ----------------------------------------------------------------------------------------------

    def tag(self, person: Person, *tags: Tag, article: Article | None = None, submit: bool = True) -> list[Span]:
        """A person tags words of an article, and submits."""
        as_person(self.project, person)
        document = open_document(self.project, (article or self.article).id)
        found = []
        for words, label, *rest in tags:
            at = document.text.index(words)
            attributes = dict(rest[0]) if rest else {}
            found.append(document.new_span(at, at + len(words), label_id(self.project, label), attributes))
        changes = document.set_status(Status.WORKING) if document.layer.status is Status.SUBMITTED else []
        changes += document.create_all(found) if found else []
        if submit:
            changes += document.set_status(Status.SUBMITTED)
        tagging.write(self.project, changes)
        as_person(self.project, self.reviewer)
        return found

    def change(self, person: Person, before: Span | None, after: Span | None) -> None:
        """A person changes a tag."""
        as_person(self.project, person)
        known = before or after
        assert known is not None
        with self.project.database.read() as connection:
            layer = articles.read_layer(connection, known.layer)
        assert layer is not None
        tagging.write(self.project, [Change(before, after, layer.article, layer.id)])
        as_person(self.project, self.reviewer)

    def tie(self, person: Person, source: Span, target: Span, kind: str) -> Relation:
        made = Relation(RelationId(new_id()), source.layer, kind, source.id, target.id)
        as_person(self.project, person)
        change = Change(None, made, self.article.id, source.layer)
        with self.project.database.write() as connection:
            journal.record(connection, self.project.writer, person.id, [change], GroupId(new_id()))
        as_person(self.project, self.reviewer)
        return made

    # -- what is there -----------------------------------------------------------------------------------------------

    def case(self, **how: Any) -> Case:
        return open_case(self.project, self.article.id, **how)

    def item(self, words: str, **how: Any) -> tuple[Case, Item]:
        """The item on some words."""
        case = self.case(**how)
        found = [
            item
            for item in case.items
            if words in [case.text[unit.start : unit.end] for unit in item.members.values()]
            or words in [span.quote for span in item.gold]
        ]
        return case, found[0]

    def gold(self, article: Article | None = None) -> list[tuple[str, str]]:
        """Words and labels of the gold."""
        return [(span.quote, self.key(span)) for span in self.gold_spans(article)]

    def key(self, span: Span) -> str:
        return self.project.scheme.label(span.label).key

    def gold_spans(self, article: Article | None = None) -> list[Span]:
        with self.project.database.read() as connection:
            layers = articles.read_layers(connection, (article or self.article).id)
            return [span for one in layers if one.kind == "gold" for span in spans.read_spans(connection, one.id)]

    def spans_of(self, person: Person) -> list[Span]:
        """The tags of a person."""
        with self.project.database.read() as connection:
            layers = articles.read_layers(connection, self.article.id)
            mine = next(one for one in layers if one.person == person.id and one.kind == "person")
            return spans.read_spans(connection, mine.id)

    def spans_layer(self, person: Person) -> LayerId:
        """The layer of a person."""
        with self.project.database.read() as connection:
            layers = articles.read_layers(connection, self.article.id)
        return next(one.id for one in layers if one.person == person.id and one.kind == "person")

    def decisions(self, article: Article | None = None) -> list[Decision]:
        with self.project.database.read() as connection:
            found = records.read_records(connection, (DECISION,), article=(article or self.article).id)
        return [Decision.from_record(one) for one in found]


def relabelled(review: Review, span: Span, label: str) -> Span:
    return replace(span, label=label_id(review.project, label))


def moved(review: Review, span: Span, start: int, end: int, text: str) -> Span:
    return replace(span, start=start, end=end, quote=text[start:end])


def ids(spans_: Iterable[Span]) -> set[SpanId]:
    return {span.id for span in spans_}


__all__ = ["Review", "Role", "ids", "moved", "relabelled"]
