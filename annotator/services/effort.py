"""What tagging costs a person: key presses and clicks, travel included, kept on this computer for that person alone.

One line of JSON for each stay in an article, in a file of the person's own folder; nothing of it is in a project, and
no export has it. A file that is damaged loses the damaged lines.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import platformdirs

FOLDER_VARIABLE: Final = "ANNOTATOR_DATA"
_FEW: Final = 5  # tags below which an article says nothing of what a tag costs


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in an article. `article` is its id in hexadecimal digits, `begun` Unix seconds, `seconds` those at work.

    `form` of the `keys` and `clicks` together were spent on attributes; `tags` is how many were made, less those
    removed; `decided` counts what became of suggestions, by `engine|label` and accepted, mended, refused.
    """

    article: str
    project: str
    person: str
    begun: float
    seconds: float = 0.0
    keys: int = 0
    clicks: int = 0
    form: int = 0
    tags: int = 0
    decided: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def actions(self) -> int:
        """Key presses and clicks."""
        return self.keys + self.clicks


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the suggestions of one engine, or for one label."""

    accepted: int = 0
    mended: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All that were decided."""
        return self.accepted + self.mended + self.refused

    @property
    def share(self) -> float | None:
        """The share that was taken over as it was; None without any."""
        return self.accepted / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Point:
    """An article on the learning curve: when it was begun, and what a tag cost there."""

    begun: float
    tags: int
    seconds: float
    per_tag: float
    per_whole_tag: float


@dataclass(frozen=True, slots=True)
class Effort:
    """What tagging cost in all. `per_tag` leaves out what was spent on attributes, `per_whole_tag` has it; None where
    too little was tagged. The curve has the articles in the order in which they were begun."""

    tags: int = 0
    actions: int = 0
    seconds: float = 0.0
    articles: int = 0
    per_tag: float | None = None
    per_whole_tag: float | None = None
    engines: Mapping[str, Decided] = field(default_factory=dict)
    labels: Mapping[str, Decided] = field(default_factory=dict)
    curve: tuple[Point, ...] = ()


def effort_path() -> Path:
    """The file of this person on this computer; its folder can be given by the environment."""
    own = os.environ.get(FOLDER_VARIABLE)
    folder = Path(own) if own else platformdirs.user_data_path("annotator", appauthor=False)
    return folder / "effort.jsonl"


def note(stay: Stay, path: Path | None = None) -> None:
    """Writes a stay down; where the disk takes no more, it is forgotten: nobody's work depends on it."""
    path = path or effort_path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(stay), ensure_ascii=False) + "\n")


def stays(path: Path | None = None) -> list[Stay]:
    """All stays, oldest first."""
    try:
        lines = (path or effort_path()).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    return [found for line in lines if line and (found := _stay(line)) is not None]


def forget(path: Path | None = None) -> None:
    """Deletes all that was counted."""
    with suppress(OSError):
        (path or effort_path()).unlink(missing_ok=True)


def _stay(line: str) -> Stay | None:
    known = {item.name for item in fields(Stay)}
    try:
        found = json.loads(line)
        return Stay(**{key: value for key, value in found.items() if key in known})
    except (ValueError, TypeError, AttributeError):
        return None


def effort_of(found: Iterable[Stay]) -> Effort:
    """What some stays amount to."""
    by_article: dict[str, list[Stay]] = defaultdict(list)
    for stay in found:
        by_article[stay.article].append(stay)
    whole = [stay for some in by_article.values() for stay in some]
    tags, actions = sum(one.tags for one in whole), sum(one.actions for one in whole)
    spent = actions - sum(one.form for one in whole)
    points = sorted(map(_point, by_article.values()), key=lambda point: point.begun)
    return Effort(
        tags,
        actions,
        sum(one.seconds for one in whole),
        len(by_article),
        spent / tags if tags >= _FEW else None,
        actions / tags if tags >= _FEW else None,
        _decided(whole, 0),
        _decided(whole, 1),
        tuple(point for point in points if point.tags >= _FEW),
    )


def _point(some: Sequence[Stay]) -> Point:
    tags = sum(one.tags for one in some)
    actions = sum(one.actions for one in some)
    spent = actions - sum(one.form for one in some)
    counted = max(tags, 1)
    begun = min(one.begun for one in some)
    return Point(begun, tags, sum(one.seconds for one in some), spent / counted, actions / counted)


def _decided(some: Iterable[Stay], part: int) -> dict[str, Decided]:
    """What became of suggestions, by engine (`part` 0) or label (1), the most decided first."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stay in some:
        for key, how in stay.decided.items():
            name = key.split("|", 1)[part] if "|" in key else key
            for what, count in _counts(how):
                counts[name][what] += count
    found = {name: Decided(how["accepted"], how["mended"], how["refused"]) for name, how in counts.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].total))


def _counts(how: Any) -> Iterable[tuple[str, int]]:
    return [(what, count) for what, count in how.items() if isinstance(count, int)] if isinstance(how, dict) else []
