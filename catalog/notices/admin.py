"""The page on which a person turns the e-mails about what waits for them on or off."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from catalog.admin_common.pages import page, person
from catalog.notices.selectors import find_setting
from catalog.notices.services import choose_notices


class NoticeForm(forms.Form):
    """On or off."""

    is_wanted = forms.BooleanField(label="Send me an e-mail when something new waits for me", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def _notices(request: HttpRequest) -> HttpResponseBase:
    """`/admin/notices/`: one's own setting."""
    user = person(request)
    form = NoticeForm(request.POST if request.method == "POST" else None, initial={"is_wanted": find_setting(user).is_wanted})
    if form.is_valid():
        choose_notices(user, form.cleaned_data["is_wanted"])
        messages.success(request, f"E-mail about what waits for you is {'on' if form.cleaned_data['is_wanted'] else 'off'}.")
        return HttpResponseRedirect(request.path)
    return page(
        request, "admin/notices/notices.html", "E-mail about what waits", form=form, address=user.email, by_mail=settings.ALERTS
    )


notices = admin.site.admin_view(_notices)
