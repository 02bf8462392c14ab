"""Word lists of general use, from `resources/lexicon`: what ends a name, what cannot be part of one."""

from functools import cache

from annotator.bundled import bundled


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list; lines that begin with # are comments."""
    text = (bundled("resources") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.split("\n") if not line.startswith("#") for word in line.split())


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a list in sections, each headed by its name in brackets, in their order."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in (bundled("resources") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            title = line.strip()[1:-1]
        elif not line.startswith("#"):
            found.setdefault(title, []).extend(line.split())
    return {title: tuple(words) for title, words in found.items() if words}


def heads() -> frozenset[str]:
    """Nouns that close the name of a programme."""
    return words_of("heads")


def function_words() -> frozenset[str]:
    """Words that no compound and no name goes across."""
    return words_of("function_words")


def leading_verbs() -> frozenset[str]:
    """Verbs that stand before a name and are not part of it."""
    return words_of("leading_verbs")


@cache
def stops() -> frozenset[str]:
    """What no name goes across: function words and the verbs before names."""
    return function_words() | leading_verbs()


def scopes() -> frozenset[str]:
    """Words before a name that say for whom or where it holds."""
    return words_of("scopes")


def generic_places() -> frozenset[str]:
    """Words that end like the name of a place and name none."""
    return words_of("generic_places")
