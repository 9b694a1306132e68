"""What tests of second codings share: a person's coding of a program."""

import copy

from django.utils import timezone

from catalog.models import CodingTask, Program
from catalog.models.coding import Coding
from catalog.programs.codebook import current_codebook

SENTENCES = {
    "prepare": "A week of seminars on coaching colleagues opens the year.",
    "place": "Each teacher serves one year as a mentor of new colleagues.",
    "recognize": "Ten are named master teachers in public each spring.",
}


def coded_supports(*present, basis=("title",)):
    """The three supports as a person codes them; the named ones are present."""
    supports = {code: {"present": code in present, "evidence": sentence} for code, sentence in SENTENCES.items()}
    supports["recognize"]["basis"] = list(basis) if "recognize" in present else []
    return supports


def open_task(user, program):
    """Assign a program to a person without drawing."""
    return CodingTask.objects.create(user=user, program=program, assigned_at=timezone.now())


def supports_unlike_a(slug, *codes):
    """Coder A's supports of a program under the present codebook, but the other way round for these codes."""
    first = Coding.objects.get(coder="A", codebook=current_codebook(), program__slug=slug)
    supports = copy.deepcopy(first.supports)
    for code in codes:
        supports[code].update(present=not supports[code]["present"], evidence=SENTENCES[code])
    recognize = supports["recognize"]
    if not recognize["present"]:
        recognize["basis"] = []
    elif not recognize["basis"]:
        recognize["basis"] = ["title"]
    return supports


def program_of(slug):
    return Program.objects.get(slug=slug)
