"""Tables with an article a row: which column is the text, which the title, the date, the paper."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from annotator.domain.article import ArticleForm
from annotator.errors import InputError
from annotator.reading.readfile import Block, ReadFile, Unread, extracted

Row = tuple[int, Mapping[int, str]]
"""The number of a row from 1, and its cells by the number of their column from 0; empty cells may be left out."""

MAX_COLUMNS: Final = 1024

_NAMES: Final[Mapping[str, str]] = {
    "text": "正文 内容 文本 全文 文章内容 新闻内容 正文内容 文章正文 原文 稿件内容 内文 文字 "
    "text content body fulltext maintext articletext articlebody",
    "title": "标题 题目 题名 文章标题 新闻标题 主标题 名称 篇名 title headline heading subject articletitle",
    "date": "日期 时间 发布日期 发布时间 刊登日期 见报日期 发表时间 发表日期 出版日期 "
    "date time published publishdate pubdate publicationdate datetime",
    "paper": "报纸 媒体 来源 报刊 刊物 报纸名称 媒体名称 paper newspaper source media publisher journal",
    "page": "版面 版次 版 版号 page edition",
    "region": "地区 区域 所属地区 所在地 地域 行政区 region area district",
}
KINDS: Final = tuple(_NAMES)
"""What a column can be."""
_KINDS: Final[Mapping[str, str]] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""What a column of some name is, its name in lower case and without blanks and punctuation."""

_NOISE = re.compile(r"[\s_\-:：*（()）.]+")
_TRIED: Final = 50  # rows in which the columns are looked for
_TITLE_LINES: Final = 4
_DATE_END: Final = re.compile(r"[T ]00:00(?::00)?$")
_MAX_TOTAL: Final = 64 * 1024 * 1024  # characters; a workbook may name one long text in all its cells
_LONGEST_HEAD: Final = 20  # characters of a column's name


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers of the columns, from 0; -1 where there is none. `header` says whether the first row names them."""

    text: int
    title: int = -1
    date: int = -1
    paper: int = -1
    page: int = -1
    header: bool = True
    region: int = -1


@dataclass(frozen=True, slots=True)
class Named:
    """Columns as they are said on a command line: of each kind (`text`, `title`, …) its name, or its number from 1."""

    pairs: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        for kind, _name in self.pairs:
            if kind not in KINDS:
                raise InputError("There is no column “{kind}”; there are {known}.", kind=kind, known=", ".join(KINDS))
        if "text" not in dict(self.pairs):
            raise InputError("Say which column has the text, as in text=2.")

    @classmethod
    def parsed(cls, text: str) -> "Named":
        """The columns in a text like `text=正文,title=2`."""
        pairs = []
        for one in filter(str.strip, text.split(",")):
            kind, equals, name = one.partition("=")
            if not equals or not name.strip():
                raise InputError("“{text}” is no column; write KIND=NAME.", text=one)
            pairs.append((kind.strip(), name.strip()))
        return cls(tuple(pairs))

    def within(self, rows: Sequence[Row]) -> Columns:
        """Which they are in a table; raises InputError for a name that it has not."""
        first = {" ".join(name.split()): column for column, name in sorted(rows[0][1].items(), reverse=True)}
        found: dict[str, int] = {}
        header = False
        for kind, name in self.pairs:
            if name in first:
                found[kind], header = first[name], True
            elif name.isdecimal() and int(name) > 0:
                found[kind] = int(name) - 1
            else:
                raise InputError("The table has no column “{name}”.", name=name)
        return Columns(header=header or bool(_named(rows[0][1])), **found)


Choice = Columns | Named | Mapping[str, Columns]
"""The columns of a table, or those of several kinds of tables by their headings."""


def heading(rows: Sequence[Row]) -> str:
    """What a kind of table is known by: the names in its first row, or how many columns it has where they are none."""
    first = rows[0][1] if rows else {}
    names = [" ".join(first.get(column, "").split()) for column in range(max(first, default=-1) + 1)]
    if any(len(name) > _LONGEST_HEAD for name in names):
        return f"#{len(names)}"
    return "\t".join(names)


def _chosen(choice: Choice | None, rows: Sequence[Row]) -> Columns | None:
    if isinstance(choice, Columns):
        return choice
    if isinstance(choice, Named):
        return choice.within(rows) if rows else None
    known = None if choice is None else choice.get(heading(rows))
    return known or propose(rows)


def propose(rows: Sequence[Row]) -> Columns | None:
    """The columns as their names say, else by what they hold; None where nothing is text."""
    if not rows:
        return None
    named = _named(rows[0][1])
    header = bool(named)
    if "text" not in named:
        longest = _longest(rows[1:] if header else rows, set(named.values()))
        if longest is None:
            return None
        named["text"] = longest
        header = header or _reads_like_header(rows, longest)
    return Columns(header=header, **named)


def _named(cells: Mapping[int, str]) -> dict[str, int]:
    """The columns that have a known name, the first of each kind."""
    found: dict[str, int] = {}
    for column, name in sorted(cells.items()):
        plain = _NOISE.sub("", name.lower()) if len(name) <= _LONGEST_HEAD else ""
        if plain in _KINDS:
            found.setdefault(_KINDS[plain], column)
    return found


def _longest(rows: Sequence[Row], taken: set[int]) -> int | None:
    lengths: dict[int, int] = {}
    for _, cells in rows:
        for column, text in cells.items():
            if column not in taken:
                lengths[column] = lengths.get(column, 0) + len(text.strip())
    best = max(lengths.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
    return best[0] if best[1] else None


def _reads_like_header(rows: Sequence[Row], column: int) -> bool:
    """Whether the first cell of the column of texts is a name for it and no text."""
    first = rows[0][1].get(column, "")
    rest = [len(cells.get(column, "")) for _, cells in rows[1:]]
    return bool(rest) and len(first) <= _LONGEST_HEAD and "。" not in first and sum(rest) > 5 * len(rest) * len(first)


def articles(
    name: str, rows: Iterable[Row], extractor: str, columns: Choice | None = None
) -> Iterator[ReadFile | Unread]:
    """The articles of a table. Raises InputError where it has none at all."""
    stream = iter(rows)
    tried = list(islice(stream, _TRIED))
    chosen = _chosen(columns, tried)
    if chosen is None:
        raise InputError("{file} has no text.", file=name)
    whole = chain(tried, stream)
    if chosen.header:
        next(whole, None)
    total = 0
    for number, cells in whole:
        total += len(cells.get(chosen.text, ""))
        if total > _MAX_TOTAL:
            raise InputError("{file} has too much text for one table.", "Divide it into several.", file=name)
        if any(text.strip() for text in cells.values()):
            try:
                yield _article(f"{name}#{number}", cells, extractor, chosen)
            except InputError as error:
                yield Unread(name, number, error)


def _begins_with(body: str, title: str) -> bool:
    """Whether the title is one of the first lines of a text."""
    wanted = "".join(title.split())
    return wanted in ("".join(line.split()) for line in body.lstrip().split("\n", _TITLE_LINES)[:_TITLE_LINES])


def _article(name: str, cells: Mapping[int, str], extractor: str, columns: Columns) -> ReadFile:
    body = cells.get(columns.text, "").strip("\r\n")
    if not body.strip():
        raise InputError("There is no text in this row.")
    title = " ".join(cells.get(columns.title, "").split())
    blocks = [Block("\n".join(body.splitlines()) if "\r" in body else body)]
    if title and not _begins_with(body, title):
        blocks.insert(0, Block(title))
    found = extracted(name, blocks, extractor, title=title)
    form = ArticleForm(
        date=_DATE_END.sub("", cells.get(columns.date, "").strip()),
        paper=cells.get(columns.paper, "").strip(),
        page=cells.get(columns.page, "").strip(),
        region=cells.get(columns.region, "").strip(),
    )
    return replace(found, form=form, data=found.decoded.text.encode("utf-8", "surrogatepass"))
