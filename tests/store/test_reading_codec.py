"""Furniture and how certain recognition was come back from the database; older rows without it are read."""

from annotator.domain.text import Doubt, Edit, EditKind
from annotator.store import codec


def test_furniture_and_certainty_come_back_as_they_were() -> None:
    edits = (Edit(0, 3, EditKind.FURNITURE, "第3版", "A running head or a page number.", 0.9),)
    doubts = (Doubt(4, 6, "a"), Doubt(8, 9, "b", 0.43))
    assert codec.edits_of(codec.edits_json(edits)) == edits
    assert codec.doubts_of(codec.doubts_json(doubts)) == doubts
    assert codec.doubts_of('[[4,6,"a"]]') == (Doubt(4, 6, "a"),)
