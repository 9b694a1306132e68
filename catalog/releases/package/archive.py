"""Write a package's files as a reproducible zip, and read it back by its SHA256SUMS."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from collections.abc import Mapping

from catalog.releases.package.contents import NotAPackage

SUMS = "SHA256SUMS"
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_YEARS = range(1980, 2108)  # that a zip can hold


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the SHA-256 of each file in lines for ``sha256sum -c``."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()


def zip_files(folder: str, files: Mapping[str, bytes], date: datetime.date) -> bytes:
    """Return a zip with the files in one folder, dated midnight of `date`, with mode 0644.

    They are stored without compression, because compressors differ. Raises ValueError for a year that a zip cannot hold.
    """
    if date.year not in _YEARS:
        raise ValueError(f"its year must be {_YEARS.start} to {_YEARS.stop - 1}, not {date.year}")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{folder}/{name}", (date.year, date.month, date.day, 0, 0, 0))
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, content)
    return data.getvalue()


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their path below its one folder, without SHA256SUMS.

    Raises NotAPackage if it is not a whole zip, or its files are not those that SHA256SUMS lists.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    except Exception as error:  # zipfile raises many kinds of errors for a damaged file
        raise NotAPackage(f"it is not a whole zip file: {error}") from error
    if SUMS not in files:
        raise NotAPackage(f"{SUMS} is missing")
    listed = set(files.pop(SUMS).splitlines())
    if wrong := listed ^ set(sums(files).splitlines()):
        names = sorted({line.partition(b"  ")[2].decode(errors="replace") for line in wrong})
        raise NotAPackage(f"it is damaged. These files are not as {SUMS} says: {', '.join(names)}")
    return files
