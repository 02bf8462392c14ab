"""All places of one text: first the names that can only mean one place, then what these say about the others."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from annotator.suggest.gazetteer import COUNTY, DIGITS, TOWNSHIP, gazetteer, level_of, significant, stem
from annotator.suggest.place_context import Votes
from annotator.suggest.place_judge import Judge
from annotator.suggest.place_links import Chain, Cuts, How, Namer
from annotator.suggest.place_names import Known, everyday, generic_counties
from annotator.suggest.regions import regions
from annotator.suggest.words import Words

_BYLINE: Final = re.compile(r"[ \u3000]*(?:[\u3400-\u9fff·]{2,4}[ \u3000]+){1,6}[\u3400-\u9fff·]{2,4}[ \u3000]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REGION_WEIGHT: Final = 8.0
_MOST_COUNTIES: Final = 6
_SURE: Final = 0.5
_WEAK: Final = 0.3
"""Below this a name is not proposed."""


class Found(NamedTuple):
    """A place in a text. `code` is empty where the finest unit has none or cannot be told from the other `codes`.

    `path` goes down to what is written, `listed` to what the gazetteer has.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    code: str
    path: str
    listed: str
    how: How
    links: int
    score: float


class PlaceReading:
    """Finds and settles the places of a text; `found` lists them in their order, none over another."""

    def __init__(self, text: str, words: Words, own: Mapping[str, Known], region: str = "") -> None:
        text = _SURROGATE.sub("\ufffd", text)  # the trie takes only what can be encoded
        self._text = text
        self.cuts = Cuts(text, words, words.spans(text))
        self._namer = Namer(text, self.cuts, own)
        self._regions = [(low, high) for low, high in regions(text) if not _BYLINE.fullmatch(text, low, high)]
        self._chains: dict[int, list[Chain]] = {}
        for low, high in self._regions:
            for at in self._namer.starts(low, high):
                chains = self._namer.chains(at, high)
                if chains:
                    self._chains[at] = chains
        self.votes = Votes()
        self._judge = Judge(text, self.cuts, self.votes, self._full_names())
        for code in codes_of_region(region):
            self.votes.add(code, _REGION_WEIGHT)
        self._vote()
        self._add_by_county()
        self._named: dict[str, Found] = {}
        self.found = self._settle()

    def _full_names(self) -> set[str]:
        """Codes of the county or above whose full name stands in the text."""
        return {
            code
            for chains in self._chains.values()
            for chain in chains
            for link in chain
            if link.how in (How.FULL, How.RENAMED)
            for code in link.codes
            if level_of(code) <= COUNTY
        }

    # What the text is about

    def _vote(self) -> None:
        """Lets unambiguous names vote, then those that the votes settle."""
        end = 0
        undecided: list[tuple[Chain, float]] = []
        for at in sorted(self._chains):
            if at < end:
                continue
            for chain in self._chains[at]:
                weight = self._weight(at, chain)
                if weight:
                    end = chain[-1].end
                    undecided.append((chain, weight))
                    break
        for certain in (True, False):
            for chain, weight in undecided:
                codes = chain[-1].codes
                if (len(codes) == 1) is certain:
                    nearest = self.votes.best(codes)
                    if certain or self._judge.nearer(tuple(nearest)):
                        self.votes.add(nearest[0], weight)

    def _weight(self, at: int, chain: Chain) -> float:
        """How much a chain says about where the article plays: nothing where it may be no place at all."""
        last = chain[-1]
        if not last.codes or not self._judge.stands(at, chain):
            return 0.0
        if len(chain) > 1:
            return 3.0 if len(last.codes) <= 3 else 0.0
        level = level_of(last.codes[0])
        written = self._text[at : last.end]
        match last.how:
            case How.FULL | How.RENAMED:
                return 2.0 if level <= COUNTY and len(written) > 2 and written not in generic_counties() else 0.0
            case How.OTHER:
                return 2.0
            case How.SHORT:
                return 0.0 if written in everyday() else 1.0 if level < COUNTY else 0.5 if len(last.codes) == 1 else 0.0
            case _:
                return 0.0

    def _add_by_county(self) -> None:
        """Adds what stands alone and can be told only with the counties that the text is about."""
        counties = self.votes.heaviest(DIGITS[COUNTY], _MOST_COUNTIES)
        for low, high in self._regions:
            for at, chains in self._namer.beside(counties, low, high):
                known = self._chains.setdefault(at, [])
                known[:0] = [chain for chain in chains if all(chain[-1].end != other[-1].end for other in known)]
                known.sort(key=lambda chain: -chain[-1].end)
                self.votes.add(chains[-1][-1].codes[0], 1.0)

    # Whether a name is a place, and which

    def _settle(self) -> list[Found]:
        found = list(self._first_round())
        found = self._with_neighbours(found)
        found = sorted([*found, *self._shortened(found)])
        found = self._with_unlisted(found)
        return [place for place in found if place.score >= _WEAK]

    def _first_round(self) -> Iterator[Found]:
        end = 0
        for at in sorted(self._chains):
            if at < end:
                continue
            for chain in self._chains[at]:
                place = self._judged(at, chain)
                if place is not None:
                    end = place.end if place.score >= _WEAK else end
                    yield place
                    if place.score >= _WEAK:
                        self._remember(at, chain, place)
                        break

    def _judged(self, at: int, chain: Chain) -> Found | None:
        """The place that a chain means, with how likely it is one; None where it is none."""
        last = chain[-1]
        if not self._judge.stands(at, chain):
            return None
        codes = tuple(self.votes.best(last.codes)) if last.codes else ()
        if not codes:
            return self._made(at, chain, (), "", 0.85)
        score, settled = 0.97, len(codes) == 1 or self._judge.nearer(codes)
        if len(chain) == 1:
            score, settled = self._judge.single(at, chain, codes)
        if last.how is How.TAIL:
            score = 0.8
        if last.how in (How.ZONE, How.STEM):
            score = min(score, 0.88)
        return self._made(at, chain, codes, codes[0] if settled else "", score)

    def _made(self, at: int, chain: Chain, codes: tuple[str, ...], code: str, score: float) -> Found:
        last = chain[-1]
        listed = gazetteer().path(codes[0]) if codes else ""
        begins = [at, *(link.end for link in chain)]
        # A zone is called after its place, 邢台高新区; a village is not.
        written = self._text[begins[max(0, len(chain) - (2 if last.how is How.ZONE else 1))] : last.end]
        path = listed if code else ""
        if last.inside and codes:
            path = f"{listed}/{written}"
        elif not codes:
            path = written
        return Found(at, last.end, codes, "" if last.inside else code, path, listed, last.how, len(chain), score)

    # What other findings say

    def _with_neighbours(self, found: list[Found]) -> list[Found]:
        """Doubtful names beside a place in a list (邵东、洞口) are places."""
        ends = {place.end: place for place in found if place.score >= _SURE}
        starts = {place.start: place for place in found if place.score >= _SURE}
        kept: list[Found] = []
        for place in found:
            before = ends.get(place.start - 1) if self._text[place.start - 1 : place.start] == "、" else None
            behind = starts.get(place.end + 1) if self._text[place.end : place.end + 1] == "、" else None
            near = any(_close(place, other) for other in (before, behind) if other)
            kept.append(place._replace(score=0.8) if place.score < _SURE and near else place)
        return [place for place in kept if place.score >= _WEAK]

    def _shortened(self, found: list[Found]) -> Iterator[Found]:
        """Short forms of townships and villages, and villages without a code, that the text names in full elsewhere."""
        free = _Free([(place.start, place.end) for place in found])
        for name, place in self._named.items():
            at = self._text.find(name)
            while at >= 0:
                end = at + len(name)
                end = (self._namer.area(end) if place.how is How.STEM else 0) or end
                if free.is_free(at, end) and not (self.cuts.splits_word(at) or self.cuts.splits_word(end)):
                    free.take(at, end)
                    yield self._shorter(place, at, end, name)
                at = self._text.find(name, at + 1)

    def _with_unlisted(self, found: list[Found]) -> list[Found]:
        """The findings with places that the gazetteer does not have, as far as nothing known stands there.

        A small place right behind one is part of its chain and then another one than the gazetteer's.
        """
        by_start = {place.start: place for place in found}
        free = _Free([(place.start, place.end) for place in found])
        for low, high in self._regions:
            for start, kind in self._namer.unlisted(low, high):
                if not free.is_free(start, kind):
                    continue
                name = self._text[start:kind]
                end, behind = kind, by_start.get(kind)
                if behind and (not behind.codes or level_of(behind.codes[0]) >= TOWNSHIP):
                    end = by_start.pop(kind).end
                elif behind is None:
                    end = self._namer.small_after(kind, high) or kind
                path = f"{name}/{self._text[kind:end]}" if end > kind else name
                free.take(start, end)
                score = 0.55 if self._text.count(name) > 2 else 0.4
                by_start[start] = Found(start, end, (), "", path, "", How.UNLISTED, 1, score)
        return sorted(by_start.values())

    def _shorter(self, place: Found, at: int, end: int, name: str) -> Found:
        """A finding for a short form of a place named in full elsewhere, and for an area called after it."""
        found = place._replace(start=at, end=end, links=1, score=min(place.score, 0.75))
        if end == at + len(name):
            return found
        parent = place.listed.rpartition("/")[0]
        kept = stem(gazetteer().name(place.code))
        return found._replace(code="", path=f"{parent}/{kept}{self._text[at + len(name) : end]}", how=How.ZONE)

    def _remember(self, at: int, chain: Chain, place: Found) -> None:
        """Notes how the small places of a chain may be called later: by stems that are no words, and by what follows
        the last known place of the chain.
        """
        for link in chain:
            written = self._text[at : link.end]
            codes = tuple(code for code in link.codes if place.codes[0].startswith(code)) if place.codes else ()
            if link.how is How.TAIL:
                self._named.setdefault(written, place)
            elif codes and place.code and level_of(codes[0]) >= TOWNSHIP and link.how is not How.ZONE:
                short = stem(written)
                if 2 <= len(short) < len(written) and not self.cuts.is_word(short):
                    path = gazetteer().path(codes[0])
                    self._named.setdefault(
                        short, Found(0, 1, codes[:1], codes[0], path, path, How.STEM, 1, place.score)
                    )
            at = link.end


def _close(place: Found, other: Found) -> bool:
    """Whether two divisions are of a kind and lie together, as the members of a list do."""
    if not place.codes or not other.codes or level_of(place.codes[0]) != level_of(other.codes[0]):
        return False
    digits = max(2, len(other.codes[0]) - 2)
    return any(code[:digits] == other.codes[0][:digits] for code in place.codes)


class _Free:
    """Tells which ranges are not taken yet."""

    def __init__(self, taken: list[tuple[int, int]]) -> None:
        self._taken = set[int]()
        for start, end in taken:
            self.take(start, end)

    def take(self, start: int, end: int) -> None:
        self._taken.update(range(start, end))

    def is_free(self, start: int, end: int) -> bool:
        return self._taken.isdisjoint(range(start, end))


def codes_of_region(region: str) -> list[str]:
    """The codes of a region given as a code or as a path or chain of names (湖南省/怀化市, 怀化市)."""
    wanted = region.strip()
    if not wanted:
        return []
    if wanted.isdigit():
        code = significant(wanted)
        return [code] if gazetteer().name(code) else []
    parts = [part for part in re.split(r"[/\s]+", wanted) if part]
    names = "".join(parts)
    namer = Namer(names, Cuts(names, _NO_WORDS, []), {})
    chains = namer.chains(0, len(names))
    best = chains[0] if chains else ()
    if not best or best[-1].end < len(names.rstrip()) or len(best[-1].codes) != 1:
        return list(best[-1].codes[:1]) if best and len(best[-1].codes) == 1 else []
    return list(best[-1].codes)


_NO_WORDS: Final = Words()
