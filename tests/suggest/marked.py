"""Articles of our own with their annotation in the text: {双清区|P|430502} a place with its code, {就业扶贫|G|就业} a
programme with its category; they nest. They were written to measure rules that were not made for them.
"""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "data"


class Marked(NamedTuple):
    """A tagged range; `value` is a code without the zeros at its end, or a category."""

    start: int
    end: int
    label: str
    value: str


def parse(marked: str) -> tuple[str, list[Marked]]:
    """The text without marks, and what they mark."""
    text: list[str] = []
    open_at: list[int] = []
    found: list[Marked] = []
    at = 0
    while at < len(marked):
        char = marked[at]
        if char == "{":
            open_at.append(len(text))
        elif char == "|" and open_at:
            end = marked.index("}", at)
            _, label, value = marked[at:end].split("|")
            found.append(Marked(open_at.pop(), len(text), {"P": "PLACE", "G": "PROGRAMME"}[label], value))
            at = end
        else:
            text.append(char)
        at += 1
    assert not open_at, "a mark is not closed"
    return "".join(text), sorted(found)


def own_articles() -> list[tuple[str, str, list[Marked]]]:
    """Name, text and tags of each of our own articles."""
    return [(path.stem, *parse(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.txt"))]
