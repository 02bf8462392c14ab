"""The scripts that set the program up: what they find missing, and what they say when they may not install it."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

_ROOT = Path(__file__).parent.parent.parent

needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for bash")


@pytest.fixture(scope="module")
def system() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_system", _ROOT / "packaging" / "system.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_missing_library_is_named_by_its_package(system: ModuleType) -> None:
    there = {"libGL.so.1", "libEGL.so.1", "libglib-2.0.so.0", "libfontconfig.so.1", "libfreetype.so.6"}
    assert system.missing_libraries(system.LIBRARIES, there.__contains__) == ["libxkbcommon0", "libdbus-1-3"]
    assert not system.loads("libnowhere.so.99")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves libraries to its packages")
def test_nothing_is_missing_where_the_tests_of_the_window_run(system: ModuleType) -> None:
    assert set(system.missing(screen=False, postgresql=False)) <= {system.CHINESE_FONT}


def _stub(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _setup(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command with the functions of setup.sh, with the stubs in a folder before everything else."""
    return subprocess.run(
        ["bash", "-c", f"set -eu; . packaging/setup.sh; {command}"],
        cwd=_ROOT,
        env={"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def someone(tmp_path: Path) -> Path:
    """Stubs of a Debian system on which the user is not root and has no sudo."""
    _stub(tmp_path, "id", "echo 1000")
    _stub(tmp_path, "sudo", "exit 1")
    _stub(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/installed')
    _stub(tmp_path, "apt-cache", '[ "$2" = libglib2.0-0t64 ]')
    return tmp_path


@needs_bash
def test_who_is_not_root_is_told_what_to_ask_the_administrator_for(someone: Path) -> None:
    _stub(someone, "python", "echo libgl1; echo libglib2.0-0; echo fonts-wqy-microhei")
    done = _setup(someone, "python=python; setup_system --screen")
    assert done.returncode == 1
    assert "apt-get install libgl1 libglib2.0-0t64 fonts-wqy-microhei" in done.stderr
    assert "cannot start without: libgl1 libglib2.0-0\n" in done.stderr
    assert "as root" not in done.stderr
    assert not (someone / "installed").exists()


@needs_bash
def test_what_only_the_tests_or_the_looks_need_does_not_stop_the_setup(someone: Path) -> None:
    _stub(someone, "python", "echo postgresql; echo fonts-wqy-microhei")
    done = _setup(someone, "python=python; setup_system --postgresql; echo went on")
    assert done.stdout == "went on\n"
    assert "the tests that need it are skipped" in done.stderr


@needs_bash
def test_root_installs_what_is_missing_and_says_so(someone: Path) -> None:
    _stub(someone, "id", "echo 0")
    _stub(someone, "python", f"[ -e {someone}/installed ] || echo libgl1")
    done = _setup(someone, "python=python; setup_system; echo went on")
    assert done.stdout == "went on\n"
    assert "Missing on this system (系统缺少): libgl1\n" in done.stderr
    assert "as root" in done.stderr
    installed = (someone / "installed").read_text(encoding="utf-8").splitlines()
    assert installed == ["update -qq", "install -y -qq --no-install-recommends libgl1"]


@needs_bash
def test_a_python_that_is_too_old_is_refused_by_name_and_passed_over_on_the_path(tmp_path: Path) -> None:
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        _stub(tmp_path, name, "exit 1")
    old = str(tmp_path / "python3")
    assert f"$PYTHON ({old}) is not a Python of version 3.11" in _setup(tmp_path, "choose_python", PYTHON=old).stderr
    assert "No Python of version 3.11" in _setup(tmp_path, "choose_python").stderr
    _stub(tmp_path, "python3.12", "exit 0")
    assert _setup(tmp_path, 'choose_python; echo "$python"').stdout == "python3.12\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with stubs for Python and its environments, which write down what is installed."""
    place = tmp_path / "checkout"
    (place / "packaging").mkdir(parents=True)
    shutil.copy(_ROOT / "packaging" / "setup.sh", place / "packaging")
    (place / "pyproject.toml").write_text('[dependency-groups]\ndev = ["pytest"]\n', encoding="utf-8")
    inner = """case "$*" in *"-m pip install"*) echo "$@" >> installed ;; -) cat > /dev/null; echo pytest ;; esac"""
    _stub(tmp_path, "inner", inner)
    make = f"rm -rf .venv; mkdir -p .venv/bin; cp {tmp_path}/inner .venv/bin/python; echo made >> installed"
    _stub(tmp_path, "python", f'case "$*" in *"-m venv"*) {make} ;; esac')
    return place


def _install(place: Path, kind: str) -> list[str]:
    """What making the environment does in a checkout: `made`, and the arguments of pip."""
    log = place / "installed"
    log.unlink(missing_ok=True)
    done = subprocess.run(
        ["bash", "-c", f"set -eu; . packaging/setup.sh; python=python; setup_environment {kind}"],
        cwd=place,
        env={"PATH": f"{place.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@needs_bash
def test_the_environment_is_made_once_and_anew_only_for_what_changed(checkout: Path) -> None:
    made, installed = _install(checkout, "run")
    assert made == "made"
    assert " -e . -r " in installed
    assert _install(checkout, "run") == []
    (more,) = _install(checkout, "test")
    assert " -e .[postgres] -r " in more
    assert _install(checkout, "test") == []
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# a dependency more\n")
    assert len(_install(checkout, "test")) == 1
    assert _install(checkout, "run") == [], "what the tests need holds what the program needs"


@needs_bash
def test_an_environment_that_was_moved_is_made_anew(checkout: Path) -> None:
    _install(checkout, "test")
    moved = checkout.rename(checkout.with_name("moved here"))
    assert _install(moved, "test")[0] == "made"
    assert _install(moved, "test") == []


@needs_bash
@pytest.mark.parametrize("script", ["packaging/run", "packaging/test", "packaging/setup.sh", ".ci/run"])
def test_a_script_is_sound_bash(script: str) -> None:
    done = subprocess.run(["bash", "-n", script], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
