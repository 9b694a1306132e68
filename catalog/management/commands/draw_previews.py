"""manage.py draw_previews"""

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
            (folder / f"{name}.png").write_bytes(vl_convert.svg_to_png(draw_preview(name), scale=1))
        self.stdout.write(f"{len(PREVIEWS)} pictures drawn.")
