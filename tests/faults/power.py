"""A disk that forgets at a power cut whatever was not synced, below the program's own database code.

What is written goes to the real file, which is what the running program sees, and is noted until the file is synced.
At the cut each noted write is kept, lost or torn, sector by sector and in any order; so are changes of a file's length,
and the coming and going of names in the folder, which a sync of the file does not make safe (a sync of the folder does;
SQLite asks for one when it first syncs a new journal, and when it removes a journal under `synchronous=EXTRA`).
"""

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

_SECTOR = 512
_VFS = "power"
_MAIN_JOURNAL = apsw.SQLITE_OPEN_MAIN_JOURNAL


class PowerCutError(Exception):
    """The power is off: nothing can be written any more."""


@dataclass
class _Content:
    """A file's content: what is surely on the disk, and what was done to it since, oldest first."""

    safe: bytes
    since: list[tuple[str, int, bytes]] = field(default_factory=list)  # ("write", offset, data), ("size", length, b"")


class Disk:
    """The folder of a project, on power until it has done `cut_after` things to it."""

    def __init__(self, chance: random.Random, cut_after: int) -> None:
        self._chance = chance
        self._left = cut_after
        self.off = False
        self.synced = 0
        self._contents: dict[str, _Content] = {}  # as the program sees the folder
        self._names: dict[str, _Content | None] = {}  # as the folder surely is on the disk; None: surely no such file
        self.survivors: dict[str, bytes | None] = {}

    # -- what the program does -------------------------------------------------------------------------------------

    def opened(self, name: str, existed: bool) -> None:
        """Takes note of a file that is opened or made."""
        if name in self._contents:
            return
        content = _Content(Path(name).read_bytes() if existed else b"")
        self._contents[name] = content
        self._names.setdefault(name, content if existed else None)

    def done(self, name: str, what: tuple[str, int, bytes]) -> None:
        """Notes something done to a file's content; raises PowerCutError instead when the time has come."""
        self._contents[name].since.append(what)
        self.tick()

    def sync(self, name: str, folder: bool) -> None:
        """Makes a file's content safe, and the names in the folder where asked."""
        self.tick()
        content = self._contents[name]
        content.safe, content.since = Path(name).read_bytes(), []
        self.synced += 1
        if folder:
            self.sync_folder()

    def sync_folder(self) -> None:
        """Makes all names safe."""
        self._names = {name: self._contents.get(name) for name in {*self._names, *self._contents}}

    def removed(self, name: str) -> None:
        """Takes note of a file that is gone."""
        self._contents.pop(name, None)
        self.tick()

    def tick(self) -> None:
        """Lets time pass, up to the cut."""
        if not self.off:
            self._left -= 1
            if self._left > 0:
                return
            self.off = True
            self.survivors = self._after_cut()
        raise PowerCutError

    # -- the cut ---------------------------------------------------------------------------------------------------

    def _after_cut(self) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        for name in {*self._names, *self._contents}:
            safe, now = self._names.get(name), self._contents.get(name)
            content = now if safe is now or self._chance.random() < 0.5 else safe
            found[name] = None if content is None else self._remains(content)
        return found

    def _remains(self, content: _Content) -> bytes:
        """What a file holds after the cut."""
        data = bytearray(content.safe)
        kept = self._chance.choice((0.1, 0.5, 0.9, 1.0))
        for kind, at, new in content.since:
            if kind == "size":
                if self._chance.random() < kept:
                    self._resize(data, at)
                continue
            for piece_at, piece in self._pieces(at, new):
                if self._chance.random() < kept:
                    self._resize(data, max(len(data), piece_at + len(piece)))
                    data[piece_at : piece_at + len(piece)] = piece
        return bytes(data)

    def _resize(self, data: bytearray, size: int) -> None:
        """Makes a file shorter or longer; what it holds where nothing was written is anybody's guess."""
        more = size - len(data)
        if more <= 0:
            del data[size:]
        else:
            data += self._chance.randbytes(more) if self._chance.random() < 0.5 else bytes(more)

    def _pieces(self, at: int, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The sectors of a write, one of them perhaps only as far as the head came."""
        torn = self._chance.random() < 0.2
        while data:
            length = min(len(data), _SECTOR - at % _SECTOR)
            piece, data = data[:length], data[length:]
            if torn and self._chance.random() < 0.3:
                torn = False
                piece = piece[: self._chance.randrange(len(piece) + 1)]
            yield at, piece
            at += length

    def settle(self) -> None:
        """Puts the folder into the state in which it is found when the power is back."""
        for name, data in self.survivors.items():
            if data is None:
                Path(name).unlink(missing_ok=True)
            else:
                Path(name).write_bytes(data)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, filename: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
        existed = Path(self._name).exists() if self._name else False
        super().__init__("", filename, flags)
        self._watched = bool(self._name) and not flags[0] & apsw.SQLITE_OPEN_DELETEONCLOSE
        self._new_journal = self._watched and not existed and bool(flags[0] & _MAIN_JOURNAL)
        if self._watched:
            disk.opened(self._name, existed)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._watched:
            self._disk.done(self._name, ("write", offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        if self._watched:
            self._disk.done(self._name, ("size", newsize, b""))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        if self._watched:
            self._disk.sync(self._name, folder=self._new_journal)
            self._new_journal = False


class _Vfs(apsw.VFS):
    def __init__(self) -> None:
        self.disk: Disk | None = None
        super().__init__(_VFS, "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        assert self.disk is not None
        return _File(self.disk, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:
        assert self.disk is not None
        self.disk.removed(name)
        super().xDelete(name, False)
        if syncdir:
            self.disk.sync_folder()


class _Cursor:
    """As much of sqlite3's cursor as SQLAlchemy and the program use, on apsw."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "_Cursor":
        self._run(lambda cursor: cursor.execute(statement, values))
        return self

    def executemany(self, statement: str, values: Iterable[Sequence[Any]]) -> "_Cursor":
        self._run(lambda cursor: cursor.executemany(statement, values))
        return self

    def _run(self, start: Callable[[apsw.Cursor], Iterable[tuple[Any, ...]]]) -> None:
        raw = self._connection.raw
        cursor = raw.cursor()
        self.description = None

        def described(running: apsw.Cursor, _statement: str, _values: object) -> bool:
            columns = running.get_description()
            self.description = tuple((column[0], *[None] * 6) for column in columns) or None
            return True

        cursor.exec_trace = described
        try:
            self._rows = list(start(cursor))
        except (apsw.Error, PowerCutError) as error:
            failure = sqlite3.OperationalError(str(error) or "disk I/O error")
            failure.sqlite_errorcode = getattr(error, "extendedresult", sqlite3.SQLITE_IOERR)
            raise failure from error
        self.rowcount = raw.changes() if self.description is None else -1
        self.lastrowid = raw.last_insert_rowid()

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def fetchall(self) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows, []
        return found

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class _Connection:
    """As much of sqlite3's connection as SQLAlchemy and the program use, on apsw."""

    def __init__(self, uri: str) -> None:
        self.raw = apsw.Connection(
            uri,
            flags=apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE,
            vfs=_VFS,
        )
        self.isolation_level: str | None = ""

    def cursor(self) -> _Cursor:
        return _Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> _Cursor:
        return self.cursor().execute(statement, values)

    def commit(self) -> None:
        if self.raw.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.raw.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, number: int, function: Any, *, deterministic: bool = False) -> None:
        self.raw.create_scalar_function(name, function, number, deterministic=deterministic)

    def close(self) -> None:
        self.raw.close(True)


_vfs: list[_Vfs] = []


@contextmanager
def on(disk: Disk) -> Iterator[None]:
    """Has the program's connections made on this disk."""
    if not _vfs:
        _vfs.append(_Vfs())  # registered with SQLite for good
    _vfs[0].disk = disk
    real = sqlite3.connect
    sqlite3.connect = lambda database, **_options: _Connection(database)  # type: ignore[assignment]
    try:
        yield
    finally:
        sqlite3.connect = real
