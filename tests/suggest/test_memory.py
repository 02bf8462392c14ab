"""Memory: what was tagged is proposed, what was refused goes, and the order of telling is no matter."""

import random
from collections.abc import Callable
from functools import partial

from annotator.domain.learning import Alias, Refusal
from annotator.suggest.memory import Lesson, Memory, Tag
from annotator.suggest.protocol import Suggestion


def lesson(text: str, *quotes: str, refused: str = "", label: str = "PROGRAMME", read: bool = False) -> Lesson:
    """A text with the first place of each quote tagged, and of one string refused."""
    tags = tuple(Tag(text.index(q), text.index(q) + len(q), label, q, {"category": "产业"}) for q in quotes)
    at = text.find(refused) if refused else -1
    refusals = (Refusal.of(text, at, at + len(refused), label),) if at >= 0 else ()
    return Lesson(text, tags, refusals, ((0, len(text)),) if read else ())


def score(memory: Memory, text: str, quote: str, label: str = "PROGRAMME") -> float:
    """How certain memory is of the first place of a string; 0 where it does not propose it."""
    at = text.index(quote)
    found = [s for s in memory.suggest(text) if (s.start, s.end, s.label) == (at, at + len(quote), label)]
    return found[0].score if found else 0.0


def proposal(text: str, quote: str, label: str = "PROGRAMME", certainty: float = 0.9) -> Suggestion:
    at = text.index(quote)
    return Suggestion(at, at + len(quote), label, certainty, "rules", "because")


HERE = "今年，该县推行银发顾问制。"
THERE = "各镇都有银发顾问制的招牌。"


def test_what_was_tagged_once_is_proposed_elsewhere_with_its_attributes() -> None:
    memory = Memory()
    assert memory.suggest(THERE) == []
    memory.learn(1, lesson(HERE, "银发顾问制"))
    (found,) = memory.suggest(THERE)
    assert (THERE[found.start : found.end], found.label, dict(found.attributes)) == (
        "银发顾问制",
        "PROGRAMME",
        {"category": "产业"},
    )
    assert found.engine == "memory"
    memory.forget(1)
    assert memory.suggest(THERE) == []


def test_acceptance_raises_and_refusal_lowers() -> None:
    memory = Memory()
    memory.learn(1, lesson(HERE, "银发顾问制"))
    once = score(memory, THERE, "银发顾问制")
    memory.learn(2, lesson("去年起试行银发顾问制。", "银发顾问制"))
    twice = score(memory, THERE, "银发顾问制")
    memory.learn(3, lesson("挂牌的银发顾问制办公室。", refused="银发顾问制"))
    lowered = score(memory, THERE, "银发顾问制")
    assert lowered < once < twice


def test_between_the_same_characters_a_decision_weighs_more() -> None:
    memory = Memory()
    memory.learn(1, lesson("全县推行银发顾问制，", "银发顾问制"))
    assert score(memory, "本县推行银发顾问制，", "银发顾问制") > score(memory, "这种银发顾问制的", "银发顾问制")
    other = Memory()
    other.learn(1, lesson("全县推行银发顾问制，", refused="银发顾问制"))
    same = other.judged("本县推行银发顾问制，", proposal("本县推行银发顾问制，", "银发顾问制"))
    far = other.judged("这种银发顾问制的", proposal("这种银发顾问制的", "银发顾问制"))
    assert same.score < 0.35 < far.score < 0.9


def test_a_refusal_holds_for_its_very_place() -> None:
    memory = Memory()
    memory.learn(1, lesson(HERE, refused="银发顾问制"))
    at = HERE.index("银发")
    assert memory.refused(HERE, at, at + 5, "PROGRAMME")
    assert not memory.refused(HERE, at, at + 5, "PLACE")
    assert not memory.refused(THERE, 4, 9, "PROGRAMME")
    memory.forget(1)
    assert not memory.refused(HERE, at, at + 5, "PROGRAMME")


def test_what_was_read_over_untagged_is_believed_less_also_from_rules() -> None:
    text = "扶贫车间开工，扶贫车间招人，扶贫车间分红。"
    unread, read = Memory(), Memory()
    unread.learn(1, lesson(text))
    read.learn(1, lesson(text, read=True))
    new = "村里办起扶贫车间。"
    assert unread.judged(new, proposal(new, "扶贫车间")).score == 0.9
    assert read.judged(new, proposal(new, "扶贫车间")).score < 0.5


def test_bounds_that_were_mended_speak_against_the_old_ones() -> None:
    memory = Memory()
    memory.learn(1, lesson("落实就业两需求一贯通。", "两需求一贯通"))
    text = "坚持就业两需求一贯通，"
    assert memory.judged(text, proposal(text, "就业两需求一贯通")).score < 0.9
    assert (
        score(memory, text, "两需求一贯通")
        > memory.judged(text, proposal(text, "就业两需求一贯通", certainty=0.7)).score
    )


def test_a_shorter_string_inside_a_tag_is_neither_for_nor_against() -> None:
    memory = Memory()
    memory.learn(1, lesson("实施就业扶贫三年行动。", "就业扶贫三年行动", read=True))
    text = "抓好就业扶贫。"
    assert memory.judged(text, proposal(text, "就业扶贫")).score == 0.9


def test_numbers_are_never_proposed_by_their_string_and_refused_only_between_the_same_characters() -> None:
    memory = Memory(numbers=["METRIC"])
    memory.learn(1, lesson("建成12个车间。", "12个", label="METRIC"))
    memory.learn(2, lesson("坚持4个方面发力。", refused="4个", label="METRIC"))
    assert memory.suggest("又建成12个车间。") == []
    again, else_ = "仍坚持5个方面，", "建成5个车间。"
    assert memory.judged(again, proposal(again, "5个", "METRIC")).score < 0.35
    assert memory.judged(else_, proposal(else_, "5个", "METRIC")).score == 0.9


def test_an_alias_of_the_project_is_proposed_with_what_it_stands_for() -> None:
    memory = Memory()
    memory.name_aliases([Alias("九华新城", "PLACE", "湘潭九华示范区", "430373000000")])
    (found,) = memory.suggest("来到九华新城，")
    assert (found.label, dict(found.attributes)) == ("PLACE", {"adcode": "430373000000"})
    assert found.score > 0.9
    memory.name_aliases([])
    assert memory.suggest("来到九华新城，") == []


def test_places_keep_the_code_that_fits_the_text() -> None:
    memory = Memory()
    text = "联合村的路。"
    memory.learn(1, Lesson(text, (Tag(0, 3, "PLACE", "联合村", {"adcode": "1", "path": "甲"}),)))
    rules = Suggestion(0, 3, "PLACE", 0.9, "places", "because", {"adcode": "2", "path": "乙"})
    assert memory.judged(text, rules).attributes == {"adcode": "2", "path": "乙"}
    unsure = Suggestion(0, 3, "PLACE", 0.5, "places", "because", {})
    assert memory.judged(text, unsure).attributes == {"adcode": "1", "path": "甲"}


def _there_and_back(memory: Memory, tag: Tag) -> None:
    memory.tag(1, tag)
    memory.untag(1, tag)


def test_telling_step_by_step_in_any_order_gives_what_telling_at_once_gives() -> None:
    text = "推行银发顾问制，办好银龄课堂，银发顾问制常态化。"
    tags = [
        Tag(2, 7, "PROGRAMME", "银发顾问制"),
        Tag(10, 14, "PROGRAMME", "银龄课堂"),
        Tag(15, 20, "PROGRAMME", "银发顾问制"),
    ]
    refusals = [Refusal.of(text, 10, 14, "PROGRAMME"), Refusal.of(text, 2, 7, "PLACE")]
    whole = Memory()
    whole.learn(1, Lesson(text, tuple(tags), tuple(refusals), ((0, len(text)),)))
    wanted = whole.suggest(text)
    for seed in range(6):
        shuffled = random.Random(seed)
        memory = Memory()
        memory.learn(1, Lesson(text))
        steps: list[Callable[[], None]] = [partial(memory.tag, 1, tag) for tag in tags] + [
            partial(memory.refuse, 1, one) for one in refusals
        ]
        steps.append(partial(memory.read, 1, [(0, len(text))]))
        steps.append(partial(_there_and_back, memory, tags[0]))
        shuffled.shuffle(steps)
        for step in steps:
            step()
        assert memory.suggest(text) == wanted
        assert memory.judged(text, proposal(text, "银龄课堂")) == whole.judged(text, proposal(text, "银龄课堂"))
        for tag in tags:
            memory.untag(1, tag)
        for refusal in refusals:
            memory.unrefuse(1, refusal)
        assert memory.terms == frozenset()
        assert memory.suggest(text) == []


def test_the_version_changes_with_every_lesson() -> None:
    memory = Memory()
    seen = {memory.version}
    memory.learn(1, lesson(HERE, "银发顾问制"))
    seen.add(memory.version)
    memory.refuse(1, Refusal.of(HERE, 0, 2, "PLACE"))
    seen.add(memory.version)
    memory.forget(1)
    seen.add(memory.version)
    assert len(seen) == 4
