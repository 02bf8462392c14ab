"""Prints what the program still needs from the system, as names of Debian packages, one a line.

Run by the Python that will make `.venv`, before anything is installed, so it needs the standard library only. It asks
the loader and fontconfig rather than the package manager: what counts is whether the library can be loaded.

    python packaging/system.py [--screen] [--postgresql]
"""

import argparse
import ctypes
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# What PySide6's wheels leave to the system: by library name as the loader knows it, and Debian's package with it.
LIBRARIES: Mapping[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES: Mapping[str, str] = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# 1.6 MB against 57 MB of fonts-noto-cjk, which looks better and is used where it is there.
CHINESE_FONT = "fonts-wqy-microhei"
_FONT_FILES = ("noto*cjk*", "sourcehan*", "wqy*", "uming*", "ukai*", "droidsansfallback*", "simsun*", "msyh*")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def loads(name: str) -> bool:
    """Whether the loader finds a shared library and everything it needs."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_libraries(wanted: Mapping[str, str], there: Callable[[str], bool] = loads) -> list[str]:
    """The packages of the libraries that cannot be loaded."""
    return [package for library, package in wanted.items() if not there(library)]


def has_chinese_font() -> bool:
    """Whether fontconfig, which Qt asks too, knows a font for Chinese; by file names where it is not there yet."""
    try:
        fc = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        folders = [Path(folder).expanduser() for folder in _FONT_FOLDERS]
        files = (path.name.lower() for folder in folders if folder.is_dir() for path in folder.rglob("*"))
        return any(Path(name).match(pattern) for name in files for pattern in _FONT_FILES)
    for function in (fc.FcNameParse, fc.FcObjectSetCreate):
        function.restype = ctypes.c_void_p
    fc.FcNameParse.argtypes = [ctypes.c_char_p]
    fc.FcFontList.argtypes = [ctypes.c_void_p] * 3
    fc.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # FcFontSet begins with the number of its fonts
    found = fc.FcFontList(None, fc.FcNameParse(b":lang=zh-cn"), fc.FcObjectSetCreate())
    return bool(found) and found[0] > 0


def postgresql_folder() -> Path | None:
    """Where a PostgreSQL server's programs lie, the newest where there are several; Debian keeps them off the PATH."""
    debian = Path("/usr/lib/postgresql")
    found = sorted((p for p in debian.glob("*/bin/initdb")), key=lambda p: _number(p.parent.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [path.parent for path in found] + ([Path(on_path).resolve().parent] if on_path else [])
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0


def venv_package() -> str:
    """The Debian package that lets this Python make environments, or nothing where it can."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return ""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    standard = _version_of("/usr/bin/python3")
    return "python3-venv" if standard in ("", here) else f"python{here}-venv"


def _version_of(python: str) -> str:
    if not Path(python).exists():
        return ""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def missing(*, screen: bool, postgresql: bool) -> list[str]:
    """The packages that are missing here, for a screen and for the tests' database if wanted."""
    found = [package] if (package := venv_package()) else []
    if not sys.platform.startswith("linux"):
        return found
    found += missing_libraries(LIBRARIES)
    if screen:
        found += missing_libraries(SCREEN_LIBRARIES)
    if not has_chinese_font():
        found.append(CHINESE_FONT)
    if postgresql and postgresql_folder() is None:
        found.append("postgresql")
    return found


def main() -> None:
    """Prints the missing packages, or with `--postgresql-folder` where the server's programs lie."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screen", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--postgresql-folder", action="store_true")
    options = parser.parse_args()
    lines = missing(screen=options.screen, postgresql=options.postgresql)
    if options.postgresql_folder:
        folder = postgresql_folder()
        lines = [str(folder)] if folder else []
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
