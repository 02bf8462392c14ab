"""Where an import gets its items from: a process of its own that reads ahead, or this one when it is asked."""

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from annotator.services import preparing
from annotator.services.noticing import Wish
from annotator.services.preparing import Parcel


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
    """Takes what a process of its own has read; the pipe between them is short and so holds that one back."""

    def __init__(self, process: BaseProcess, receiver: Connection) -> None:
        self._process = process
        self._receiver = receiver

    def next(self) -> Parcel | None:
        if not self._receiver.poll():
            return None
        try:
            found: Parcel | str | None = self._receiver.recv()
        except OSError as error:  # the process died in the middle of a parcel
            raise EOFError from error
        if found is None:
            raise EndOfFeed
        if isinstance(found, str):
            raise RuntimeError(found)
        return found

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
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=preparing.work, args=(sender, list(paths), wish), daemon=True)
    process.start()
    sender.close()  # that of the process stays: with this one open its end would never be seen
    return _ProcessFeed(process, receiver)
