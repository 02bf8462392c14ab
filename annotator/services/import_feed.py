"""Where an import gets its items from: a process of its own that reads ahead, or this one when it is asked."""

import multiprocessing
import pickle
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Protocol

from annotator.services import preparing
from annotator.services.noticing import Wish
from annotator.services.preparing import Parcel, Resumed

_MOST_DEATHS: Final = 50  # of an import: after these it is not the files


class EndOfFeed(Exception):  # noqa: N818 - not an error
    """There is nothing more to come."""


class Feed(Protocol):
    """Items being read."""

    def next(self) -> Parcel | None:
        """The next parcel, None where there is none yet; raises EndOfFeed behind the last, EOFError where the reading
        broke off."""

    def wait(self) -> None:
        """Waits until there is something to take, for a moment at most."""

    def close(self) -> None:
        """Ends the reading."""


class _OwnFeed:
    """Reads in this process, when it is asked."""

    def __init__(self, parcels: Iterator[Parcel]) -> None:
        self._parcels = parcels

    def next(self) -> Parcel | None:
        for parcel in self._parcels:
            return parcel
        raise EndOfFeed

    def wait(self) -> None:
        return

    def close(self) -> None:
        self._parcels = iter(())


class _ProcessFeed:
    """Takes what a process of its own has read; the pipe between them is short and so holds that one back.

    A process that dies over a file is followed by another, which leaves that file out.
    """

    def __init__(self, paths: Sequence[Path], wish: Wish) -> None:
        self._paths, self._wish = list(paths), wish
        self._done = 0  # files of which all was taken
        self._deadly: frozenset[int] = frozenset()
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._place = context.RawValue("q", -1)
        self._receiver, sender = context.Pipe(duplex=False)
        resumed = Resumed(self._done, self._deadly)
        self._process: BaseProcess = context.Process(
            target=preparing.work, args=(sender, self._paths, self._wish, resumed, self._place), daemon=True
        )
        self._process.start()
        sender.close()  # that of the process stays: with this one open its end would never be seen

    def next(self) -> Parcel | None:
        try:
            if not self._receiver.poll():
                return None
            found: Parcel | str | None = self._receiver.recv()
        except (OSError, EOFError, pickle.UnpicklingError) as error:  # the process died, even in the middle of a parcel
            self._follow(error)
            return None
        if found is None:
            raise EndOfFeed
        if isinstance(found, str):
            raise RuntimeError(found)
        self._done = found.files
        return found

    def _follow(self, error: Exception) -> None:
        """Starts a process that goes on behind the file over which the last one died; EOFError if it read none."""
        deadly = self._place.value
        if deadly < 0 or deadly in self._deadly or len(self._deadly) >= _MOST_DEATHS:
            raise EOFError from error
        self._deadly |= {deadly}
        self.close()
        self._begin()

    def wait(self) -> None:
        self._receiver.poll(0.1)

    def close(self) -> None:
        self._receiver.close()
        self._process.terminate()
        self._process.join(5)
        self._process.close()


def own_feed(paths: Sequence[Path], wish: Wish) -> Feed:
    """Reads in this process."""
    return _OwnFeed(preparing.prepare(paths, wish))


def process_feed(paths: Sequence[Path], wish: Wish) -> Feed:
    """Starts a process that reads."""
    return _ProcessFeed(paths, wish)
