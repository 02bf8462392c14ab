"""The members of a ZIP file, which may be hostile: read into memory within limits, never written anywhere.

Nothing that the archive says of itself is believed: sizes are counted while unpacking.
"""

import io
import struct
import zipfile
import zlib
from typing import Final, NamedTuple

from annotator.errors import InputError
from annotator.i18n import mark

MAX_MEMBERS: Final = 50_000
MAX_PART: Final = 64 * 1024 * 1024
"""Bytes of one unpacked member."""
MAX_TOTAL: Final = 1024 * 1024 * 1024
"""Bytes unpacked of one archive in all."""

_MAX_DIRECTORY: Final = 16 * 1024 * 1024  # bytes of the table of contents; it is read as a whole
_MAX_NAME: Final = 1024
_MAX_RATIO: Final = 250  # of unpacked to packed size, above which no text or XML compresses
_RATIO_FROM: Final = 4 * 1024 * 1024  # bytes; small files may be as repetitive as they like
_CHUNK: Final = 1024 * 1024
_END: Final = b"PK\x05\x06"
_END_64_LOCATOR: Final = b"PK\x06\x07"
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800
_SYMLINK: Final = 0o120000

BOMB: Final = mark("{member} in {file} is far larger unpacked than a text can be.")
DAMAGED: Final = mark("{file} is damaged or no ZIP archive.")


class Member(NamedTuple):
    """A file in an archive, and why it must not be read, if so."""

    name: str
    info: zipfile.ZipInfo
    refused: InputError | None = None


class Packed:
    """An archive that is open for reading. Raises InputError where it is none or too large to be meant well."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._left = MAX_TOTAL
        _check_directory(name, data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, UnicodeError) as error:
            raise InputError(DAMAGED, file=name) from error
        if len(self._zip.infolist()) > MAX_MEMBERS:
            raise _too_many(name)

    def members(self) -> list[Member]:
        """The files in their order, folders left out; the same name for the second time is refused."""
        found: list[Member] = []
        seen: set[str] = set()
        for info in self._zip.infolist():
            shown = member_name(info)
            if shown.endswith("/"):
                continue
            error = self._objection(info, shown)
            if error is None and shown in seen:
                error = InputError("{member} is in {file} twice; the first was taken.", member=shown, file=self._name)
            seen.add(shown)
            found.append(Member(_harmless(shown), info, error))
        return found

    def part(self, name: str) -> bytes | None:
        """A member by its name, None where there is none."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        error = self._objection(info, name)
        if error is not None:
            raise error
        return self.read(info)

    def read(self, info: zipfile.ZipInfo, most: int = MAX_PART) -> bytes:
        """What a member holds, `most` bytes at most."""
        limit = min(most, self._left)
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if size > limit or (size > _RATIO_FROM and size > _MAX_RATIO * max(info.compress_size, 1)):
                        raise InputError(BOMB, member=_harmless(member_name(info)), file=self._name)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, struct.error) as error:
            raise self._broken(info) from error
        except (NotImplementedError, RuntimeError) as error:  # a method of packing or of encryption that it has not
            raise self._broken(info) from error
        return b"".join(chunks)

    def _broken(self, info: zipfile.ZipInfo) -> InputError:
        return InputError(
            "{member} in {file} is damaged or packed in an unknown way.",
            member=_harmless(member_name(info)),
            file=self._name,
        )

    def _objection(self, info: zipfile.ZipInfo, shown: str) -> InputError | None:
        values = {"member": _harmless(shown), "file": self._name}
        if info.flag_bits & _ENCRYPTED:
            return InputError("{member} in {file} is protected by a password.", "Unpack it first.", **values)
        if (info.external_attr >> 16) & 0o170000 == _SYMLINK:
            return InputError("{member} in {file} is a link and not a file.", **values)
        if leads_out(shown):
            return InputError("{member} in {file} has a name that leads out of the archive.", **values)
        if info.file_size > MAX_PART:
            return InputError(BOMB, **values)
        return None


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; those without a sign of Unicode were mostly packed by Windows in China."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def leads_out(name: str) -> bool:
    """Whether a name is not one of a place below the folder where an archive would be unpacked."""
    plain = name.replace("\\", "/")
    return (
        not plain
        or len(name) > _MAX_NAME
        or plain.startswith("/")
        or plain[1:2] == ":"
        or ".." in plain.split("/")
        or any(ord(ch) < 32 or ord(ch) == 127 for ch in name)
    )


def _harmless(name: str) -> str:
    """A name for reports: short and without control characters."""
    short = name if len(name) <= _MAX_NAME else f"{name[:100]}…{name[-100:]}"
    shown = "".join(ch if ord(ch) >= 32 and ord(ch) != 127 else "�" for ch in short)
    return shown.encode("utf-8", "replace").decode()


def _too_many(name: str) -> InputError:
    return InputError(
        "{file} has more than {n} files.", "Divide it into several archives.", file=name, n=f"{MAX_MEMBERS:,}"
    )


def _check_directory(name: str, data: bytes) -> None:
    """Refuses a table of contents that is too large, before anything of it is read."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise InputError(DAMAGED, file=name)
    count, size = struct.unpack_from("<HI", data, end + 10)
    locator = end - 20
    if locator >= 0 and data.startswith(_END_64_LOCATOR, locator):
        place = struct.unpack_from("<Q", data, locator + 8)[0]
        if place + 56 > len(data):
            raise InputError(DAMAGED, file=name)
        count, size = struct.unpack_from("<QQ", data, place + 32)
    if count > MAX_MEMBERS or size > _MAX_DIRECTORY:
        raise _too_many(name)
