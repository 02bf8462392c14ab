"""All engines together: what is merged, what is left out."""

from suggest.marked import own_articles
from suggest.reference import articles

from annotator.suggest.engine import THRESHOLD, rule_engines, suggest
from annotator.suggest.protocol import Suggestion


class Fixed:
    """An engine that always proposes the same."""

    def __init__(self, *suggestions: Suggestion, name: str = "fixed") -> None:
        self.name = name
        self.version = "1"
        self._suggestions = suggestions

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        return [s for s in self._suggestions if start <= s.start and (end is None or s.start < end)]


def proposed(start: int, end: int, label: str, score: float, engine: str = "fixed") -> Suggestion:
    return Suggestion(start, end, label, score, engine, "because")


def test_of_two_with_one_range_and_label_the_surer_stays() -> None:
    one = Fixed(proposed(0, 4, "PLACE", 0.6, "one"))
    two = Fixed(proposed(0, 4, "PLACE", 0.9, "two"), proposed(0, 4, "PROGRAMME", 0.5, "two"))
    assert [(s.label, s.engine) for s in suggest("abcdef", engines=[one, two])] == [
        ("PLACE", "two"),
        ("PROGRAMME", "two"),
    ]


def test_what_is_below_the_threshold_is_left_out() -> None:
    engine = Fixed(proposed(0, 1, "PLACE", THRESHOLD), proposed(2, 3, "PLACE", THRESHOLD - 0.01))
    assert [s.start for s in suggest("abcdef", engines=[engine])] == [0]
    assert [s.start for s in suggest("abcdef", engines=[engine], threshold=0.1)] == [0, 2]


def test_places_stay_inside_programmes_but_programmes_do_not() -> None:
    engine = Fixed(proposed(0, 8, "PROGRAMME", 0.6), proposed(0, 3, "PLACE", 0.9), proposed(3, 7, "PROGRAMME", 0.9))
    assert [(s.start, s.end, s.label) for s in suggest("abcdefgh", engines=[engine])] == [
        (0, 8, "PROGRAMME"),
        (0, 3, "PLACE"),
    ]


def test_a_number_inside_the_name_of_a_programme_is_no_metric() -> None:
    text = "全面推行“5户联保1村联防”机制，覆盖20个村"
    found = [(text[s.start : s.end], s.label) for s in suggest(text)]
    assert ("“5户联保1村联防”机制", "PROGRAMME") in found
    assert [quote for quote, label in found if label == "METRIC"] == ["20个"]


def test_a_range_gives_what_the_whole_gives_there() -> None:
    for _, text, _ in own_articles()[:4]:
        cut = text.index("\n", len(text) // 2) + 1
        whole = suggest(text)
        assert suggest(text, start=0, end=cut) + suggest(text, start=cut) == whole


def test_a_long_text_is_read_in_parts_and_only_those_that_are_asked_for() -> None:
    article = own_articles()[0][1]
    text = article * (60_000 // len(article) + 1)
    whole = suggest(text)
    assert len(whole) > 1000
    start = text.index("\n", 30_000) + 1
    end = text.index("\n", start + 2000) + 1
    assert suggest(text, start=start, end=end) == [s for s in whole if start <= s.start < end]


def test_suggestions_of_the_reference_need_a_fifth_of_an_action_each() -> None:
    for _, text, spans in articles():
        gold = {(s["start"], s["end"], s["label"]) for s in spans}
        found = {(s.start, s.end, s.label) for s in suggest(text)}
        assert 1 + 2 * len(gold - found) + len(found - gold) <= 0.2 * len(gold)


def test_engines_share_one_reading_of_places() -> None:
    names = [engine.name for engine in rule_engines(region="湖南省/怀化市")]
    assert names == ["quantities", "places", "programmes"]
    assert (
        len({engine.version for engine in rule_engines()} | {engine.version for engine in rule_engines(region="43")})
        == 5
    )
