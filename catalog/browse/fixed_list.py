"""A fixed list of a release's programs, as text that an address can hold.

The programs of a release are numbered by slug, from 0. A list is one bit for each of them, as
base64url: 363 programs take at most 62 letters.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable

LONGEST = 4000  # letters of an address
_LETTERS = re.compile(r"[\w-]+", re.ASCII)


def fixed(numbers: Iterable[int]) -> str:
    """Return the list of these numbers as text, empty for none."""
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return base64.urlsafe_b64encode(bits.to_bytes(-(-bits.bit_length() // 8), "little")).rstrip(b"=").decode()


def numbers_of(text: str) -> list[int]:
    """Return the numbers of a list that fixed() wrote, in order. Raise ValueError for any other text."""
    if not _LETTERS.fullmatch(text) or len(text) > LONGEST:
        raise ValueError("not a list")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not a list") from error
    bits = int.from_bytes(data, "little")
    numbers = [number for number in range(bits.bit_length()) if bits >> number & 1]
    if fixed(numbers) != text:  # one list has one spelling
        raise ValueError("not a list")
    return numbers
