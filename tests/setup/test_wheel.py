"""What is built for installing works away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent.parent


def _run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the program's wheel, and the dependencies of the one that the tests run in.

    These come by a path file, which does not follow the path files of that place: the checkout is not seen.
    """
    place = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", place, _ROOT, cwd=place)
    venv.create(place / "venv", with_pip=False)
    python = place / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    (wheel,) = place.glob("annotator-*.whl")
    _run(*pip, "--python", str(python), "install", "--no-deps", "--no-index", wheel, cwd=place)
    site = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_installed_program_answers(installed: Path, tmp_path: Path) -> None:
    program = installed.with_name("annotator.exe" if sys.platform == "win32" else "annotator")
    assert "PROJECT" in _run(program, "--help", cwd=tmp_path)


def test_the_installed_program_finds_its_own_data_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import annotator.bundled as b; print(b.bundled('resources')); print(b.bundled('db'))"
    resources, database = (Path(line) for line in _run(installed, "-c", code, cwd=tmp_path).splitlines())
    assert _ROOT not in resources.parents
    assert (resources / "schemes" / "policy.toml").is_file()
    assert (resources / "samples" / "sample.json").is_file()
    assert sorted(path.name for path in (resources / "i18n" / "zh").glob("*.json")) == sorted(
        path.name for path in (_ROOT / "resources" / "i18n" / "zh").glob("*.json")
    )
    assert (database / "env.py").is_file()
    assert sorted(path.name for path in (database / "versions").glob("*.py")) == sorted(
        path.name for path in (_ROOT / "db" / "versions").glob("*.py")
    )
