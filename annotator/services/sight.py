"""Who may see whose work: the one rule of blindness, below the window and for everything that reads layers.

My own layers and gold are always mine to see. Reviewers and managers see everything. In a blind project annotators see
another's layer of an article only when both are done with it; in an open project they see it always. On a file this is
courtesy among colleagues: whoever has the file can read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId
from annotator.domain.person import Role
from annotator.services.project import Project
from annotator.store import articles, projects
from annotator.store.database import Connection
from annotator.store.exports import ExportEntry

BLIND: Final = "blind"
"""Key of the project's settings: whether annotators work without seeing each other; they do unless it says no."""

_DONE: Final = frozenset({Status.SUBMITTED, Status.SKIPPED})


def is_blind(connection: Connection) -> bool:
    """Whether annotators of the project work without seeing each other."""
    return bool(projects.read_project(connection).settings.get(BLIND, True))


def sees_all(project: Project) -> bool:
    """Whether the project's person sees everything, being a reviewer or manager."""
    return project.person.role in (Role.REVIEWER, Role.MANAGER)


def visible(project: Project, connection: Connection, layers: Sequence[Layer]) -> list[Layer]:
    """Those of some layers that the project's person may see; all layers of their articles have to be among them.

    Retests are measured and else seen by nobody.
    """
    layers = [layer for layer in layers if layer.kind is not LayerKind.RETEST]
    if sees_all(project) or not is_blind(connection):
        return layers
    return [layer for layer in layers if may_see(project.person.id, layer, layers)]


def may_see(person: PersonId, layer: Layer, layers: Iterable[Layer]) -> bool:
    """Whether an annotator of a blind project may see a layer; `layers` holds the annotator's own of its article."""
    if layer.kind is LayerKind.GOLD or layer.person == person:
        return True
    mine = next(
        (
            one
            for one in layers
            if one.person == person and one.article == layer.article and one.kind is LayerKind.PERSON
        ),
        None,
    )
    return layer.status in _DONE and mine is not None and mine.status in _DONE


def visible_layers(project: Project, connection: Connection, article: ArticleId) -> list[Layer]:
    """The layers of an article that the project's person may see, in the order in which they were begun."""
    return visible(project, connection, articles.read_layers(connection, article))


def hidden_layers(project: Project, connection: Connection) -> set[LayerId]:
    """The layers of all articles that the project's person may not see."""
    if sees_all(project) or not is_blind(connection):
        return set()
    by_article: dict[ArticleId, list[Layer]] = {}
    for layer in articles.read_all_layers(connection):
        by_article.setdefault(layer.article, []).append(layer)
    me = project.person.id
    return {one.id for layers in by_article.values() for one in layers if not may_see(me, one, layers)}


def visible_entries(project: Project, connection: Connection, entries: Sequence[ExportEntry]) -> list[ExportEntry]:
    """Articles with those of their layers that the project's person may see."""
    if sees_all(project) or not is_blind(connection):
        return list(entries)
    found = []
    for entry in entries:
        layers = [one.layer for one in entry.layers]
        seen = [one for one in entry.layers if may_see(project.person.id, one.layer, layers)]
        found.append(replace(entry, layers=seen))
    return found


def own_and_gold(project: Project, connection: Connection) -> set[LayerId]:
    """The layers on which suggestions and learning may draw for the project's person: my own and gold.

    Nothing else, whatever my role: what is proposed to me must not tell what somebody else tagged.
    """
    return {
        layer.id
        for layer in articles.read_all_layers(connection)
        if layer.kind is LayerKind.GOLD or (layer.person == project.person.id and layer.kind is LayerKind.PERSON)
    }
