"""manage.py draw_previews"""

import struct
import zlib
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.common.preview import PREVIEWS, draw_preview


class Command(BaseCommand):
    """Draw the pictures of links again, after their words changed; the files are part of the repository."""

    help = "Draw the pictures that chats and social networks show next to a link, into static/public/preview/."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "static/public/preview"
        folder.mkdir(parents=True, exist_ok=True)
        for name in PREVIEWS:
            (folder / f"{name}.png").write_bytes(_pack(vl_convert.svg_to_png(draw_preview(name), scale=1)))
        self.stdout.write(f"{len(PREVIEWS)} pictures drawn.")


def _pack(png: bytes) -> bytes:
    """Return a PNG with its pixels compressed as much as possible: a third of the size."""
    chunks, place = [], 8
    while place < len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + size]))
        place += size + 12
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    [header] = [data for kind, data in chunks if kind == b"IHDR"]
    packed = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    written = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in packed)
    return png[:8] + b"".join(written)
