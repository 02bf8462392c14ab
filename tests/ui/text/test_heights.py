"""Heights under one another, against adding them up anew."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text.heights import Heights

sizes = st.lists(st.integers(1, 50), min_size=1, max_size=30)


@given(sizes, st.data())
def test_tops_heights_and_total_are_right_after_any_changes(start: list[int], data: st.DataObject) -> None:
    model, heights = list(start), Heights(start, 7)
    for _ in range(data.draw(st.integers(0, 8))):
        block, size = data.draw(st.integers(0, len(model) - 1)), data.draw(st.integers(1, 50))
        assert heights.change(block, size) == size - model[block]
        model[block] = size
        asked = data.draw(st.integers(0, len(model) - 1))
        assert heights.top(asked) == 7 + sum(model[:asked])
        y = data.draw(st.integers(0, 7 + sum(model) + 10))
        inside = [k for k in range(len(model)) if 7 + sum(model[:k]) <= y]
        assert heights.at(y) == max(inside, default=0)
    assert heights.total == sum(model)
    assert [heights[k] for k in range(len(heights))] == model
