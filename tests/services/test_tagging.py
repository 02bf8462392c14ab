"""What a person did is stored as one step, once, with what hangs on it, and only in a layer of his or her own."""

from collections.abc import Iterator

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Layer
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, PersonId, new_id
from annotator.errors import ConflictError, RefusedError
from annotator.services import doctor, history, tagging
from annotator.services.document import Document
from annotator.services.project import Project, add_person, as_person
from annotator.store import journal, spans


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


@pytest.fixture
def document(project: Project) -> Document:
    """An article with three tags, two ties between them."""
    document = open_document(project, add_article(project).id)
    label = label_id(project, "PLACE")
    for start in (0, 4, 8):
        tagging.write(project, document.create(start, start + 2, label))
    first, second, third = (mark.id for mark in document.marks)
    tagging.write(project, document.relate(first, second, "of"))
    tagging.write(project, document.relate(second, third, "of"))
    return document


def ties(project: Project, document: Document) -> int:
    with project.database.read() as connection:
        return len(spans.read_relations(connection, document.layer.id))


def test_relations_go_with_a_tag_and_come_back_with_it(project: Project, document: Document) -> None:
    second = document.marks[1].id
    tagging.write(project, document.delete([second]))
    assert ties(project, document) == 0
    assert doctor.check_project(project) == []
    assert history.undo(project, document.article.id) is not None
    assert ties(project, document) == 2
    assert history.redo(project, document.article.id) is not None
    assert ties(project, document) == 0
    assert doctor.check_project(project) == []


def test_only_the_relations_of_tags_that_go_are_removed(project: Project, document: Document) -> None:
    tagging.write(project, document.delete([document.marks[0].id]))
    assert ties(project, document) == 1
    assert doctor.check_project(project) == []


def test_relations_that_are_removed_themselves_are_removed_once(project: Project, document: Document) -> None:
    with project.database.read() as connection:
        known = spans.read_relations(connection, document.layer.id)
    place = (document.article.id, document.layer.id)
    changes = [Change(tie, None, *place) for tie in known]
    tagging.write(project, [*changes, *document.delete([document.marks[1].id])])
    assert ties(project, document) == 0


def test_what_was_stored_although_nobody_was_told_is_not_stored_twice(project: Project, document: Document) -> None:
    label = label_id(project, "PLACE")
    group = GroupId(new_id())
    changes = document.create(20, 22, label)
    tagging.write(project, changes, group)
    tagging.write(project, changes, group, again=True)
    moved = document.set_bounds(document.marks[3].id, 20, 23)
    back = document.set_bounds(document.marks[3].id, 20, 22)
    for one in (moved, back):
        tagging.write(project, one, group)
    tagging.write(project, back, group, again=True)
    again = document.set_bounds(document.marks[3].id, 20, 23)  # the same change as one of this group before
    assert [change.after for change in again] == [change.after for change in moved]
    tagging.write(project, again, group, again=True)
    with project.database.read() as connection:
        assert len(journal.read_group(connection, group)) == 4
    assert doctor.check_project(project) == []


def test_what_was_not_stored_is_stored_when_it_is_tried_again(project: Project, document: Document) -> None:
    changes = document.delete([mark.id for mark in document.marks])
    tagging.write(project, changes, GroupId(new_id()), again=True)
    assert open_document(project, document.article.id).marks.get(changes[0].state.id) is None  # type: ignore[union-attr]
    assert doctor.check_project(project) == []


def test_nobody_else_writes_a_layer(project: Project, document: Document) -> None:
    label = label_id(project, "PLACE")
    as_person(project, add_person(project, "李强"))
    with pytest.raises(RefusedError, match="owner"):
        tagging.write(project, document.create(30, 32, label))
    mine = Layer(document.layer.id, document.article.id, project.person.id)
    for layer in (mine, Layer(document.layer.id, document.article.id, PersonId(new_id()))):
        with pytest.raises((RefusedError, ConflictError)):
            tagging.write(project, [Change(document.layer, layer, layer.article, layer.id)])
    assert doctor.check_project(project) == []
