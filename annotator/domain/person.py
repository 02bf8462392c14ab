"""Who annotates and reviews."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import PersonId


class Role(StrEnum):
    """What a person may do in a project, each what those before may and more; on a file a courtesy among colleagues."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"

    @property
    def rank(self) -> int:
        """How much the role allows: more than every role of a lower rank."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of himself or herself; initials and colour are given where they are left out."""

    name: str
    initials: str = ""
    colour: str = ""


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
