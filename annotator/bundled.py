"""Finds the data that travels with the program; the only place that knows where it lies."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder `db` or `resources`, in an installed wheel or frozen program as well as in a checkout."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
