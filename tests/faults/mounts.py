"""Places with faults of their own, which only root can make: in a process whose mounts nobody else sees, and which go
when it ends, however it ends."""

import ctypes
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from faults.killing import Victim

_CLONE_NEWNS = 0x00020000


class CannotMountError(Exception):
    """Nothing can be mounted here."""


def run(scenario: Callable[..., None], *arguments: object) -> None:
    """Runs a scenario of `faults.places` in a process of its own that may mount; skips where none may."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can mount")
    said = Victim(_scenario, scenario, *arguments).run()
    for word, what in said:
        if word == "cannot":
            pytest.skip(f"nothing can be mounted here: {what}")
    assert said == [("done", "all")]


def _scenario(told: Connection, scenario: Callable[..., None], *arguments: object) -> None:
    try:
        _be_private()
        scenario(*arguments)
    except CannotMountError as error:
        told.send(("cannot", str(error)))
    else:
        told.send(("done", "all"))


def _be_private() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_CLONE_NEWNS):
        raise CannotMountError(os.strerror(ctypes.get_errno()))
    _mount("--make-rprivate", "/")


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMountError(done.stderr.strip())


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """A disk of its own on a folder."""
    _mount("-t", "tmpfs", "-o", f"size={size}", "annotator-test", str(place))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """A folder on a medium that cannot be written, for root neither."""
    _mount("--bind", str(place), str(place))
    try:
        _mount("-o", "remount,ro,bind", str(place))
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
