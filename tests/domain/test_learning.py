"""What people tell the program beside tags, and how it is stored and known again."""

import pytest

from annotator.domain.ids import ArticleId, PersonId, RecordId, new_id
from annotator.domain.learning import Alias, Control, Refusal, Tick
from annotator.domain.record import Record

ME, ARTICLE = PersonId(new_id()), ArticleId(new_id())


def fresh() -> RecordId:
    return RecordId(new_id())


def test_a_refusal_comes_back_from_its_record() -> None:
    refusal = Refusal.of("全县建成扶贫车间12个。", 4, 8, "PROGRAMME", "programmes")
    record = refusal.to_record(fresh(), ME, ARTICLE)
    assert (refusal.quote, refusal.left, refusal.right) == ("扶贫车间", "全县建成", "12个。")
    assert (record.kind, record.key, record.article) == ("refusal", "扶贫车间", ARTICLE)
    assert Refusal.from_record(record) == refusal


def test_a_refusal_is_known_again_at_its_place_and_between_the_same_characters() -> None:
    refusal = Refusal.of("全县建成扶贫车间12个。", 4, 8, "PROGRAMME")
    assert refusal.stands("全县建成扶贫车间12个。", 4, 8, "PROGRAMME")
    assert refusal.stands("近年来\n全县建成扶贫车间12个。", 4 + 4, 8 + 4, "PROGRAMME")
    assert not refusal.stands("近年来全县建成扶贫车间12个。", 3 + 4, 3 + 8, "PROGRAMME")
    moved = "去年以来，该县的情况是：全县建成扶贫车间12个。"
    kept = Refusal.of(moved, moved.index("扶贫"), moved.index("12"), "PROGRAMME")
    assert kept.stands("如今，" + moved, moved.index("扶贫") + 3, moved.index("12") + 3, "PROGRAMME")
    assert not kept.stands(moved, moved.index("扶贫"), moved.index("12"), "PLACE")


def test_a_tick_holds_as_long_as_the_paragraph_is_what_it_was() -> None:
    text = "第一段。\n第二段。"
    tick = Tick.from_record(Tick.of(text, 5, 9).to_record(fresh(), ME, ARTICLE))
    assert tick.stands(text, 5, 9)
    assert tick.stands("添上一段。\n" + text, 11, 15)
    assert not tick.stands("第一段。\n第二段！", 5, 9)


def test_a_control_and_an_alias_come_back_from_their_records() -> None:
    assert Control.from_record(Control().to_record(fresh(), ME, ARTICLE)) == Control()
    assert not Control.from_record(Control(on=False).to_record(fresh(), ME, ARTICLE)).on
    alias = Alias("九华经开区", "PLACE", "湘潭九华示范区", "430373000000", {"path": "湖南省/湘潭市"})
    record = alias.to_record(fresh(), ME)
    assert (record.article, record.key) == (None, "九华经开区")
    assert Alias.from_record(record) == alias


@pytest.mark.parametrize("body", [{}, {"start": 3, "end": 3}, {"start": "0", "end": 4}, {"start": True, "end": 4}])
def test_a_body_that_is_none_is_refused(body: dict[str, object]) -> None:
    record = Record(fresh(), "refusal", ME, ARTICLE, body=body)
    with pytest.raises(ValueError, match=r"range|number"):
        Refusal.from_record(record)
    with pytest.raises(ValueError, match=r"paragraph|number"):
        Tick.from_record(record)
