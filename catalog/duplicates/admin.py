"""The admin page of likely duplicates, side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin_common.pages import admin_page, page, person
from catalog.duplicates.selectors import count_open_pairs, open_pairs
from catalog.duplicates.services import keep_apart
from catalog.models import Program

MOST = 50  # pairs on the page; the next ones follow as these are settled


@admin_page("catalog.change_program")
def duplicates(request: HttpRequest) -> HttpResponse:
    """`/admin/duplicates/`: pairs to review; a POST of `first` and `second` marks them as two programs."""
    if request.method != "POST":
        pairs, count = open_pairs(MOST), count_open_pairs()
        return page(request, "admin/duplicates/duplicates.html", "Likely duplicates", pairs=pairs, count=count)
    keys = [request.POST.get(name, "") for name in ("first", "second")]
    known = {str(program.pk): program for program in Program.objects.filter(pk__in=filter(_is_key, keys))}
    if keys[0] == keys[1] or not all(key in known for key in keys):
        messages.error(request, "Nothing was changed: one of the two programs was not found. Reload the page.")
    else:
        first, second = (known[key] for key in keys)
        keep_apart(first, second, person(request))
        messages.success(request, f"“{first.name}” and “{second.name}” are now marked as two programs.")
    return HttpResponseRedirect(reverse("admin_duplicates"))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
