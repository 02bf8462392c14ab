"""A week of a project: who did what, how far they agree, what is in dispute, open and held up."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest
from builders import TEXT, add_article, label_id, new_project, open_document

from annotator.agreement.tallies import ALL
from annotator.agreement.values import Reason, Undefined
from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, RecordId, new_id
from annotator.domain.review import Return
from annotator.services import articles, tagging, threads, weekly
from annotator.services.project import Project, add_person, as_person
from annotator.services.weekly import Obstacle, Period, collect
from annotator.store import journal

Tag = tuple[int, int, str]
MINE: Sequence[Tag] = ((0, 4, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC"))
HERS: Sequence[Tag] = ((0, 3, "PLACE"), (8, 14, "METRIC"))


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    add_person(made, "李强")
    yield made
    made.close()


def do(project: Project, name: str, article: Article, tags: Sequence[Tag], submit: bool = True) -> None:
    me = project.person
    as_person(project, next(person for person in project.people if person.name == name))
    document = open_document(project, article.id)
    for start, end, label in tags:
        tagging.write(project, document.create(start, end, label_id(project, label)))
    if submit:
        tagging.write(project, document.set_status(Status.SUBMITTED))
    as_person(project, me)


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Has what follows happen at noon of a day."""
    noon = round(datetime(day.year, day.month, day.day, 12).astimezone().timestamp() * 1_000_000)
    monkeypatch.setattr(journal.time, "time_ns", lambda: noon * 1000)


def settle(project: Project, article: Article, status: Status = Status.SUBMITTED) -> None:
    layer = Layer(LayerId(new_id()), article.id, project.person.id, LayerKind.GOLD, Status.WORKING)
    done = Layer(layer.id, article.id, project.person.id, LayerKind.GOLD, status)
    changes = [Change(None, layer, article.id, layer.id)]
    if done != layer:
        changes.append(Change(layer, done, article.id, layer.id))
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def ask(project: Project, article: Article) -> RecordId:
    return threads.ask(project, article.id, "算不算？")


NOW = date(2026, 11, 18)  # a Wednesday
LAST = date(2026, 11, 11)


def test_a_week_is_from_monday_to_monday_and_a_month_from_its_first() -> None:
    week = weekly.week_of(NOW)
    assert (weekly.day_of(week.since), weekly.day_of(week.until)) == (date(2026, 11, 16), date(2026, 11, 23))
    assert weekly.week_of(date(2026, 11, 16)) == week == weekly.week_of(date(2026, 11, 22))
    month = weekly.month_of(date(2026, 12, 31))
    assert (weekly.day_of(month.since), weekly.day_of(month.until)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_people_agreement_and_the_week_before_are_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, mine = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2, 3))
    at(monkeypatch, LAST)
    do(project, "王敏", old, MINE)
    do(project, "李强", old, MINE)
    at(monkeypatch, NOW)
    do(project, "王敏", new, MINE)
    do(project, "李强", new, HERS)
    do(project, "王敏", mine, MINE)
    settle(project, old)
    week = collect(project, weekly.week_of(NOW))
    assert {name: (one.submitted, one.returned, one.settled) for name, one in week.people.items()} == {
        "王敏": (2, 0, 1),
        "李强": (1, 0, 0),
    }
    assert list(week.labels) == ["METRIC", "PLACE"]
    assert week.agreement["METRIC"].exact.value == pytest.approx(2 / 3)
    assert week.agreement["PLACE"].exact.value == 0.0
    assert week.agreement["PLACE"].partial.value == pytest.approx(0.5)
    assert week.before[ALL].exact.value == 1.0
    assert collect(project, weekly.week_of(date(2026, 11, 2))).agreement[ALL].exact.value == Undefined(
        Reason.ONE_PERSON
    )
    whole = collect(project)
    assert (whole.agreement[ALL].counts.a, whole.before) == (6, {})


def test_what_was_set_back_is_not_submitted_and_what_others_gave_back_is_returned(project: Project) -> None:
    one, two = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2))
    for article in (one, two):
        do(project, "李强", article, HERS)
    her = next(person for person in project.people if person.name == "李强")
    with project.database.write() as connection:
        [layer] = articles.articles.read_layers(connection, one.id)
        back = Layer(layer.id, one.id, her.id, status=Status.WORKING)
        change = Change(layer, back, one.id, layer.id)
        journal.record(connection, project.writer, her.id, [change], GroupId(new_id()))
        [layer] = articles.articles.read_layers(connection, two.id)
        given = Return(RecordId(new_id()), project.person.id, two.id, layer.id, "补充地点").to_record()
        change = Change(None, given, two.id, layer.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    week = collect(project, weekly.week_of(datetime.now().astimezone().date()))
    assert (week.people["李强"].submitted, week.people["李强"].returned) == (1, 1)
    assert [(held.number, held.obstacles, held.people) for held in week.held] == [
        (1, (Obstacle.WORKING,), ("李强",)),
        (2, (Obstacle.RETURNED,), ("李强",)),
    ]
    assert collect(project, weekly.week_of(date(2020, 1, 1))).people["李强"].returned == 0


def test_the_strings_in_dispute_are_counted_by_places(project: Project) -> None:
    for n in (1, 2, 3):
        article = add_article(project, f"{TEXT}第{n}", n)
        do(project, "王敏", article, MINE if n < 3 else MINE[:1])
        do(project, "李强", article, HERS)
    first, second, third = collect(project).disputed
    assert (first.text, len(first.places), first.labels) == (TEXT[0:4], 3, ("PLACE",))
    assert (second.text, len(second.places)) == (TEXT[22:25], 2)
    assert third.text == TEXT[8:14]
    assert second.places[0][1:] == (22, 25)
    assert len(weekly.disputed(collect(project).found, 1)) == 1


def test_what_keeps_an_article_from_export_is_told(project: Project) -> None:
    fresh, going, sent, settling, settled, asked, unfit = (add_article(project, f"{TEXT}第{n}", n) for n in range(1, 8))
    do(project, "李强", going, HERS, submit=False)
    do(project, "王敏", sent, MINE)
    settle(project, settling, Status.WORKING)
    settle(project, settled)
    settle(project, asked)
    ask(project, asked)
    threads.resolve(project, ask(project, settled))
    document = open_document(project, unfit.id)
    tagging.write(project, document.set_status(Status.SKIPPED, "重复"))
    week = collect(project)
    assert [(one.number, one.obstacles, one.people) for one in week.held] == [
        (1, (Obstacle.NOT_BEGUN,), ()),
        (2, (Obstacle.WORKING,), ("李强",)),
        (3, (Obstacle.NOT_SETTLED,), ()),
        (4, (Obstacle.SETTLING,), ("王敏",)),
        (6, (Obstacle.OPEN_POINTS,), ()),
    ]
    assert list(week.ready) == [settled.id]
    assert fresh.id == week.held[0].article
    threads.waive(project, asked.id, "先导出")
    assert asked.id in collect(project).ready
    assert [point.text for point in week.points] == ["算不算？"]


def test_open_points_are_told_by_their_age(project: Project) -> None:
    article = add_article(project)
    ask(project, article)
    week = collect(project)
    [point] = week.points
    day = 24 * 60 * 60
    assert week.points_by_age(point.seconds + 10) == [(1, 1), (7, 0), (30, 0), (-1, 0)]
    assert week.points_by_age(point.seconds + 8 * day) == [(1, 0), (7, 0), (30, 1), (-1, 0)]
    assert week.points_by_age(point.seconds + 60 * day) == [(1, 0), (7, 0), (30, 0), (-1, 1)]


def test_progress_is_told_week_by_week(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2))
    at(monkeypatch, LAST)
    do(project, "王敏", one, MINE)
    at(monkeypatch, NOW)
    do(project, "王敏", two, MINE)
    do(project, "李强", two, MINE)
    found = weekly.progress(project, NOW, 3)
    assert [(monday.day, dict(counts)) for monday, counts in found] == [
        (2, {}),
        (9, {"王敏": 1}),
        (16, {"王敏": 1, "李强": 1}),
    ]


def test_an_annotator_of_a_blind_project_is_told_of_its_own_work(project: Project) -> None:
    article = add_article(project)
    do(project, "王敏", article, MINE)
    as_person(project, next(person for person in project.people if person.name == "李强"))
    week = collect(project)
    assert week.people["王敏"].submitted == 0
    assert week.disputed == []
    do(project, "李强", article, HERS)  # both are done: now each may see the other's
    assert collect(project).people["王敏"].submitted == 1
    assert len(collect(project).disputed) == 2


def test_only_articles_of_the_period_count(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2))
    at(monkeypatch, LAST)
    do(project, "王敏", one, MINE)
    at(monkeypatch, NOW)
    do(project, "王敏", two, MINE)
    assert weekly.articles_of(project, weekly.week_of(NOW)) == [two.id]
    assert weekly.articles_of(project, Period(0, 2**62)) == [one.id, two.id]
