"""Projects and articles for tests, in the one line that a test wants to spend on them."""

import hashlib

from annotator.bundled import bundled
from annotator.domain.article import Article, Revision, Source
from annotator.domain.ids import ArticleId, GroupId, LabelId, RevisionId, SourceId, new_id
from annotator.domain.person import Role
from annotator.domain.text import Edit, ReadingText
from annotator.formats.scheme_toml import load_scheme
from annotator.services import articles, people
from annotator.services.document import Document
from annotator.services.project import Project, as_person, create_project
from annotator.store import imports
from annotator.store.imports import IncomingArticle, IncomingLayer

TEXT = "县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人。\n全县“营养改善计划”覆盖率达99.5%。"


def new_project(target: str, person: str = "王敏") -> Project:
    """A new project with the default scheme."""
    scheme = load_scheme(bundled("resources") / "schemes" / "policy.toml")
    return create_project(target, scheme, "试点项目", person)


def incoming(
    text: str = TEXT, number: int = 1, title: str = "山区学校变了样", edits: tuple[Edit, ...] = ()
) -> IncomingArticle:
    """An article as an import hands it over."""
    data = text.encode()
    source = Source(SourceId(new_id()), f"{number}.txt", "utf-8", hashlib.sha256(data).digest(), text)
    reading = ReadingText(text, edits=edits)
    article = Article(ArticleId(new_id()), number, title, RevisionId(new_id()))
    revision = Revision(
        article.revision,
        article.id,
        source.id,
        0,
        len(text),
        edits,
        reading.text,
        articles.text_hash(reading.text),
    )
    return IncomingArticle(article, revision, source, text)


def add_articles(project: Project, *coming: IncomingArticle) -> list[Article]:
    """Puts articles into a project, as an import that is through."""
    batch = GroupId(new_id())
    with project.database.write() as connection:
        imports.insert_articles(connection, project.writer, project.person.id, batch, coming)
        imports.publish(connection, batch)
    return [one.article for one in coming]


def add_article(project: Project, text: str = TEXT, number: int = 1) -> Article:
    """Puts one article into a project."""
    return add_articles(project, incoming(text, number))[0]


def open_document(project: Project, article: ArticleId) -> Document:
    """An article opened by the project's person."""
    opened = articles.open_article(project, article)
    return Document(opened, lambda keys: articles.read_spans(project, opened.layer.id, keys))


def label_id(project: Project, key: str) -> LabelId:
    """A label of the project by its key."""
    label = project.scheme.by_key(key)
    assert label is not None
    return label.id


__all__ = [
    "TEXT",
    "IncomingLayer",
    "add_article",
    "add_articles",
    "incoming",
    "label_id",
    "new_project",
    "open_document",
]


def see_each_other(project: Project) -> None:
    """Has annotators see each other's work, which a manager says."""
    me = project.person
    as_person(project, next(one for one in project.people if one.role is Role.MANAGER))
    people.set_blind(project, False)
    as_person(project, me)
