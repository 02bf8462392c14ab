"""Articles, and what one person did with one of them: a layer."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import ArticleId, LayerId, PersonId, RevisionId, SourceId
from annotator.domain.text import Doubt, Edit


class Status(StrEnum):
    """How far a person is with an article."""

    NEW = "new"  # 未开始
    WORKING = "working"  # 标注中
    SUBMITTED = "submitted"  # 已提交
    SKIPPED = "skipped"  # 不予标注, with a reason


class LayerKind(StrEnum):
    """Whose word a layer is."""

    PERSON = "person"
    GOLD = "gold"
    RETEST = "retest"  # a person's own article tagged a second time, blind; nobody's word, only measured


@dataclass(frozen=True, slots=True)
class Source:
    """What a file held: its bytes' hash and encoding and the decoded text without BOM; never changed.

    `raw` are the bytes where encoding the text again would not give them, else None. Where the text is not the
    characters of the file but was taken out of it (PDF, DOCX, …), `extractor` says by what, with its version.
    """

    id: SourceId
    name: str
    encoding: str
    sha256: bytes
    text: str
    raw: bytes | None = None
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One reading of an article: where it is cut out of its source, and the edits made to it; never changed.

    `verbatim` texts came with spans and cover their whole source: the program never repairs them, a person may by hand.
    """

    id: RevisionId
    article: ArticleId
    source: SourceId
    start: int
    end: int
    edits: tuple[Edit, ...]
    text: str
    sha256: bytes
    doubts: tuple[Doubt, ...] = ()
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class ArticleForm:
    """What is known of an article beside its text; `region` is the place that 该区 and 我省 stand for."""

    date: str = ""
    paper: str = ""
    page: str = ""
    region: str = ""
    extra: str = ""  # JSON object of an imported `meta` beyond these fields, kept for export


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the project: `number` orders the list, `revision` is its present reading."""

    id: ArticleId
    number: int
    title: str
    revision: RevisionId
    form: ArticleForm = ArticleForm()
    excluded: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """The work of one person on one article, or its gold; status belongs here."""

    id: LayerId
    article: ArticleId
    person: PersonId
    kind: LayerKind = LayerKind.PERSON
    status: Status = Status.NEW
    reason: str = ""
