"""Which places an article is about, told from the names that can mean one place only."""

from collections.abc import Sequence
from typing import Final

from annotator.suggest.gazetteer import DIGITS

# A place nearby says more about a name than one in the same province.
_NEARNESS: Final = {2: 1.0, 4: 3.0, 6: 8.0, 9: 20.0, 12: 30.0}


class Votes:
    """Weights of divisions: what is named votes for itself and for all divisions around it."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}

    def add(self, code: str, weight: float) -> None:
        """Counts a mention of a division."""
        for digits in DIGITS:
            if digits > len(code):
                break
            prefix = code[:digits]
            self._weights[prefix] = self._weights.get(prefix, 0.0) + weight

    def near(self, code: str) -> float:
        """How much of what the article names lies around a division."""
        return sum(
            self._weights.get(code[:digits], 0.0) * _NEARNESS[digits] for digits in DIGITS if digits <= len(code)
        )

    def has(self, code: str) -> bool:
        """Whether the article names a division or something in it."""
        return code in self._weights

    def support(self, code: str) -> int:
        """The digits of the smallest division around one that the article names: 6 its county, 0 not even its province.

        The division itself does not count.
        """
        return max((digits for digits in DIGITS if digits < len(code) and code[:digits] in self._weights), default=0)

    def best(self, codes: Sequence[str]) -> list[str]:
        """Codes by how near they are to what the article names; at a tie upper levels first, then by code."""
        return sorted(codes, key=lambda code: (-self.near(code), len(code), code))

    def heaviest(self, digits: int, count: int) -> list[str]:
        """The divisions of a level that are named most."""
        found = [code for code in self._weights if len(code) == digits]
        return sorted(found, key=lambda code: (-self._weights[code], code))[:count]
