"""What went wrong in the database, in the words of the person who has to act on it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound, ProgrammingError

from annotator.errors import StoreError
from annotator.i18n import mark

P = ParamSpec("P")
T = TypeVar("T")

_RETRY: Final = mark("Free some space, then choose Retry.")
_LOST: Final = (
    mark("The connection to the database was lost; the last change may not have been saved."),
    mark("Check the network, then choose Retry: nothing is stored twice."),
)

_SQLITE: Final[dict[int, tuple[str, str]]] = {
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        mark("The program that used this project last was cut off; what it began must be taken back first."),
        mark("Copy the project, together with the “-journal” file beside it, to a folder in which you may write."),
    ),
    sqlite3.SQLITE_READONLY_DBMOVED: (
        mark("The project file was moved, replaced or deleted while it was open; the last change was not saved."),
        mark("Put it back where it was, then choose Retry."),
    ),
    sqlite3.SQLITE_FULL: (mark("The disk is full; the last change was not saved."), _RETRY),
    sqlite3.SQLITE_IOERR: (mark("The disk refused to write; the last change was not saved."), _RETRY),
    sqlite3.SQLITE_BUSY: (
        mark("Another program holds the project file; the last change was not saved."),
        mark("Close the other program, then choose Retry."),
    ),
    sqlite3.SQLITE_READONLY: (
        mark("The project file can only be read here."),
        mark("Copy the project to a folder in which you may write."),
    ),
    sqlite3.SQLITE_PERM: (mark("You have no permission for the project file."), mark("Ask its owner, or copy it.")),
    sqlite3.SQLITE_CANTOPEN: (
        mark("The project file cannot be opened."),
        mark("Check that the folder exists and that you may read it."),
    ),
    sqlite3.SQLITE_CORRUPT: (
        mark("The project file is damaged."),
        mark("Keep it, and restore the newest backup from the folder beside it."),
    ),
    sqlite3.SQLITE_NOTADB: (
        mark("This file is not a project of this program."),
        mark("Choose a file that this program made."),
    ),
}


def store_error(error: BaseException) -> StoreError:
    """The error of a database driver in the user's words."""
    original = getattr(error, "orig", None) or error
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int):
        known = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
        if known is not None:
            return StoreError(*known)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return StoreError(*_LOST)
    return StoreError("The database reported: {detail}", detail=" ".join(str(original).split()))


@contextmanager
def translated() -> Iterator[None]:
    """Turns errors of the driver into StoreError; bugs in our own statements stay what they are."""
    try:
        yield
    except (ProgrammingError, IntegrityError):
        raise
    except DBAPIError as error:
        raise store_error(error) from error
    except sqlite3.DatabaseError as error:
        raise store_error(error) from error
    except (UnicodeDecodeError, NoResultFound) as error:  # a message about a damaged schema; a row that must be there
        raise _damaged(error) from error


def is_damage(error: StoreError) -> bool:
    """Whether it was the database that called its own file damaged."""
    below = error.__cause__
    code = getattr(getattr(below, "orig", None) or below, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _damaged(error: Exception) -> StoreError:
    return StoreError(
        "The project file is damaged: {detail}",
        "Keep it, and restore the newest backup from the folder beside it.",
        detail=" ".join(repr(error).split()),
    )


def stored(read: Callable[P, T]) -> Callable[P, T]:
    """Of a function that makes values of what is stored: where none can be made, the project is damaged."""

    @wraps(read)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise _damaged(error) from error

    return checked
