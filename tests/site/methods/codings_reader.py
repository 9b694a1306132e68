"""Read what pages print of codings: the methods page's comparisons, a program's codings."""

from catalog.coding import tasks
from catalog.models import Program
from tests.coding.codings import open_task, supports_unlike_a
from tests.helpers import page, plain_text

SUPPORTS = ("prepare", "place", "recognize")
# as found in the file: coder B does not see a program prepare, another recognize
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


def panels(client, slug, query=""):
    """The codings after the first as the program page shows them: (codebook, coders, differing supports, changed)."""
    return [
        tuple(panel[f"data-{name}"] for name in ("codebook", "coders", "differs", "changed"))
        for panel in page(client, f"/programs/{slug}/{query}").all(".second-coding")
    ]


def methods(client):
    return page(client, "/methods/")


def comparisons(shown):
    """The comparisons of the methods page, in order: (codebook, coders, rules) -> section."""
    return {
        tuple(part[f"data-{name}"] for name in ("codebook", "coders", "rules")): part for part in shown.all("section.comparison")
    }


def comparison(shown, codebook, coders):
    return shown.one(f'section.comparison[data-codebook="{codebook}"][data-coders="{coders}"]')


def row(part, name, code):
    """The cells of one row of a comparison's tables, as text."""
    return [plain_text(cell) for cell in part.select_one(f'tr[data-{name}="{code}"]').select("th, td")]


def settled(part):
    """How the disagreements of a comparison were decided: (decided, for the first, for the second, open)."""
    [line] = part.select("p[data-decided]")
    return tuple(int(line[f"data-{name}"]) for name in ("decided", "for-first", "for-second", "open"))


AB, AC = ("1", "A-B"), ("2", "A-C")


def coded(user, slug, *codes, page="https://example.org/read"):
    """What a person codes otherwise than coder A."""
    return tasks.code(open_task(user, Program.objects.get(slug=slug)), supports_unlike_a(slug, *codes), page, "medium")
