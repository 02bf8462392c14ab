"""The sample project: pages in own words under `resources/samples`, read and repaired as any others, partly tagged."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from annotator.bundled import bundled
from annotator.domain.article import Article, ArticleForm, Layer, LayerKind, Revision, Source, Status
from annotator.domain.ids import ArticleId, GroupId, LayerId, PersonId, RelationId, RevisionId, SourceId, SpanId, new_id
from annotator.domain.span import Relation, Span
from annotator.domain.text import ReadingText
from annotator.formats.scheme_toml import find_scheme, load_scheme
from annotator.reading.reader import read_bytes
from annotator.reading.repair import repair
from annotator.services.articles import text_hash
from annotator.services.preparing import encoded
from annotator.services.project import SUFFIX, Project, add_person, create_project
from annotator.store import articles, imports
from annotator.store.imports import IncomingArticle, IncomingLayer

NAME: Final = "示例"

Table = dict[str, Any]
"""An object of `sample.json`; its key `about` says what it holds."""


def sample_folder() -> Path:
    """Where the pages and their description lie."""
    return bundled("resources") / "samples"


def described() -> Table:
    """The description of the sample project."""
    found: Table = json.loads((sample_folder() / "sample.json").read_text(encoding="utf-8"))
    return found


def sample_person() -> str:
    """The name of the person whose view of the sample opens first."""
    about = described()
    return str(next(one["name"] for one in about["people"] if one["key"] == about["me"]))


def sample_path() -> Path:
    """Where the sample project of this user lies, or would lie."""
    return user_data_path("annotator", appauthor=False) / f"{NAME}{SUFFIX}"


def own_sample() -> Path:
    """The sample project of this user, made now if there is none yet."""
    path = sample_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        build_sample(str(path))
    return path


def build_sample(target: str) -> Path | None:
    """Makes the sample project and returns its file, None on a server; raises StoreError where something is there."""
    about = described()
    scheme = load_scheme(find_scheme(about["scheme"]))
    project = create_project(target, scheme, NAME, sample_person())
    try:
        _fill(project, about)
    except BaseException:
        project.close()
        if project.path is not None:
            project.path.unlink(missing_ok=True)
        raise
    project.close()
    return project.path


def _fill(project: Project, about: Table) -> None:
    people = {}
    for one in about["people"]:
        known = next((person for person in project.people if person.name == one["name"]), None)
        people[one["key"]] = (known or add_person(project, one["name"])).id
    coming: list[IncomingArticle] = []
    for page in about["pages"]:
        coming += _page(project, page, people, len(coming))
    batch = GroupId(new_id())
    with project.database.write() as connection:
        imports.insert_articles(connection, project.writer, project.person.id, batch, coming)
        imports.publish(connection, batch)
        stopped = _stopped_at(coming[0], project.person.id)
        articles.put_bookmark(connection, project.person.id, coming[0].article.id, stopped, 0)


def _stopped_at(one: IncomingArticle, person: PersonId) -> int:
    """A place in a tag with attributes, so that a first look at the window finds its form filled."""
    mine = next(layer for layer in one.layers if layer.layer.person == person)
    fullest = max(mine.spans[: len(mine.spans) // 2], key=lambda span: len(span.attributes))
    return fullest.start + 1


def _page(project: Project, page: Table, people: Mapping[str, PersonId], before: int) -> Iterator[IncomingArticle]:
    """The articles of a page; the first brings the source."""
    data = (sample_folder() / page["file"]).read_bytes()
    decoded = read_bytes(page["file"], data).decoded
    raw = None if encoded(decoded.text, decoded.encoding) == data else data
    digest = hashlib.sha256(data).digest()
    source = Source(SourceId(new_id()), page["file"], decoded.encoding, digest, decoded.text, raw)
    starts = [_line_start(source.text, one["begins"]) for one in page["articles"]]
    for at, one in enumerate(page["articles"]):
        end = starts[at + 1] if at + 1 < len(starts) else len(source.text)
        found = _article(source, repair(source.text, starts[at], end), one, before + at + 1)
        layers = tuple(_layer(project, found.revision, layer, people) for layer in one["layers"])
        yield replace(found, source=None if at else source, layers=layers)


def _line_start(text: str, line: str) -> int:
    found = re.search(rf"^{re.escape(line)}", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"no line begins with {line!r}")
    return found.start()


def _article(source: Source, reading: ReadingText, one: Table, number: int) -> IncomingArticle:
    article = Article(
        ArticleId(new_id()), number, one["title"], RevisionId(new_id()), ArticleForm(**one.get("form", {}))
    )
    revision = Revision(
        article.revision,
        article.id,
        source.id,
        reading.start,
        reading.end,
        reading.edits,
        reading.text,
        text_hash(reading.text),
        reading.doubts,
    )
    return IncomingArticle(article, revision, source, source.text)


def _layer(project: Project, revision: Revision, table: Table, people: Mapping[str, PersonId]) -> IncomingLayer:
    layer = Layer(
        LayerId(new_id()),
        revision.article,
        people[table["person"]],
        LayerKind.PERSON,
        Status(table["status"]),
        table.get("reason", ""),
    )
    spans: list[Span] = []
    names: dict[str, SpanId] = {}
    for tag in table.get("tags", []):
        spans.append(_span(project, revision, layer.id, tag))
        if "id" in tag:
            names[tag["id"]] = spans[-1].id
    relations = tuple(
        Relation(RelationId(new_id()), layer.id, tie["type"], names[tie["source"]], names[tie["target"]])
        for tie in table.get("relations", [])
    )
    return IncomingLayer(layer, tuple(spans), relations)


def _span(project: Project, revision: Revision, layer: LayerId, tag: Table) -> Span:
    text = revision.text
    start, end = locate(text, tag["quote"], tag.get("in") or tag["quote"])
    label = project.scheme.by_key(tag["label"])
    if label is None:
        raise ValueError(f"no label {tag['label']}")
    attributes = {
        key: _quotes(text, value, start) if key == "indicator" else value
        for key, value in tag.get("attributes", {}).items()
    }
    return Span(
        SpanId(new_id()),
        layer,
        revision.id,
        start,
        end,
        label.id,
        text[start:end],
        attributes,
        tag.get("note", ""),
    )


def locate(text: str, quote: str, around: str) -> tuple[int, int]:
    """Where a quote stands within words that stand once in a text; raises ValueError where they do not."""
    if text.count(around) != 1 or quote not in around:
        raise ValueError(f"{around!r} stands {text.count(around)} times, or has no {quote!r}")
    start = text.index(around) + around.index(quote)
    return start, start + len(quote)


def _quotes(text: str, quotes: Sequence[str], near: int) -> list[Table]:
    """Quotes of the paragraph of a position, each the occurrence nearest to it."""
    low = text.rfind("\n", 0, near) + 1
    high = text.find("\n", near)
    high = len(text) if high < 0 else high
    found = []
    for quote in quotes:
        places = [match.start() + low for match in re.finditer(re.escape(quote), text[low:high])]
        if not places:
            raise ValueError(f"{quote!r} does not stand in the paragraph of its tag")
        start = min(places, key=lambda place: abs(place - near))
        found.append({"start": start, "end": start + len(quote), "text": quote})
    return found
