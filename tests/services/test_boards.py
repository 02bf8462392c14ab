"""The inconsistency board: counted in every way, settled by rules, blind to what others tagged."""

from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, RecordId, SpanId, new_id
from annotator.domain.learning import Tick
from annotator.domain.rule import Rule, Ruling
from annotator.domain.span import Span
from annotator.errors import ConflictError, RefusedError
from annotator.services import boards, history, tagging
from annotator.services.background import Task
from annotator.services.boards import Board, Row
from annotator.services.project import Project, add_person, as_person, open_project
from annotator.store import journal

ONE = "全县推进营养改善计划。\n营养改善计划惠及学生。\n营养改善计划资金到位。"
TWO = "营养改善计划覆盖全县，农村营养改善计划先行。"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(str(tmp_path / "a.annotator"))


def tag(project: Project, article: Article, label: str, *ranges: tuple[int, int], submit: bool = False) -> None:
    document = open_document(project, article.id)
    for start, end in ranges:
        tagging.write(project, document.create(start, end, label_id(project, label)))
    if submit:
        tagging.write(project, document.set_status(Status.SUBMITTED))


def row(project: Project, string: str) -> Row:
    return next(one for one in boards.count_in(project) if one.string == string)


def test_a_string_is_counted_by_label_and_where_it_was_left_untagged(project: Project) -> None:
    first, second = add_article(project, ONE), add_article(project, TWO, 2)
    tag(project, first, "PROGRAMME", (4, 10), submit=True)
    tag(project, second, "PLACE", (0, 6))
    found = row(project, "营养改善计划")
    assert dict(found.tags) == {label_id(project, "PROGRAMME"): 1, label_id(project, "PLACE"): 1}
    assert found.untagged == 3  # two in the submitted article, one in the paragraph of the other that has a tag
    assert found.minority == 2
    assert boards.count_in(project)[0] == found
    project.close()


def test_what_lies_in_a_longer_tag_is_not_untagged_and_is_a_variant(project: Project) -> None:
    article = add_article(project, TWO)
    tag(project, article, "PROGRAMME", (0, 6), (11, 19), submit=True)
    found = row(project, "营养改善计划")
    assert found.untagged == 0
    assert [one.string for one in found.longer] == ["农村营养改善计划"]
    assert [one.string for one in row(project, "农村营养改善计划").shorter] == ["营养改善计划"]
    assert not found.disputed
    project.close()


def test_of_an_article_at_work_only_what_was_looked_at_counts(project: Project) -> None:
    article = add_article(project, ONE)
    tag(project, article, "PROGRAMME", (4, 10))
    assert row(project, "营养改善计划").untagged == 0
    lines = ONE.split("\n")
    start = len(lines[0]) + 1
    tick = Tick.of(ONE, start, start + len(lines[1]))
    with project.database.write() as connection:
        record = tick.to_record(RecordId(new_id()), project.person.id, article.id)
        change = Change(None, record, article.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    assert row(project, "营养改善计划").untagged == 1
    project.close()


def test_numbers_are_not_found_inside_longer_ones(project: Project) -> None:
    article = add_article(project, "共20人，另120人，又20人。")
    tag(project, article, "METRIC", (1, 4), submit=True)
    assert row(project, "20人").untagged == 1
    project.close()


def test_the_board_is_the_same_whether_or_not_another_has_tagged(project: Project) -> None:
    article = add_article(project, ONE)
    li = add_person(project, "李静")
    tag(project, article, "PROGRAMME", (4, 10), submit=True)
    before = boards.count_in(project), boards.hits(project, "营养改善计划")
    me = project.person
    as_person(project, li)
    tag(project, article, "PLACE", (4, 10), (12, 18), submit=True)
    as_person(project, me)
    assert (boards.count_in(project), boards.hits(project, "营养改善计划")) == before
    project.close()


def test_gold_stands_in_for_my_layer_where_there_is_gold(project: Project) -> None:
    article = add_article(project, ONE)
    tag(project, article, "PLACE", (4, 10), submit=True)
    gold = Layer(LayerId(new_id()), article.id, project.person.id, LayerKind.GOLD)
    span = Span(SpanId(new_id()), gold.id, article.revision, 4, 10, label_id(project, "PROGRAMME"), ONE[4:10])
    with project.database.write() as connection:
        changes = [Change(None, gold, article.id, gold.id), Change(None, span, article.id, gold.id)]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    assert dict(row(project, "营养改善计划").tags) == {label_id(project, "PROGRAMME"): 1}
    hits = boards.hits(project, "营养改善计划")
    assert all(hit.gold for hit in hits)
    with pytest.raises(RefusedError, match="Gold"):
        boards.apply(project, hits[:1], None)
    project.close()


def test_a_rule_is_applied_to_chosen_places_as_one_step_that_can_be_undone(project: Project) -> None:
    first, second = add_article(project, ONE), add_article(project, TWO, 2)
    programme = label_id(project, "PROGRAMME")
    tag(project, first, "PROGRAMME", (4, 10), submit=True)
    tag(project, second, "PLACE", (0, 6))
    hits = [hit for hit in boards.hits(project, "营养改善计划") if not hit.over]
    assert len(hits) == 5
    assert sum(hit.settled(programme) for hit in hits) == 1
    assert boards.apply(project, hits, programme) is not None
    assert dict(row(project, "营养改善计划").tags) == {programme: 5}
    assert boards.apply(project, boards.hits(project, "营养改善计划"), programme) is None
    history.undo(project, second.id)
    assert row(project, "营养改善计划").untagged == 3
    project.close()


def test_tags_are_taken_away_by_the_rule_that_nothing_is_tagged(project: Project) -> None:
    article = add_article(project, ONE)
    tag(project, article, "PROGRAMME", (4, 10), submit=True)
    assert boards.apply(project, boards.hits(project, "营养改善计划"), None) is not None
    assert boards.count_in(project) == []
    project.close()


def test_places_that_changed_since_they_were_listed_are_left_alone(project: Project) -> None:
    article = add_article(project, ONE)
    tag(project, article, "PROGRAMME", (4, 10))
    hits = boards.hits(project, "营养改善计划")
    document = open_document(project, article.id)
    tagging.write(project, document.delete([document.marks[0].id]))
    with pytest.raises(ConflictError):
        boards.apply(project, hits, label_id(project, "PLACE"))
    project.close()


def test_rules_are_mine_and_those_that_others_proposed(project: Project) -> None:
    me, li = project.person, add_person(project, "李静")
    boards.set_rule(project, Rule("营养改善计划", Ruling.LABEL, "PROGRAMME", "有专门文件"))
    boards.set_rule(project, Rule("全县", Ruling.NOTHING, proposed=True))
    as_person(project, li)
    known = boards.rules(project)
    assert list(known) == ["全县"]
    assert (known["全县"][0].author, known["全县"][0].mine) == ("王敏", False)
    with pytest.raises(RefusedError):
        boards.drop_rule(project, known["全县"][0])
    as_person(project, me)
    boards.set_rule(project, Rule("营养改善计划", Ruling.DEPENDS))
    mine = boards.rules(project)["营养改善计划"]
    assert [one.rule.ruling for one in mine] == [Ruling.DEPENDS]
    board = Board((Row("营养改善计划", ((label_id(project, "PLACE"), 1),), 2),), boards.rules(project))
    assert board.open_rows() == []
    boards.drop_rule(project, mine[0])
    assert "营养改善计划" not in boards.rules(project)
    project.close()


def test_a_rule_gives_a_label_none_or_leaves_places_alone(project: Project) -> None:
    scheme = project.scheme
    assert boards.wanted(scheme, Rule("甲乙", Ruling.LABEL, "PLACE")) == label_id(project, "PLACE")
    assert boards.wanted(scheme, Rule("甲乙", Ruling.NOTHING)) is None
    for rule in (Rule("甲乙", Ruling.DEPENDS), Rule("甲乙", Ruling.LABEL, "GONE")):
        with pytest.raises(RefusedError):
            boards.wanted(scheme, rule)
    for ruling, label in ((Ruling.LABEL, ""), (Ruling.NOTHING, "PLACE")):
        with pytest.raises(ValueError, match="label"):
            Rule("甲乙", ruling, label)
    project.close()


def test_it_is_counted_in_a_process_of_its_own(tmp_path: Path) -> None:
    target = str(tmp_path / "b.annotator")
    project = new_project(target)
    tag(project, add_article(project, ONE), "PROGRAMME", (4, 10), submit=True)
    task = Task(boards.count, target, "王敏", watched=True)
    assert task.result() == boards.count_in(project)
    assert task.progress == (1, 1)
    project.close()
    open_project(target).close()


def test_a_string_tagged_with_its_marks_here_and_without_them_there_is_disputed(project: Project) -> None:
    article = add_article(project, "参加“春风行动”，春风行动很好。")
    tag(project, article, "PROGRAMME", (2, 8), (9, 13), submit=True)
    assert row(project, "春风行动").disputed
    assert row(project, "“春风行动”").disputed
    project.close()
