"""Who may see whose work."""

from pathlib import Path

import pytest
from builders import add_article, new_project, see_each_other

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, new_id
from annotator.domain.person import Role
from annotator.services import sight
from annotator.services.project import Project, add_person, as_person
from annotator.store import journal


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(str(tmp_path / "a.annotator"))


def begin(project: Project, article: Article, status: Status, kind: LayerKind = LayerKind.PERSON) -> Layer:
    layer = Layer(LayerId(new_id()), article.id, project.person.id, kind, status)
    with project.database.write() as connection:
        change = Change(None, layer, article.id, layer.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return layer


def seen(project: Project, article: Article) -> list[Layer]:
    with project.database.read() as connection:
        return sight.visible_layers(project, connection, article.id)


@pytest.mark.parametrize(
    ("mine", "theirs", "visible"),
    [
        (None, Status.SUBMITTED, False),
        (Status.WORKING, Status.SUBMITTED, False),
        (Status.SUBMITTED, Status.WORKING, False),
        (Status.SUBMITTED, Status.SUBMITTED, True),
        (Status.SKIPPED, Status.SUBMITTED, True),
    ],
)
def test_annotators_see_each_other_when_both_are_done(
    project: Project, mine: Status | None, theirs: Status, visible: bool
) -> None:
    article = add_article(project)
    li = add_person(project, "李静")
    wu = add_person(project, "吴刚")
    as_person(project, wu)
    other = begin(project, article, theirs)
    as_person(project, li)
    if mine is not None:
        begin(project, article, mine)
    assert (other in seen(project, article)) is visible
    see_each_other(project)
    assert other in seen(project, article)
    project.close()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER])
def test_reviewers_and_managers_see_everything_and_gold_is_for_everybody(project: Project, role: Role) -> None:
    article = add_article(project)
    working = begin(project, article, Status.WORKING)
    gold = begin(project, article, Status.WORKING, LayerKind.GOLD)
    as_person(project, add_person(project, "李静", role))
    assert seen(project, article) == [working, gold]
    as_person(project, add_person(project, "吴刚"))
    assert seen(project, article) == [gold]
    project.close()


def test_suggestions_draw_on_own_layers_and_gold_whatever_the_role(project: Project) -> None:
    article = add_article(project)
    theirs = begin(project, article, Status.SUBMITTED)
    gold = begin(project, article, Status.WORKING, LayerKind.GOLD)
    as_person(project, add_person(project, "李静", Role.MANAGER))
    mine = begin(project, article, Status.SUBMITTED)
    with project.database.read() as connection:
        drawn = sight.own_and_gold(project, connection)
    assert drawn == {mine.id, gold.id}
    assert theirs.id not in drawn
    project.close()
