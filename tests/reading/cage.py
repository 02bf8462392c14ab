"""Reads files within limits: `python cage.py FOLDER SECONDS MEGABYTES` reads each file of a folder as an import would.

Address space and processor time are limited by the system; sockets, writing and other programs by an audit hook that
ends the process. For each file it prints a line of JSON: name, articles, what was refused and why, seconds.
"""

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(
        ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.gethostbyname", "urllib", "ftplib")
    ):
        _breach(event, arguments)
    if event in (
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.remove",
        "os.rename",
        "os.mkdir",
        "os.link",
        "os.symlink",
    ):
        _breach(event, arguments)
    if event == "open" and isinstance(arguments[0], str | bytes):
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        if flags & _WRITING and os.fsdecode(arguments[0]) != os.devnull:
            _breach(event, arguments)


def _breach(event: str, arguments: tuple[Any, ...]) -> None:
    sys.stderr.write(f"forbidden: {event} {arguments!r}")
    sys.stderr.flush()
    os._exit(97)


def main() -> None:
    """Reads the files."""
    folder, seconds, megabytes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    from annotator.errors import InputError
    from annotator.formats.records import Refused
    from annotator.i18n import explain
    from annotator.reading import archive, csvfile, docx, epub, markdown, pdf, web, xlsx  # noqa: F401 - not their loading
    from annotator.services.preparing import prepare

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    sys.addaudithook(_guard)
    for path in sorted(folder.iterdir()):
        signal.alarm(seconds)
        started = time.monotonic()
        items = [item for parcel in prepare([path]) for item in parcel.items]
        signal.alarm(0)
        refused = [item for item in items if isinstance(item, Refused)]
        assert all(isinstance(item.error, InputError) and explain(item.error) for item in refused)
        shown = {
            "name": path.name,
            "articles": len(items) - len(refused),
            "refused": [str(item.error) for item in refused][:3],
            "seconds": round(time.monotonic() - started, 2),
        }
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
