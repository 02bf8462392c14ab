"""The databases that tests are given."""

from pathlib import Path

from sqlalchemy import create_engine, text


def test_a_test_is_given_a_file_or_a_server_that_holds_nothing_yet(database_url: str) -> None:
    if "://" not in database_url:
        assert Path(database_url).parent.is_dir()
        assert not Path(database_url).exists()
        return
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            tables = connection.execute(
                text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
            )
            assert tables.scalar_one() == 0
            assert connection.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"
    finally:
        engine.dispose()
