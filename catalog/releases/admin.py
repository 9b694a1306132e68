"""The admin page of the releases: their DOIs, for Admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from catalog.admin_common.pages import admin_page, page, person
from catalog.releases.forms import DoiForm
from catalog.releases.selectors import releases, series_doi
from catalog.releases.services import ReleaseError, set_dois


@admin_page("catalog.change_releasedoi")
def dois(request: HttpRequest) -> HttpResponseBase:
    """`/admin/releases/`: the DOIs of the releases and of their series, to enter and correct."""
    form = DoiForm(request.POST or None, releases(), series_doi())
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_dois(form.dois(), person(request))
        except ReleaseError as error:
            form.add_error(None, str(error))
        else:
            text = "Saved. Pages, citations and metadata show the DOIs." if changed else "Nothing was changed."
            messages.success(request, text)
            return HttpResponseRedirect(request.path)
    return page(request, "admin/releases/dois.html", "Releases", form=form)
