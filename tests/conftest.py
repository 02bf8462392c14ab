"""What all tests share: no screen, no network, no settings of the person who runs them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine may stop for a second: how long one example takes proves nothing.
settings.register_profile("ours", deadline=None, max_examples=50)
settings.load_profile("ours")

os.environ["QT_QPA_PLATFORM"] = os.environ.get("ANNOTATOR_TEST_PLATFORM", "offscreen")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a project can be made, once as a file and once on a server: the path of a file that is not there yet, or
    the URL of an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "project.annotator")
        return
    from postgres import fresh_database  # tests that need no database do without the driver

    with fresh_database() as url:
        yield url


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty database on a server."""
    from postgres import fresh_database

    with fresh_database() as url:
        yield url
