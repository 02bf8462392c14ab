"""The people of a project: who they are, their roles, and what a role allows.

What a service does for some roles only it guards with `require`. On a file all this is courtesy among colleagues:
whoever has the file can write it.
"""

from dataclasses import replace
from typing import Final

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, PersonId, new_id
from annotator.domain.person import Person, Profile, Role
from annotator.errors import RefusedError
from annotator.formats.records import GOLD
from annotator.i18n import tr
from annotator.services import sight
from annotator.services.project import COLOURS as COLOURS
from annotator.services.project import Project, add_person, initials, open_project
from annotator.store import journal, people, projects
from annotator.store.database import Connection

LONGEST: Final = 100
"""Characters of a name."""
INITIALS: Final = 4
"""Characters of initials."""

_TAKEN: Final = (GOLD, "all")  # what exports call layers that are nobody's


def role_names() -> dict[Role, str]:
    """What the roles are called."""
    return {
        Role.ANNOTATOR: tr("annotator"),
        Role.REVIEWER: tr("reviewer"),
        Role.MANAGER: tr("manager"),
    }


def may(project: Project, role: Role) -> bool:
    """Whether the project's person has a role, or one that allows more."""
    return project.person.role.rank >= role.rank


def require(project: Project, role: Role) -> None:
    """Raises RefusedError unless the project's person has a role, or one that allows more."""
    if may(project, role):
        return
    if role is Role.MANAGER:
        raise RefusedError("Only a manager of the project may do this.")
    raise RefusedError("Only a reviewer or a manager of the project may do this.")


def people_of(target: str) -> tuple[Person, ...]:
    """Who is known to a project that is not open, whoever has it open now."""
    project = open_project(target, read_only=True, anyone=True)
    try:
        return project.people
    finally:
        project.close()


def add_member(project: Project, profile: Profile, role: Role = Role.ANNOTATOR) -> Person:
    """Adds somebody; more than an annotator only a manager may add."""
    if role is not Role.ANNOTATOR:
        require(project, Role.MANAGER)
    checked = _checked(profile, project.people)
    return add_person(project, checked, role)


def edit_profile(project: Project, person: PersonId, profile: Profile) -> Person:
    """Changes a profile: anybody the own one, a manager everybody's."""
    if person != project.person.id:
        require(project, Role.MANAGER)
    with project.database.write() as connection:
        before = _known(connection, person)
        others = [one for one in people.read_people(connection) if one.id != person]
        new = _checked(profile, others)
        after = replace(
            before,
            name=new.name,
            initials=new.initials or initials(new.name),
            colour=new.colour or before.colour,
        )
        _record(project, connection, before, after)
    project.reload()
    return after


def set_role(project: Project, person: PersonId, role: Role) -> Person:
    """Gives somebody a role. Only a manager may, and the last manager stays one."""
    with project.database.write() as connection:
        known = people.read_people(connection)
        me = next((one for one in known if one.id == project.person.id), project.person)
        if me.role is not Role.MANAGER:
            raise RefusedError("Only a manager of the project may do this.")
        before = _known(connection, person)
        managers = [one for one in known if one.role is Role.MANAGER]
        if role is not Role.MANAGER and managers == [before]:
            raise RefusedError("A project needs a manager.", "Make somebody else a manager first.")
        after = replace(before, role=role)
        _record(project, connection, before, after)
    project.reload()
    return after


def is_blind(project: Project) -> bool:
    """Whether annotators work without seeing each other."""
    with project.database.read() as connection:
        return sight.is_blind(connection)


def set_blind(project: Project, blind: bool) -> None:
    """Has annotators work without seeing each other, or not; only a manager may say so."""
    require(project, Role.MANAGER)
    with project.database.write() as connection:
        known = projects.read_project(connection)
        projects.put_project(connection, known.name, {**known.settings, sight.BLIND: blind})


def setting(project: Project, key: str, default: int) -> int:
    """A number among the settings that all people of the project share."""
    with project.database.read() as connection:
        found = projects.read_project(connection).settings.get(key, default)
    return found if isinstance(found, int) else default


def set_setting(project: Project, key: str, value: int) -> None:
    """Changes a number among the settings; only a manager may."""
    require(project, Role.MANAGER)
    with project.database.write() as connection:
        known = projects.read_project(connection)
        projects.put_project(connection, known.name, {**known.settings, key: value})


def _known(connection: Connection, person: PersonId) -> Person:
    found = next((one for one in people.read_people(connection) if one.id == person), None)
    if found is None:
        raise RefusedError("This person is no longer in the project.")
    return found


def _checked(profile: Profile, others: "tuple[Person, ...] | list[Person]") -> Profile:
    """The profile as it can be stored; raises RefusedError where it cannot."""
    name = " ".join(profile.name.split())
    if not name:
        raise RefusedError("A person needs a name.")
    if len(name) > LONGEST or len(profile.initials.strip()) > INITIALS:
        raise RefusedError("The name or its initials are too long.")
    if name.lower() in _TAKEN:
        raise RefusedError("“{name}” has a meaning of its own in exports; choose another name.", name=name)
    if any(one.name == name for one in others):
        raise RefusedError("Somebody else in this project is called {name}.", name=name)
    return Profile(name, profile.initials.strip(), profile.colour)


def _record(project: Project, connection: Connection, before: Person, after: Person) -> None:
    if before != after:
        change = Change(before, after)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
