"""Who annotates and reviews."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import PersonId


class Role(StrEnum):
    """What a person may do in a project; on a file it is courtesy among colleagues."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the project."""

    id: PersonId
    name: str
    initials: str = ""
    colour: str = "#0072B2"
    role: Role = Role.ANNOTATOR

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a person needs a name")
