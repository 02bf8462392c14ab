"""How a project reviews: what counts as a difference, what is proposed, who may decide about what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from annotator.agreement.attributes import How, Rules
from annotator.services.project import Project
from annotator.store import projects
from annotator.store.database import Connection

OWN_REVIEW: Final = "own_review"
"""Key of the project's settings: whether reviewers may decide about tags of their own; they may unless it says no."""
_STRATEGY: Final = "review_strategy"
_SHARE: Final = "review_share"
_HOW: Final = "compare"


class Strategy(StrEnum):
    """What has to be so for a tag to be proposed, of those who worked on the article."""

    ALL = "all"
    MAJORITY = "majority"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """The review settings of a project; `share` is from 0 to 1 and counts for the threshold alone."""

    strategy: Strategy = Strategy.ALL
    share: float = 0.66
    own_review: bool = True
    how: Mapping[str, How] = field(default_factory=dict)

    def enough(self, votes: int, sides: int) -> bool:
        """Whether so many of all sides are enough."""
        match self.strategy:
            case Strategy.ALL:
                return votes == sides
            case Strategy.MAJORITY:
                return 2 * votes > sides
            case Strategy.THRESHOLD:
                return votes >= self.share * sides - 1e-9

    @property
    def attributes(self) -> Rules:
        """How attributes are compared: as the project says, else as usual."""
        usual = Rules()
        return Rules({**usual.how, **self.how}, usual.default)


def rules_of(connection: Connection) -> ReviewRules:
    """The review settings as they are now."""
    found = projects.read_project(connection).settings
    usual = ReviewRules()
    return ReviewRules(
        Strategy(found.get(_STRATEGY, usual.strategy)),
        float(found.get(_SHARE, usual.share)),
        bool(found.get(OWN_REVIEW, usual.own_review)),
        {key: How(value) for key, value in found.get(_HOW, {}).items()},
    )


def set_rules(project: Project, rules: ReviewRules) -> None:
    """Stores how the project reviews from now on; what was decided stays."""
    with project.database.write() as connection:
        known = projects.read_project(connection)
        settings: dict[str, Any] = {
            **known.settings,
            _STRATEGY: str(rules.strategy),
            _SHARE: rules.share,
            OWN_REVIEW: rules.own_review,
            _HOW: {key: str(value) for key, value in rules.how.items()},
        }
        projects.put_project(connection, known.name, settings)
