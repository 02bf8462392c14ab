"""An article with tags in memory, as the panel's tests are given one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.domain.article import Article, Layer, Revision
from annotator.domain.ids import ArticleId, LayerId, PersonId, RevisionId, SourceId, SpanId, new_id
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Attributes, Mark, Span, mark_order
from annotator.formats.scheme_toml import find_scheme, load_scheme
from annotator.services.articles import OpenArticle
from annotator.services.document import Document

TEXT = "桐溪县建成就业车间42间，投入资金1.36亿元。\n近200家企业参与“春风行动”，每亩收入1至2万元，a𠀀中😀。"


@dataclass
class Desk:
    """A document in memory, and how often its spans were read."""

    document: Document
    scheme: Scheme
    reads: list[int] = field(default_factory=list)

    def label(self, key: str) -> Label:
        found = self.scheme.by_key(key)
        assert found is not None
        return found

    def details(self, ids: Sequence[SpanId]) -> list[Span]:
        self.reads.append(len(ids))
        return self.document.spans(ids)

    def tag(self, words: str, label: str, attributes: Attributes | None = None) -> SpanId:
        """Tags the first place where some words stand."""
        start = self.document.text.index(words)
        changes = self.document.create(start, start + len(words), self.label(label).id, attributes)
        made = changes[-1].after
        assert isinstance(made, Span)
        return made.id


def desk(text: str = TEXT, scheme: str = "policy", spans: Sequence[tuple[int, int, str]] = ()) -> Desk:
    """A desk with an article, and tags given as start, end, label key."""
    article_id, person = ArticleId(new_id()), PersonId(new_id())
    revision = Revision(
        RevisionId(new_id()), article_id, SourceId(new_id()), 0, len(text), (), text, bytes(32), verbatim=True
    )
    article = Article(article_id, 1, "桐溪县", revision.id)
    layer = Layer(LayerId(new_id()), article_id, person)
    known = load_scheme(find_scheme(scheme))
    keys = {label.key: label.id for label in known.labels}
    marks = sorted((Mark(s, e, keys[k], SpanId(new_id())) for s, e, k in spans), key=mark_order)
    stored = {m.id: Span(m.id, layer.id, revision.id, m.start, m.end, m.label, text[m.start : m.end]) for m in marks}
    opened = OpenArticle(article, revision, layer, True, marks, {}, {}, frozenset(), None)
    return Desk(Document(opened, lambda wanted: [stored[id_] for _, id_ in wanted]), known)
