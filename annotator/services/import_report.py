"""What came of an import, and the same in words."""

from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.ids import ArticleId, GroupId, new_id
from annotator.errors import AnnotatorError
from annotator.formats.records import Refused
from annotator.i18n import explain, tr


class Arrived(NamedTuple):
    """An article that came in: the file it came from, its title, the encoding it was read in."""

    name: str
    title: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file or line that brought nothing new; `title` is the article that is there already."""

    name: str
    line: int
    title: str


@dataclass(frozen=True, slots=True)
class LayerNews:
    """A layer that came to a known article: how many of its tags are new, changed, gone.

    Of a `hidden` one, which whoever imports it may not see, that is not told.
    """

    title: str
    person: str
    added: int
    changed: int = 0
    removed: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SeveralNews:
    """A text that seems to be several articles; `articles` is it, or they where it was `cut` into them."""

    name: str
    title: str
    count: int
    articles: tuple[ArticleId, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ReprintNews:
    """An article that is nearly the same as one that is there, `of`; `share` is how much of it, from 0 to 1."""

    name: str
    title: str
    article: ArticleId
    of_title: str
    of: ArticleId
    share: float


@dataclass(slots=True)
class ImportReport:
    """What an import read, skipped and refused; `read` counts new articles, `tags` the tags that came with them.

    `notices` tell what was left out or converted in something that did come in. `scheme_changed` and `people` say that
    the project knows more than before: `Project.reload` was called.
    """

    batch: GroupId = field(default_factory=lambda: GroupId(new_id()))
    read: int = 0
    tags: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    layers: list[LayerNews] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notices: list[Refused] = field(default_factory=list)
    pages: list[SeveralNews] = field(default_factory=list)
    reprints: list[ReprintNews] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    relation_types: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    cancelled: bool = False

    @property
    def scheme_changed(self) -> bool:
        """Whether the scheme has labels or relation types that it had not before."""
        return bool(self.labels or self.relation_types)


def summary(report: ImportReport) -> str:
    """The outcome in a sentence."""
    if report.cancelled:
        return tr("Import cancelled; the project is as it was before.")
    counts = {"read": report.read, "duplicates": len(report.duplicates), "refused": len(report.refused)}
    text = tr("Import finished: {read} read, {duplicates} duplicates, {refused} refused.", **counts)
    divided = sum(one.cut for one in report.pages)
    if divided:
        text = f"{text} {tr('Pages divided into articles: {n}.', n=divided)}"
    if len(report.pages) > divided:
        text = f"{text} {tr('Pages that seem to hold several articles: {n}.', n=len(report.pages) - divided)}"
    if report.reprints:
        text = f"{text} {tr('Reprints: {n}.', n=len(report.reprints))}"
    if report.layers:
        text = f"{text} {tr('Tags came to {n} known articles.', n=len(report.layers))}"
    return text


def lines(report: ImportReport) -> list[str]:
    """All that is to be told, a line each: what was refused and why comes first."""
    found = [tr("Refused: {what}", what=place(one)) for one in report.refused]
    found += [tr("Note: {what}", what=place(one)) for one in report.notices]
    found += [_page(one) for one in report.pages]
    found += [_reprint(one) for one in report.reprints]
    found += [tr("New label: {name}", name=name) for name in report.labels]
    found += [tr("New relation type: {name}", name=name) for name in report.relation_types]
    found += [tr("New person: {name}", name=name) for name in report.people]
    found += [_news(one) for one in report.layers]
    found += [
        tr("Duplicate: {file} is “{title}”", file=_where(one.name, one.line), title=one.title)
        for one in report.duplicates
    ]
    return found


def report_text(report: ImportReport) -> str:
    """The whole report as it is saved as a text."""
    return "\n".join([summary(report), *lines(report)]) + "\n"


def _page(found: SeveralNews) -> str:
    if found.cut:
        return tr("Divided: {file} is {n} articles", file=found.name, n=found.count)
    return tr("Several articles: {file} seems to hold {n}", file=found.name, n=found.count)


def _reprint(found: ReprintNews) -> str:
    return tr(
        "Reprint: {file} is nearly the same as “{title}” ({share} %)",
        file=found.name,
        title=found.of_title,
        share=round(100 * found.share),
    )


def place(found: Refused) -> str:
    """Where something is wrong, and what."""
    why = explain(found.error)
    if not found.line:
        return why
    return tr("{where}: {why}", where=_where(found.name, found.line), why=why)


def _where(name: str, line: int) -> str:
    return tr("{file}, line {line}", file=name, line=line) if line else name


def _news(found: LayerNews) -> str:
    if found.hidden:
        return tr("Tags of {person} came to “{title}”", person=found.person, title=found.title)
    return tr(
        "Tags of {person} in “{title}”: {added} new, {changed} changed, {removed} gone",
        person=found.person,
        title=found.title,
        added=found.added,
        changed=found.changed,
        removed=found.removed,
    )


def notice(name: str, line: int, error: AnnotatorError) -> Refused:
    """Something that is to be told of what came in."""
    return Refused(name, line, error)
