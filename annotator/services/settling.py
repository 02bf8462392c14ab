"""Closes and reopens the review of an article, and gives articles back to their people."""

from dataclasses import replace

from annotator.agreement.pairing import Kind
from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, RecordId, new_id
from annotator.domain.person import Role
from annotator.domain.review import RETURNED, SETTLED, Outcome, Return, Settled, Way
from annotator.errors import RefusedError
from annotator.services.adjudicating import Writing, gold_of, refuse_own
from annotator.services.cases import Case
from annotator.services.choosing import Choice, TieChoice, all_agreed, take_variant
from annotator.services.comparing import read_case
from annotator.services.people import require
from annotator.services.project import Project
from annotator.services.states import returns
from annotator.services.threads import open_points
from annotator.store import journal, records


def settle(project: Project, article: ArticleId) -> Settled:
    """Closes the review of an article: what all agree on is taken over, the gold is final until it is reopened.

    Raises RefusedError while differences are open, and while questions are that no manager waived.
    """
    require(project, Role.REVIEWER)
    group = GroupId(new_id())
    with project.database.write() as connection:
        case = read_case(project, connection, article)
        if case.settled is not None and case.is_done:
            return case.settled
        left = len(case.differences()) + len([tie for tie in case.open_ties() if tie.kind is not Kind.EQUAL])
        if left:
            raise RefusedError("{n} differences are not decided yet.", n=left)
        refuse_own(item for item in case.items if item.open and item.members.keys() <= case.own)
        points = open_points(connection, article)
        if points:
            raise RefusedError(
                "{n} questions about this article are open.",
                "Resolve them, or have a manager let the article be done with open points.",
                n=points,
            )
        gold = gold_of(project, connection, article, begin=True)
        writing = Writing(project, connection, case, replace(gold, status=Status.WORKING))
        for choice in [*all_agreed(case), *_the_same(case)]:
            writing.take(choice)
        for tie in case.open_ties():
            writing.take_tie(TieChoice(tie, next(iter(tie.members.values())), Way.AGREED))
        changes = writing.changes()
        counts = {str(outcome): 0 for outcome in Outcome}
        for one in writing.decisions():
            counts[str(one.outcome)] += 1
        settled = Settled(RecordId(new_id()), project.person.id, article, counts)
        changes.append(Change(gold, replace(gold, status=Status.SUBMITTED), article, gold.id))
        if case.settled is not None:
            changes.append(Change(case.settled.to_record(), None, article))
        changes.insert(0, Change(None, settled.to_record(), article))
        journal.record(connection, project.writer, project.person.id, changes, group)
    return settled


def _the_same(case: Case) -> list[Choice]:
    """What is open and the same on all sides although the strategy would not propose it."""
    proposed = {choice.item.key for choice in all_agreed(case) if choice.item is not None}
    return [take_variant(item, 0, Way.AGREED) for item in case.agreed() if item.key not in proposed]


def reopen(project: Project, article: ArticleId) -> None:
    """Takes a closed review up again; what was decided stays."""
    require(project, Role.REVIEWER)
    with project.database.write() as connection:
        gold = gold_of(project, connection, article)
        changes = [Change(one, None, article) for one in records.read_records(connection, (SETTLED,), article=article)]
        if gold.status is not Status.WORKING:
            changes.append(Change(gold, replace(gold, status=Status.WORKING), article, gold.id))
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def send_back(project: Project, layer: Layer, reason: str) -> Return:
    """Gives an article back to one of its people, saying what to mend; their layer stays as it is."""
    require(project, Role.REVIEWER)
    if layer.kind is not LayerKind.PERSON:
        raise RefusedError("Only a person's work can be given back.")
    if not reason.strip():
        raise RefusedError("Say what is to be mended.")
    made = Return(RecordId(new_id()), project.person.id, layer.article, layer.id, reason.strip())
    with project.database.write() as connection:
        old = records.read_records(connection, (RETURNED,), article=layer.article, layer=layer.id)
        changes = [Change(one, None, layer.article, layer.id) for one in old]
        changes.append(Change(None, made.to_record(), layer.article, layer.id))
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return made


def take_back_return(project: Project, layer: Layer) -> None:
    """Takes back that an article was given back to one of its people."""
    _take_back(project, layer.article, layer.id)


def recall(project: Project, article: ArticleId) -> int:
    """Takes back that an article was given back, to whomever; returns how many have it no longer to mend."""
    standing = len(returns(project, article))
    if standing:
        _take_back(project, article, None)
    else:
        require(project, Role.REVIEWER)
    return standing


def _take_back(project: Project, article: ArticleId, layer: LayerId | None) -> None:
    require(project, Role.REVIEWER)
    with project.database.write() as connection:
        old = records.read_records(connection, (RETURNED,), article=article, layer=layer)
        changes = [Change(one, None, article, one.layer) for one in old]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
