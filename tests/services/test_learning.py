"""Training: that learning shows, that nothing of others comes in, that models are kept and made again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document
from suggest.marked import own_articles, parse
from suggest.reference import FOLDER as REFERENCE
from suggest.reference import articles as reference_articles

from annotator.bundled import bundled
from annotator.domain.article import Status
from annotator.domain.person import Role
from annotator.domain.scheme import Scheme
from annotator.formats.scheme_toml import load_scheme
from annotator.services import learning, tagging
from annotator.services.background import Task
from annotator.services.learning import Count, Homework, gather, is_stale, kept, study
from annotator.services.project import Project, add_person, as_person
from annotator.services.suggesting import Proposer, engines
from annotator.suggest.engine import merged
from annotator.suggest.learned import LearnedEngine
from annotator.suggest.memory import Lesson, Memory, Tag
from annotator.suggest.protocol import Suggestion
from annotator.suggest.together import together

SERIES = Path(__file__).parents[1] / "suggest" / "data" / "series"
LEAST_GAIN = 0.05
MOST_LOSS = 0.02
SPLITS = 8


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(learning.CACHE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(bundled("resources") / "schemes" / "policy.toml")


def annotated() -> list[Lesson]:
    """Our own articles, and those of the reference where they are at hand."""
    own = [(text, [(m.start, m.end, m.label) for m in marks]) for _, text, marks in own_articles()]
    series = [parse(path.read_text(encoding="utf-8")) for path in sorted(SERIES.glob("*.txt"))]
    own += [(text, [(m.start, m.end, m.label) for m in marks]) for text, marks in series]
    if REFERENCE.is_dir():
        own += [(text, [(s["start"], s["end"], s["label"]) for s in spans]) for _, text, spans in reference_articles()]
    return [
        Lesson(text, tuple(Tag(a, b, label, text[a:b]) for a, b, label in tags), (), ((0, len(text)),))
        for text, tags in own
    ]


def f1(found: list[Suggestion], lesson: Lesson, label: str = "PROGRAMME") -> float:
    wanted = {(tag.start, tag.end) for tag in lesson.tags if tag.label == label}
    proposed = {(one.start, one.end) for one in found if one.label == label}
    return 2 * len(wanted & proposed) / (len(wanted) + len(proposed))


class Splits:
    """Annotated articles with what the rules find in them, some held back and the others learned from."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.lessons = annotated()
        asked = engines("", scheme)
        self.raw = [[one for engine in asked for one in engine.suggest(lesson.text)] for lesson in self.lessons]

    def gains(self, held: Sequence[int], others: Sequence[int]) -> list[float]:
        """How much better articles are done with what the others teach than by rules alone."""
        taught = tuple(self.lessons[k] for k in others)
        model = study(Homework(taught, ("",) * len(taught), self.scheme, {})).model
        memory = Memory(["METRIC"])
        for key, lesson in enumerate(taught):
            memory.learn(key, lesson)
        learned = LearnedEngine(model) if model.data else None
        return [self._gain(self.lessons[k], self.raw[k], memory, learned) for k in held]

    @staticmethod
    def _gain(lesson: Lesson, raw: list[Suggestion], memory: Memory, learned: LearnedEngine | None) -> float:
        return f1(together(lesson.text, raw, memory, learned), lesson) - f1(merged(raw), lesson)


def test_learning_shows_and_no_article_is_worse_for_it(scheme: Scheme) -> None:
    splits = Splits(scheme)
    everything = range(len(splits.lessons))
    gains: list[float] = []
    for first in range(SPLITS):
        held = everything[first::SPLITS]
        gains += splits.gains(held, [k for k in everything if k not in held])
    assert len(gains) == len(everything)
    assert sum(gains) / len(gains) >= LEAST_GAIN
    assert min(gains) >= -MOST_LOSS


def test_little_is_learned_from_little_but_nothing_is_lost(scheme: Scheme) -> None:
    splits = Splits(scheme)
    count = len(splits.lessons)
    gains: list[float] = []
    for first in range(0, count, 4):
        taught = [first, (first + 1) % count]
        gains += splits.gains([k for k in range(count) if k not in taught], taught)
    assert sum(gains) / len(gains) > 0
    assert min(gains) >= -MOST_LOSS


def test_the_scores_are_those_of_articles_that_were_not_seen(scheme: Scheme) -> None:
    text = "该县试行银发顾问制。"
    lesson = Lesson(text, (Tag(4, 9, "PROGRAMME", text[4:9]),), (), ((0, len(text)),))
    alone = study(Homework((lesson, Lesson("天气晴好。", (), (), ((0, 5),))), ("", ""), scheme, {})).scores
    assert alone.learned["PROGRAMME"] == Count(0, 0, 1)
    twice = study(Homework((lesson, lesson), ("", ""), scheme, {})).scores
    assert twice.learned["PROGRAMME"] == Count(2, 2, 2)
    assert twice.rules["PROGRAMME"] == Count(0, 0, 2)
    assert (twice.learned["PROGRAMME"].f1, twice.rules["PROGRAMME"].precision) == (1.0, None)


def test_what_was_not_read_is_not_counted_as_wrong(scheme: Scheme) -> None:
    text = "实施雨露计划。\n实施特岗计划。"
    tag = Tag(2, 6, "PROGRAMME", "雨露计划")
    lesson = Lesson(text, (tag,), (), ((0, 7),))
    assert study(Homework((lesson, lesson), ("", ""), scheme, {})).scores.rules["PROGRAMME"] == Count(2, 2, 2)


def work(project: Project, number: int, craft: str, submit: bool = True) -> None:
    """An article of a pattern, tagged and submitted by the project's person."""
    document = open_document(
        project, add_article(project, f"村里推行“{craft}顾问”，人人叫好。\n{craft}红火。", number).id
    )
    at = document.text.index(craft)
    tagging.write(project, document.create(at, at + 4, label_id(project, "PROGRAMME")))
    if submit:
        tagging.write(project, document.set_status(Status.SUBMITTED))


def test_only_what_was_read_or_imported_teaches(project: Project) -> None:
    work(project, 1, "竹编", submit=False)
    assert gather(project).lessons == ()
    work(project, 2, "剪纸")
    (lesson,) = gather(project).lessons
    assert [tag.quote for tag in lesson.tags] == ["剪纸顾问"]
    assert lesson.read == ((0, len(lesson.text)),)


def test_a_model_is_trained_in_a_process_kept_and_found_again(project: Project, cache: Path) -> None:
    for number, craft in enumerate(("竹编", "剪纸", "刺绣", "木雕"), 1):
        work(project, number, craft)
    homework = gather(project)
    assert is_stale(kept(project), homework)
    task = learning.start(homework)
    result = task.result()
    assert task.progress[0] == task.progress[1] > 0
    learning.keep(project, result)
    model = kept(project)
    assert model == result.model
    assert not is_stale(model, homework)
    assert [path.suffix for path in cache.rglob("*.model")] == [".model"]
    work(project, 5, "陶艺")
    assert is_stale(model, gather(project))


def test_a_damaged_or_foreign_model_is_none(project: Project) -> None:
    for number, craft in enumerate(("竹编", "剪纸"), 1):
        work(project, number, craft)
    learning.keep(project, study(gather(project)))
    path = learning.model_path(project)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + b"?", b"something else", b""):
        path.write_bytes(damaged)
        assert kept(project) is None
    path.write_bytes(whole)
    assert kept(project) is not None


def test_what_others_tagged_changes_nothing_of_what_i_learn(project: Project) -> None:
    me = project.person
    other = add_person(project, "李强", Role.REVIEWER)
    as_person(project, other)
    for number, craft in enumerate(("竹编", "剪纸", "刺绣"), 1):
        work(project, number, craft)
    text = "镇上推行“泥塑顾问”，人人叫好。"

    def mine() -> tuple[object, ...]:
        homework = gather(project)
        learning.keep(project, study(homework))
        proposer = Proposer(project)
        proposer.load()
        return homework, learning.model_path(project), proposer.propose(text, threshold=0.01)

    before = mine()
    as_person(project, me)
    for number, craft in enumerate(("木雕", "陶艺", "泥塑"), 4):
        work(project, number, craft)
    assert mine() != before
    as_person(project, other)
    assert mine() == before


def test_a_process_of_its_own_catches_up_once_and_again_only_where_that_is_wanted(project: Project) -> None:
    for number, text in enumerate(("各地推行银发顾问制，效果很好。", "我县也试行了银发顾问制。"), 1):
        article = add_article(project, text, number)
        document = open_document(project, article.id)
        at = text.index("银发顾问制")
        tagging.write(project, document.create(at, at + 5, label_id(project, "PROGRAMME")))
        tagging.write(project, document.set_status(Status.SUBMITTED))
    who = project.target, project.person.name
    found = Task(learning.catch_up, *who, False, watched=True).result()
    assert found is not None
    assert found.model.articles == 2
    learning.keep(project, found)
    assert Task(learning.catch_up, *who, False, watched=True).result() is None
    again = Task(learning.catch_up, *who, True, watched=True).result()
    assert again is not None
    assert again.model.version == found.model.version
