"""A package's files as one zip, the same byte for byte, and the way back, which trusts nothing."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

from catalog.releases.package.contents import NAME, NotAPackage

SUMS = "SHA256SUMS"
LARGEST = 64 * 1024**2  # bytes; a package of ten thousand programs is smaller
_DIRECTORY = 64 * 1024  # bytes of the list of files at a zip's end; ours takes two thousand
_END = struct.Struct("<4s4H2LH")  # a zip's last record, PKWARE APPNOTE 4.3.16
_END_SIGNATURE, _ZIP64_SIGNATURE, _ZIP64_SIZE = b"PK\x05\x06", b"PK\x06\x07", 20
_FOLDER = re.compile(rf"{NAME}-[A-Za-z0-9.-]+", re.ASCII)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, struct.error)


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of each file, a line each, as ``sha256sum -c`` reads them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()


def zipped(folder: str, files: Mapping[str, bytes], date: datetime.date) -> bytes:
    """The files, in order, in one folder of a zip.

    They are stored, not compressed (another compressor makes other bytes), all of midnight of `date` and mode 0644.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{folder}/{name}", (date.year, date.month, date.day, 0, 0, 0))
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, content)
    return data.getvalue()


def unzipped(data: bytes, listing: Callable[[Sequence[str]], Sequence[str]]) -> tuple[str, dict[str, bytes]]:
    """The top folder of a zip and its files by name, which are those of `listing`, just as SHA256SUMS says.

    `listing` gives the files that a package with these files has to have, in order.

    Writes nothing, and takes no more memory than twice the zip. Raises NotAPackage for everything else.
    """
    _refuse_hostile(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            found = [member.orig_filename for member in members]
            names = listing([name.partition("/")[2] for name in found])
            folder = _folder(found, names)
            _refuse_compressed(members, len(data))
            files = {name: _content(archive, member, name) for name, member in zip(names, members, strict=True)}
    except NotAPackage:
        raise
    except _BROKEN as error:
        raise NotAPackage(f"it is not a whole zip file: {error!s:.200}") from None
    _refuse_changed(files)
    return folder, files


def _refuse_hostile(data: bytes) -> None:
    """Look at the zip's end before it is opened: a zip can list millions of files in a few bytes each."""
    if len(data) > LARGEST:
        raise NotAPackage(f"it has {len(data)} bytes; a package has at most {LARGEST}")
    if len(data) < _END.size or data[-_END.size :][:4] != _END_SIGNATURE:
        raise NotAPackage("it is not a zip file, or something stands behind its end")
    _, _, _, _, _, size, offset, _ = _END.unpack(data[-_END.size :])
    zip64 = data[-_END.size - _ZIP64_SIZE :].startswith(_ZIP64_SIGNATURE)
    if size > _DIRECTORY or zip64 or offset + size + _END.size != len(data):
        raise NotAPackage("its list of files is not that of a package: too long, or not at the end of the zip")


def _folder(found: Sequence[str], names: Iterable[str]) -> str:
    """The one folder that the files are in. Raises NotAPackage where they are not the files of a package, in order."""
    folder = found[0].partition("/")[0] if found else ""
    if not _FOLDER.fullmatch(folder):
        raise NotAPackage(f"its files are not in a folder {NAME}-<version>: {', '.join(found[:1])!r:.100}")
    wanted = [f"{folder}/{name}" for name in names]
    if missing := [name for name in wanted if name not in found]:
        raise NotAPackage(f"{missing[0]:.100} is missing")
    if extra := [name for name in found if name not in wanted]:
        raise NotAPackage(f"{extra[0]!r:.100} is no file of a package")
    if list(found) != wanted:
        raise NotAPackage("its files are told twice or in another order")
    return folder


def _refuse_compressed(members: Iterable[zipfile.ZipInfo], size: int) -> None:
    """Files that are compressed, locked or that overlap could be larger than the zip itself."""
    total = 0
    for member in members:
        total += member.file_size
        locked = member.flag_bits & 1
        if member.compress_type != zipfile.ZIP_STORED or locked or member.file_size != member.compress_size or total > size:
            raise NotAPackage(f"{member.filename:.100} is not simply stored")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    try:
        return archive.read(member)
    except _BROKEN as error:
        raise NotAPackage(f"{name} has been changed or cut: {error!s:.200}") from None


def _refuse_changed(files: Mapping[str, bytes]) -> None:
    right = sums({name: content for name, content in files.items() if name != SUMS})
    if len(files[SUMS]) != len(right):
        raise NotAPackage(f"{SUMS} does not tell just the files of the package")
    told = files[SUMS].splitlines()
    for line in right.splitlines():
        if line not in told:
            raise NotAPackage(f"{line.decode().partition('  ')[2]} is not as {SUMS} says")
    if files[SUMS] != right:
        raise NotAPackage(f"{SUMS} tells the files in another order")
