"""Profiles and roles, and what they allow."""

from pathlib import Path

import pytest
from builders import new_project

from annotator.domain.person import Profile, Role
from annotator.errors import RefusedError
from annotator.services import history, people
from annotator.services.project import Project, add_person, as_person, open_project
from annotator.store import replay


def roles(project: Project) -> dict[str, Role]:
    return {person.name: person.role for person in project.people}


def test_a_new_member_comes_with_the_profile_that_was_given(database_url: str) -> None:
    project = new_project(database_url)
    li = people.add_member(project, Profile(" 李  静 ", "静", "#D55E00"))
    assert (li.name, li.initials, li.colour, li.role) == ("李 静", "静", "#D55E00", Role.ANNOTATOR)
    wu = people.add_member(project, Profile("吴刚"))
    assert wu.initials == "吴"
    assert wu.colour not in (li.colour, project.person.colour)
    project.close()


def test_who_opens_a_project_for_the_first_time_brings_a_profile(tmp_path: Path) -> None:
    target = str(tmp_path / "a.annotator")
    new_project(target).close()
    project = open_project(target, Profile("李静", "李静", "#009E73"))
    assert (project.person.name, project.person.initials, project.person.colour) == ("李静", "李静", "#009E73")
    assert people.people_of(target) == project.people
    project.close()
    again = open_project(target, Profile("李静", "另", "#000000"))
    assert again.person == project.person
    again.close()


def test_everybody_edits_the_own_profile_and_a_manager_everybodys(database_url: str) -> None:
    project = new_project(database_url)
    wang = project.person
    li = add_person(project, "李静")
    as_person(project, li)
    after = people.edit_profile(project, li.id, Profile("李晶", "晶", "#CC79A7"))
    assert project.person == after
    with pytest.raises(RefusedError, match="manager"):
        people.edit_profile(project, wang.id, Profile("王"))
    as_person(project, wang)
    assert people.edit_profile(project, li.id, Profile("李静")).initials == "李"
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    project.close()


@pytest.mark.parametrize("name", ["", "  ", "gold", "ALL", "王敏", "长" * 101])
def test_names_that_mean_something_else_or_somebody_else_are_refused(tmp_path: Path, name: str) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    li = add_person(project, "李静")
    with pytest.raises(RefusedError):
        people.add_member(project, Profile(name))
    with pytest.raises(RefusedError):
        people.edit_profile(project, li.id, Profile(name))
    assert [one.name for one in project.people] == ["王敏", "李静"]
    project.close()


def test_only_a_manager_gives_roles_and_one_manager_remains(database_url: str) -> None:
    project = new_project(database_url)
    wang = project.person
    li = add_person(project, "李静")
    people.set_role(project, li.id, Role.REVIEWER)
    as_person(project, project.people[1])
    for role in Role:
        with pytest.raises(RefusedError, match="manager"):
            people.set_role(project, li.id, role)
    with pytest.raises(RefusedError, match="manager"):
        people.add_member(project, Profile("吴刚"), Role.REVIEWER)
    as_person(project, wang)
    with pytest.raises(RefusedError, match="needs a manager"):
        people.set_role(project, wang.id, Role.ANNOTATOR)
    people.set_role(project, li.id, Role.MANAGER)
    people.set_role(project, wang.id, Role.ANNOTATOR)
    assert roles(project) == {"王敏": Role.ANNOTATOR, "李静": Role.MANAGER}
    assert project.person.role is Role.ANNOTATOR
    assert history.undo(project, None) is None  # nobody takes a role back by Ctrl+Z
    project.close()


def test_a_role_that_was_taken_away_elsewhere_no_longer_gives_roles(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    stale = project.person
    li = people.add_member(project, Profile("李静"), Role.MANAGER)
    people.set_role(project, stale.id, Role.ANNOTATOR)
    as_person(project, stale)  # what a window still believes
    with pytest.raises(RefusedError, match="manager"):
        people.set_role(project, li.id, Role.ANNOTATOR)
    project.close()


def test_roles_allow_what_those_below_may(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    allowed = {
        Role.ANNOTATOR: [True, False, False],
        Role.REVIEWER: [True, True, False],
        Role.MANAGER: [True, True, True],
    }
    for role, answers in allowed.items():
        as_person(project, people.add_member(project, Profile(f"某{role}"), role))
        assert [people.may(project, one) for one in Role] == answers
        for one, answer in zip(Role, answers, strict=True):
            if answer:
                people.require(project, one)
            else:
                with pytest.raises(RefusedError):
                    people.require(project, one)
        as_person(project, project.people[0])
    project.close()


def test_blindness_is_switched_by_a_manager(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    assert people.is_blind(project)
    people.set_blind(project, False)
    assert not people.is_blind(project)
    as_person(project, add_person(project, "李静"))
    with pytest.raises(RefusedError):
        people.set_blind(project, True)
    with pytest.raises(RefusedError):
        people.set_setting(project, "return_after", 3)
    assert not people.is_blind(project)
    project.close()
