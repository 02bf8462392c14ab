"""Records come and go through the one door for changes, and history tells them."""

import pytest
from builders import add_article, new_project

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, RecordId, SourceId, new_id
from annotator.domain.record import Record
from annotator.errors import ConflictError
from annotator.services import history
from annotator.services.project import Project
from annotator.store import journal, pages, records, replay
from annotator.store.pages import Page


def put(project: Project, *changes: Change) -> None:
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def found(project: Project, **where: object) -> list[Record]:
    with project.database.read() as connection:
        return records.read_records(connection, **where)  # type: ignore[arg-type]


def test_records_are_found_by_everything_that_is_said_of_them(database_url: str) -> None:
    project = new_project(database_url)
    article = add_article(project)
    me = project.person.id
    one = Record(RecordId(new_id()), "refusal", me, article.id, None, "该县", {"quote": "该县", "start": 3})
    two = Record(RecordId(new_id()), "alias", me, key="邵阳红")
    put(project, Change(None, one, article.id), Change(None, two))
    assert found(project) == [one, two]
    assert found(project, kinds=["refusal"]) == [one]
    assert found(project, article=article.id, person=me) == [one]
    assert found(project, key="邵阳红") == [two]
    assert found(project, kinds=["alias"], article=article.id) == []
    with project.database.read() as connection:
        assert records.read_keyed(connection, "alias", ["邵阳红", "没有"]) == [two]
        assert replay.from_history(connection) == replay.from_tables(connection)
        assert replay.contradictions(connection) == []
    project.close()


def test_a_record_is_undone_and_redone_like_a_tag(database_url: str) -> None:
    project = new_project(database_url)
    article = add_article(project)
    one = Record(RecordId(new_id()), "refusal", project.person.id, article.id, body={"quote": "该县"})
    put(project, Change(None, one, article.id))
    taken = history.undo(project, article.id)
    assert taken is not None
    assert "该县" in taken.title
    assert found(project) == []
    history.redo(project, article.id)
    assert found(project) == [one]
    project.close()


def test_a_record_that_was_changed_meanwhile_is_not_overwritten(database_url: str) -> None:
    project = new_project(database_url)
    one = Record(RecordId(new_id()), "alias", project.person.id, key="甲")
    other = Record(one.id, "alias", project.person.id, key="乙")
    put(project, Change(None, one))
    put(project, Change(one, other))
    with pytest.raises(ConflictError):
        put(project, Change(one, None))
    assert found(project) == [other]
    project.close()


def test_a_record_of_a_layer_names_its_article() -> None:
    with pytest.raises(ValueError, match="article"):
        Record(RecordId(b"r"), "verdict", b"p", layer=b"l")  # type: ignore[arg-type]


def test_pages_are_read_back_with_the_boxes_of_their_characters(database_url: str) -> None:
    project = new_project(database_url)
    source = SourceId(new_id())
    boxes = [(1.0, 2.0, 3.5, 4.25), (0.0, 0.0, 0.0, 0.0)]
    with project.database.write() as connection:
        pages.insert_pages(connection, source, [Page(1, 0, 2, 595.0, 842.0, boxes), Page(2, 2, 2, 595.0, 842.0)])
    with project.database.read() as connection:
        assert [(page.number, page.start, page.end) for page in pages.read_pages(connection, source)] == [
            (1, 0, 2),
            (2, 2, 2),
        ]
        first, second = pages.read_page(connection, source, 1), pages.read_page(connection, source, 2)
        assert pages.read_page(connection, source, 3) is None
    assert first is not None
    assert second is not None
    assert list(first.boxes) == boxes
    assert list(second.boxes) == []
    project.close()
