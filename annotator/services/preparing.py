"""The half of an import that needs no database: finds files, decodes, repairs and parses them.

It is CPU-bound, so it runs in a process of its own, which imports nothing of the store; `services.importing` writes
what it hands over.
"""

import hashlib
import os
import queue
import re
import signal
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from annotator.domain.article import ArticleForm
from annotator.domain.pages import PackedPage, Page
from annotator.domain.text import Doubt, Edit
from annotator.errors import AnnotatorError, InputError
from annotator.formats import jsonl
from annotator.formats.records import ArticleRecord, Refused
from annotator.reading.reader import ReadFile, Unread, check_size, guess_title, read_all, read_bytes, suffixes
from annotator.services.noticing import Like, Noticed, Noticing, Wish

if TYPE_CHECKING:
    from annotator.reading.extraction import Extraction

MAX_TEXT: Final = 16 * 1024 * 1024
"""Bytes of a text file, and characters of a text in JSONL: a newspaper page has a thousandth of it."""

_NO_FORM: Final = ArticleForm()
_NO_WISH: Final = Wish()
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)
_PARCEL_SPANS: Final = 400
_PARCEL_CHARACTERS: Final = 60_000
_PARCEL_SECONDS: Final = 0.05
_AHEAD: Final = 128  # parcels, some 20 MB at most


@dataclass(frozen=True, slots=True)
class PreparedText:
    """An article read from a file: the source, and the edits and doubts of its reading text.

    `sha256` is of the bytes, `text_sha256` of the reading text; `raw` are the bytes where encoding the source again
    would not give them. `certain` is false where another encoding would do nearly as well. `extractor` says what took
    the source out of the file, "" where it is the file's own characters; `pages` are those it was printed on.

    `several` is how many articles it seems to hold; `parts` what comes of it: the whole, or these articles.
    """

    name: str
    title: str
    encoding: str
    certain: bool
    sha256: bytes
    source: str
    raw: bytes | None
    text: str
    text_sha256: bytes
    edits: tuple[Edit, ...]
    doubts: tuple[Doubt, ...]
    extractor: str = ""
    form: ArticleForm = _NO_FORM
    pages: tuple[PackedPage, ...] = ()
    several: int = 1
    parts: tuple[Noticed, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedRecord:
    """An article of an annotated file, the line where it stands, and which known text it is like."""

    name: str
    line: int
    title: str
    record: ArticleRecord
    sketch: bytes = b""
    like: Like | None = None


Item = PreparedText | PreparedRecord | Refused


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some items, and how far the reading is: bytes done of bytes in all, the file last read, files read to the end."""

    items: tuple[Item, ...]
    done: int
    total: int
    name: str = ""
    files: int = 0


class Place(Protocol):
    """A number that another process sees, and that outlives the one that sets it."""

    value: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """What is known when reading goes on behind a file over which its process died, by their numbers."""

    first: int = 0
    deadly: frozenset[int] = frozenset()


_FROM_THE_START: Final = Resumed()


def prepare(
    paths: Sequence[Path], wish: Wish = _NO_WISH, resumed: Resumed = _FROM_THE_START, place: Place | None = None
) -> Iterator[Parcel]:
    """Everything in some files and folders, in parcels as large as a database takes in some milliseconds.

    Folders are searched for files of all kinds that can be read, in natural order. `place` is told the number of the
    file that is being read.
    """
    files, refused = find_files(paths)
    total = sum(size for _, _, size in files)
    if resumed == _FROM_THE_START:
        yield Parcel(tuple(refused), 0, total)
    wrapping = _Wrapping(total, sum(size for _, _, size in files[: resumed.first]), resumed.first)
    noticing = Noticing(wish)
    for number, (path, name, size) in enumerate(files[resumed.first :], resumed.first):
        if place is not None:
            place.value = number
        before = wrapping.done
        found = iter([_deadly(name)]) if number in resumed.deadly else _read(path, name, wish, noticing)
        for item, offset in found:
            if wrapping.add(item, before + min(offset, size), name):
                yield wrapping.parcel()
        wrapping.done = before + size
        wrapping.files = number + 1
    yield wrapping.parcel()


def _deadly(name: str) -> tuple[Item, int]:
    error = InputError("{file} cannot be read to its end: reading it ended the program that reads.", file=name)
    return Refused(name, 0, error), 0


class _Wrapping:
    """Collects items until they are a parcel."""

    def __init__(self, total: int, done: int, files: int) -> None:
        self.done = done
        self.files = files
        self._total = total
        self._name = ""
        self._clear()

    def _clear(self) -> None:
        self._items: list[Item] = []
        self._spans = self._characters = 0
        self._since = time.monotonic()

    def add(self, item: Item, done: int, name: str) -> bool:
        """Takes an item; whether the parcel is full."""
        self._items.append(item)
        self.done, self._name = done, name
        match item:
            case PreparedRecord(record=record):
                self._characters += len(record.text)
                self._spans += len(record.layer.spans) if record.layer else 0
            case PreparedText(source=source):
                self._characters += 2 * len(source)
        return (
            self._spans >= _PARCEL_SPANS
            or self._characters >= _PARCEL_CHARACTERS
            or time.monotonic() - self._since > _PARCEL_SECONDS
        )

    def parcel(self) -> Parcel:
        """The items so far; begins another parcel."""
        found = Parcel(tuple(self._items), self.done, self._total, self._name, self.files)
        self._clear()
        return found


# -- files -------------------------------------------------------------------------------------------------------

Found = tuple[Path, str, int]
"""A file to read, what reports call it, and its size in bytes."""


def find_files(paths: Sequence[Path]) -> tuple[list[Found], list[Refused]]:
    """The files that are meant by some files and folders, each once, in natural order within its folder."""
    found: dict[Path, Found] = {}
    refused: list[Refused] = []
    for path in paths:
        if path.is_dir():
            candidates = _in_folder(path, refused)
        else:
            candidates = [(path, path.name)]
        for file, name in candidates:
            try:
                found.setdefault(file.absolute(), (file, name, file.stat().st_size))
            except OSError as error:
                refused.append(Refused(name, 0, _unreadable(name, error)))
    return list(found.values()), refused


def _in_folder(folder: Path, refused: list[Refused]) -> list[tuple[Path, str]]:
    """The files of a folder and those below it that can be read, hidden ones left out, by their name within it."""

    def note(error: OSError) -> None:
        name = str(error.filename or folder)
        refused.append(Refused(name, 0, _unreadable(name, error)))

    names = []
    for place, folders, files in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = Path(place).relative_to(folder)
        names += [inside / name for name in files if not name.startswith(".") and _suffix(Path(name))]
    names.sort(key=lambda name: [natural(part) for part in name.parts])
    if not names and not refused:
        error = InputError("{file} has no files that can be read here.", file=folder.name)
        refused.append(Refused(folder.name, 0, error))
    return [(folder / name, name.as_posix()) for name in names]


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts `2` before `10`."""
    return [
        (0, int(piece), piece) if piece.isdecimal() else (1, 0, piece.casefold())
        for piece in re.split(r"(\d+)", name)
        if piece
    ]


def _suffix(path: Path) -> str:
    """The suffix of a file that can be read, else nothing."""
    suffix = path.suffix.lower()
    return suffix if suffix in (*suffixes(), *jsonl.SUFFIXES) else ""


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError("{file} cannot be read: {reason}.", file=name, reason=error.strerror or error)


# -- one file ----------------------------------------------------------------------------------------------------


def _read(path: Path, name: str, wish: Wish, noticing: Noticing) -> Iterator[tuple[Item, int]]:
    """What is in a file, with the number of its bytes that are read."""
    try:
        if _suffix(path) in jsonl.SUFFIXES:
            for line in jsonl.read(path):
                yield _record(line.found, name, line.number, noticing), line.offset
        else:
            data = bytes_of(path, name)
            done = 0
            for found in read_all(name, data, wish.encoding, wish.columns):
                if isinstance(found, Unread):
                    yield Refused(found.name, found.line, found.error), done
                else:
                    done += len(found.data or data)
                    several, parts = noticing.look(found.reading, found.title)
                    yield replace(_prepared(found, data), several=several, parts=tuple(parts)), done
    except AnnotatorError as error:
        yield Refused(name, 0, error), 0


def _record(found: ArticleRecord | InputError, name: str, line: int, noticing: Noticing) -> Item:
    if isinstance(found, InputError):
        return Refused(name, line, found)
    if len(found.text) > MAX_TEXT:
        return Refused(
            name, line, InputError("The text is too long for one article ({n} characters).", n=len(found.text))
        )
    title = found.title or guess_title(found.text) or f"{Path(name).stem} {line}"
    return PreparedRecord(name, line, title, found, *noticing.look_at(found.text, found.sha256))


def bytes_of(path: Path, name: str) -> bytes:
    """What a file holds; raises InputError where it cannot be read or is far too large for its kind."""
    try:
        check_size(name, path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from error
    check_size(name, len(data))
    return data


def read_text(data: bytes, name: str, encoding: str | None = None) -> PreparedText:
    """The article in the bytes of a file, decoded and repaired."""
    return _prepared(read_bytes(name, data, encoding), data)


def _prepared(read: ReadFile, file: bytes) -> PreparedText:
    """An article as it goes to the database; `file` are the bytes it comes from where it has none of its own."""
    data = file if read.data is None else read.data
    decoded, reading = read.decoded, read.reading
    return PreparedText(
        read.name,
        read.title,
        decoded.encoding,
        decoded.certain,
        hashlib.sha256(data).digest(),
        decoded.text,
        None if encoded(decoded.text, decoded.encoding) == data else data,
        reading.text,
        hashlib.sha256(reading.text.encode()).digest(),
        reading.edits,
        reading.doubts,
        read.extractor,
        read.form,
        () if read.extraction is None else tuple(page.packed() for page in pages_of(read.extraction)),
    )


def pages_of(found: "Extraction") -> Iterator[Page]:
    """Printed pages as they are kept: boxes from the upper left corner."""
    boxes = found.boxes
    for page in found.pages:
        low, high = 4 * page.start, 4 * page.end
        columns = (boxes[low + at : high : 4] for at in range(4))
        yield Page(
            page.number,
            page.start,
            page.end,
            page.width,
            page.height,
            [
                (left, page.height - top, right, page.height - bottom) if right > left else _NOWHERE
                for left, bottom, right, top in zip(*columns, strict=True)
            ],
        )


def encoded(text: str, encoding: str) -> bytes | None:
    """A text in an encoding, None where it has characters that the encoding lacks."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


# -- the process -------------------------------------------------------------------------------------------------


_NICE: Final = 5  # the person who tags meanwhile comes first


def work(sender: Connection, paths: Sequence[Path], wish: Wish, resumed: Resumed, place: Place) -> None:
    """Sends all parcels, then None: what runs in the process. Instead of the rest it sends the traceback of a bug.

    It reads ahead by some parcels while nobody takes them, and ends quietly where nobody listens any more.
    """
    _leave_interrupts_to_the_parent()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    ahead: queue.Queue[Parcel | str | None] = queue.Queue(_AHEAD)
    thread = threading.Thread(target=_send, args=(sender, ahead), name="sender")
    thread.start()
    try:
        for parcel in prepare(paths, wish, resumed, place):
            ahead.put(parcel)
    except Exception:  # noqa: BLE001 - whatever it is, the program that asked has to tell it
        ahead.put(traceback.format_exc())
    ahead.put(None)
    thread.join()


def _send(sender: Connection, ahead: "queue.Queue[Parcel | str | None]") -> None:
    """Sends what is read, which waits for the other side to take it."""
    try:
        while (found := ahead.get()) is not None:
            sender.send(found)
        sender.send(None)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # nobody is there: what is still being read is for nobody


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
