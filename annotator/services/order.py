"""The order of work: in which article a minute pays most.

What the machine is unsure of is worth a look; what it knows well costs a key, and what it does not see at all nobody
can tell beforehand. So an article counts by the uncertainty of all that is proposed there and not yet decided. That
takes the engines over every text, and is the work of a process of its own (`gains` in a `background.Task`).
"""

from collections.abc import Callable, Iterator
from typing import Final

from annotator.domain.article import Status
from annotator.domain.ids import ArticleId
from annotator.services.articles import Listed, furniture_places, list_articles, open_article
from annotator.services.project import Project, open_project
from annotator.services.suggesting import Proposer

Watch = Callable[[int, int], None]

_DONE: Final = (Status.SUBMITTED, Status.SKIPPED)
_LONGEST: Final = 50_000  # characters of an article that are looked at; a book is not weighed to its last page


def gains(target: str, person: str, watch: Watch) -> dict[ArticleId, float]:
    """How much is to be decided in each article that is mine to do; opens the project itself, for reading."""
    project = open_project(target, person, read_only=True)
    try:
        return dict(gains_of(project, watch))
    finally:
        project.close()


def gains_of(project: Project, watch: Watch | None = None) -> Iterator[tuple[ArticleId, float]]:
    """The same article by article, for a project that is open."""
    proposer = Proposer(project)
    proposer.load()
    waiting = [one for one in list_articles(project) if _waits(one)]
    for done, listed in enumerate(waiting, 1):
        opened = open_article(project, listed.article.id)
        text = opened.revision.text[:_LONGEST]
        proposer.open(opened.article.id, opened.layer.id, opened.revision.id, opened.revision.text)
        found = proposer.propose(text, opened.article.form.region, opened.marks)
        aside = furniture_places(opened.revision)  # as in the window: nothing there is to be decided
        left = [one for one in found if not any(start < one.end and one.start < end for start, end in aside)]
        yield opened.article.id, sum(uncertainty(one.score) for one in left)
        if watch is not None:
            watch(done, len(waiting))


def uncertainty(score: float) -> float:
    """How little a probability says: 1 at one half, 0 where it is certain."""
    sure = min(1.0, max(0.0, score))
    return 4 * sure * (1 - sure)


def _waits(listed: Listed) -> bool:
    return not listed.article.excluded and (listed.layer is None or listed.layer.status not in _DONE)
