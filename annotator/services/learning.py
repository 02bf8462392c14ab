"""Learning from a project: gathers what may be learned from, trains in a process of its own, keeps the model.

A model belongs to one person in one project, because it is made of that person's layers and gold alone. It lies beside
the program's caches and can be made again from the project at any time.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.domain.scheme import Bounding, Scheme
from annotator.formats.files import Replacement
from annotator.services.background import Task
from annotator.services.memory import ProjectMemory
from annotator.services.project import Project, open_project
from annotator.store import articles, projects
from annotator.suggest.memory import Lesson, Memory

if TYPE_CHECKING:  # imported where it is first used: the window is painted before
    from annotator.suggest.learned import Example, Model, Prepared
    from annotator.suggest.protocol import Suggestion

CACHE: Final = "ANNOTATOR_CACHE"
"""The environment variable that names another folder for models."""
_MAGIC: Final = b"annotator model 1\n"
_FEWEST: Final = 2  # articles without which nothing is learned
_FOLDS: Final = 2


@dataclass(frozen=True, slots=True)
class Homework:
    """What a model is made from: texts with tags, the region of each, the scheme, the project's names of places.

    `digest` changes with any of it and with the version of every part that takes part.
    """

    lessons: tuple[Lesson, ...]
    regions: tuple[str, ...]
    scheme: Scheme
    own: Mapping[str, str]
    digest: str = ""

    @property
    def learned(self) -> tuple[str, ...]:
        """The keys of the labels that are learned: names and words; numbers and places are left to their rules."""
        left = (Bounding.QUANTITY, Bounding.PLACE)
        return tuple(label.key for label in self.scheme.active if label.bounding not in left)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The keys of labels of quantities."""
        return tuple(label.key for label in self.scheme.active if label.bounding is Bounding.QUANTITY)


@dataclass(slots=True)
class Count:
    """How many spans of a label were proposed and wanted, and how many of both."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float | None:
        """The share of the proposed that were wanted, None where nothing was proposed."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the wanted that were proposed, None where nothing was wanted."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Their harmonic mean, None where there was neither."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else None


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts by label on articles that were not learned from, once with the engines by rules alone."""

    folds: int
    learned: dict[str, Count] = field(default_factory=dict)
    rules: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """What came of a training: the model, and how well it did on articles that it had not seen."""

    model: "Model"
    scores: Scores


def gather(project: Project, known: ProjectMemory | None = None) -> Homework:
    """What may be learned from in a project: gold, else my own layers, as far as they were read to the end or tagged.

    Layers that were imported count as read: what came with a text is all that somebody tagged in it.
    """
    if known is None:
        known = ProjectMemory(project)
        known.load()
    pupils = [pupil for pupil in known.pupils if pupil.tags and (pupil.read or pupil.imported)]
    with project.database.read() as connection:
        listed = articles.list_articles(connection, project.person.id)
    regions = {one.article.id: one.article.form.region for one in listed}
    lessons = tuple(pupil.lesson(imported=True) for pupil in pupils)
    places = tuple(regions.get(pupil.article, "") for pupil in pupils)
    own = known.places()
    return Homework(lessons, places, project.scheme, own, _digest(lessons, places, project.scheme, own))


def _digest(lessons: Sequence[Lesson], regions: Sequence[str], scheme: Scheme, own: Mapping[str, str]) -> str:
    from annotator.services.suggesting import engines
    from annotator.suggest.learned import VERSION

    found = hashlib.sha256()
    labels = [(label.key, str(label.bounding)) for label in scheme.active]
    versions = [engine.version for engine in engines("", scheme, None, own)]
    found.update(repr((VERSION, versions, labels, sorted(own.items()), regions)).encode())
    for lesson in lessons:
        tags = sorted((tag.start, tag.end, tag.label, tag.quote) for tag in lesson.tags)
        found.update(repr((lesson.text, tags, lesson.read)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:16]


def start(homework: Homework) -> "Task[Study]":
    """Trains in a process of its own; it tells how many articles and folds are done."""
    return Task(study, homework, watched=True)


def catch_up(target: str, person: str, anyway: bool, watch: Callable[[int, int], None]) -> Study | None:
    """Trains on a project as it is now; None where that would make the model that was kept, unless it is `anyway`.

    For a process of its own: it opens the project itself, for reading, so that nobody waits for what it gathers.
    """
    project = open_project(target, person, read_only=True)
    try:
        homework = gather(project)
        wanted = anyway or is_stale(kept(project), homework)
    finally:
        project.close()
    return study(homework, watch) if wanted else None


def study(homework: Homework, watch: Callable[[int, int], None] | None = None, folds: int = _FOLDS) -> Study:
    """Trains on everything, and on parts of it to learn how well that goes on the rest."""
    from annotator.suggest.learned import Model, calibrated, train

    count = len(homework.lessons)
    folds = min(folds, count)
    total = count + folds + 1
    tell = watch or (lambda _done, _total: None)
    school = _School(homework, lambda done: tell(done, total))
    trials = []
    if count >= _FEWEST:
        for fold in range(folds):
            trials += school.trial(range(fold, count, folds))
            tell(count + fold + 1, total)
    gaps = [(certainty, right) for trial in trials for certainty, right in trial.gaps]
    calibration = calibrated(gaps)
    data = train(school.prepared) if count >= _FEWEST else b""
    tell(total, total)
    model = Model(data, homework.learned, count, calibration, homework.digest)
    return Study(model, school.scores(trials, calibration, folds))


@dataclass(slots=True)
class _Trial:
    """What was found in an article by what was learned from others."""

    lesson: Lesson
    rules: "list[Suggestion]"
    known: "list[Suggestion]"  # rules and memory, before they are merged
    learned: "list[Suggestion]"  # with the certainty that the CRF has of its own
    gaps: list[tuple[float, bool]]


class _School:
    """The lessons with what rules and memory find in them; a lesson's own tags are not in its memory."""

    def __init__(self, homework: Homework, tell: Callable[[int], None]) -> None:
        from annotator.suggest.learned import prepare

        self._homework = homework
        self._memory = Memory(homework.numbers)
        for key, lesson in enumerate(homework.lessons):
            self._memory.learn(key, lesson)
        self._raw: list[list[Suggestion]] = []
        self.prepared: list[Prepared] = []
        for key, lesson in enumerate(homework.lessons):
            self._raw.append(_by_rules(homework, lesson.text, homework.regions[key]))
            self._memory.forget(key)
            self.prepared.append(prepare(_example(lesson, self._raw[key], self._memory), homework.learned))
            self._memory.learn(key, lesson)
            tell(key + 1)

    def trial(self, held: Sequence[int]) -> list[_Trial]:
        """What is found in some lessons by what the others teach."""
        from annotator.suggest.learned import NAME, decode, train
        from annotator.suggest.protocol import Suggestion

        data = train(prepared for key, prepared in enumerate(self.prepared) if key not in held)
        for key in held:
            self._memory.forget(key)
        made = []
        for key in held:
            lesson, raw = self._homework.lessons[key], self._raw[key]
            example = _example(lesson, raw, self._memory)
            found = decode(data, lesson.text, example.found) if data else []
            learned = [Suggestion(*bounds, label, certainty, NAME, "") for bounds, label, certainty in found]
            known = [self._memory.judged(lesson.text, one) for one in raw] + self._memory.suggest(lesson.text)
            made.append(_trial(lesson, raw, known, learned))
        for key in held:
            self._memory.learn(key, self._homework.lessons[key])
        return made

    def scores(self, trials: Iterable[_Trial], calibration: tuple[float, float], folds: int) -> Scores:
        """How well the trials went."""
        from annotator.suggest.engine import merged
        from annotator.suggest.learned import beside, taken_as

        scores = Scores(folds)
        for trial in trials:
            shown = merged(trial.known)
            learned = [_with_score(one, taken_as(calibration, one.score)) for one in trial.learned]
            _tally(scores.learned, trial.lesson, merged([*trial.known, *beside(learned, shown)]))
            _tally(scores.rules, trial.lesson, trial.rules)
        return scores


def _example(lesson: Lesson, raw: "Sequence[Suggestion]", memory: Memory) -> "Example":
    from annotator.suggest.learned import Example
    from annotator.suggest.together import findings

    return Example(lesson.text, lesson.tags, lesson.read, findings(raw, memory.suggest(lesson.text)))


def _by_rules(homework: Homework, text: str, region: str) -> "list[Suggestion]":
    from annotator.services.suggesting import engines

    asked = engines(region, homework.scheme, None, homework.own)
    return [one for engine in asked for one in engine.suggest(text)]


def _trial(lesson: Lesson, raw: "list[Suggestion]", known: "list[Suggestion]", learned: "list[Suggestion]") -> _Trial:
    from annotator.suggest.engine import merged
    from annotator.suggest.learned import beside

    shown = merged(known)
    there = {(one.start, one.end, one.label) for one in shown}
    wanted = {(tag.start, tag.end, tag.label) for tag in lesson.tags}
    gaps = [
        (one.score, (one.start, one.end, one.label) in wanted)
        for one in beside(learned, shown)
        if (one.start, one.end, one.label) not in there and _was_read(lesson, one.start, one.end)
    ]
    return _Trial(lesson, merged(raw), known, learned, gaps)


def _with_score(one: "Suggestion", score: float) -> "Suggestion":
    from dataclasses import replace

    return replace(one, score=score)


def _was_read(lesson: Lesson, start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in lesson.read)


def _tally(counts: dict[str, Count], lesson: Lesson, found: "Iterable[Suggestion]") -> None:
    """Counts what was found in what was read of a lesson."""
    wanted = {(tag.start, tag.end, tag.label) for tag in lesson.tags if _was_read(lesson, tag.start, tag.end)}
    proposed = {(one.start, one.end, one.label) for one in found if _was_read(lesson, one.start, one.end)}
    for places, name in ((wanted, "wanted"), (proposed, "found"), (wanted & proposed, "right")):
        for _, _, label in places:
            count = counts.setdefault(label, Count())
            setattr(count, name, getattr(count, name) + 1)


# -- the file ---------------------------------------------------------------------------------------------------------


def model_path(project: Project) -> Path:
    """Where the model of a project's person lies."""
    own = os.environ.get(CACHE)
    if own:
        folder = Path(own)
    else:
        import platformdirs

        folder = platformdirs.user_cache_path("annotator", appauthor=False)
    with project.database.read() as connection:
        id_ = projects.read_project(connection).id
    return folder / "models" / f"{id_.hex()}-{project.person.id.hex()}.model"


def keep(project: Project, study: Study) -> None:
    """Writes a model to its file; raises StoreError where that cannot be written."""
    path = model_path(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    model = study.model
    head = {
        "labels": model.labels,
        "articles": model.articles,
        "calibration": model.calibration,
        "version": model.version,
        "program": _program(),
        "scores": asdict(study.scores),
    }
    with Replacement(path) as file:
        file.write([_MAGIC, json.dumps(head).encode(), b"\n", hashlib.sha256(model.data).digest(), model.data])


def kept(project: Project) -> "Model | None":
    """The model that was trained last, None where there is none that this version of the program made."""
    from annotator.suggest.learned import Model

    try:
        whole = model_path(project).read_bytes()
    except OSError:
        return None
    head, _, rest = whole.removeprefix(_MAGIC).partition(b"\n")
    if not whole.startswith(_MAGIC) or hashlib.sha256(rest[32:]).digest() != rest[:32]:
        return None  # of another version, or damaged: it is made anew
    said: dict[str, Any] = json.loads(head)
    if said["program"] != _program():
        return None
    offset, slope = said["calibration"]
    return Model(rest[32:], tuple(said["labels"]), said["articles"], (offset, slope), said["version"])


def _program() -> str:
    from annotator.suggest.learned import VERSION

    return VERSION


def is_stale(model: "Model | None", homework: Homework) -> bool:
    """Whether training again would make another model."""
    if len(homework.lessons) < _FEWEST:
        return False
    return model is None or model.version != homework.digest
