"""Pages for people who cannot sign in: set a password with a one-time link, and ask for a link by e-mail."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from catalog.accounts.password_links import send_link
from catalog.admin_common.pages import NOT_LET_IN, page

_PAUSE = 15 * 60  # seconds between two e-mails to one person


class NewPasswordView(PasswordResetConfirmView):
    """`/admin/password/<key>/<token>/`: the page of a one-time link. A new password also ends a lock of that user's sign-in."""

    template_name = "admin/accounts/new_password.html"
    success_url = reverse_lazy("admin:login")
    title = "Choose your password"

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = super().get_context_data(**kwargs)
        title = self.title if self.validlink else "This link does not work"
        return {**admin.site.each_context(self.request), **own, **NOT_LET_IN, **sign_in_help(), "title": title}

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        response = super().form_valid(form)
        reset(username=form.user.get_username())
        messages.success(self.request, f"Your password is set. Log in as {form.user.get_username()}.")
        return response


class ForgottenForm(forms.Form):
    """The e-mail address of a user."""

    email = forms.EmailField(label="Your e-mail address", max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))


@never_cache
@csrf_protect
def forgotten(request: HttpRequest) -> HttpResponse:
    """`/admin/password/`: e-mails a one-time link, where a mail server is set. The answer does not say who has an account."""
    if not settings.ALERTS:
        raise Http404("No mail server is set.")
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        for user in User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True, is_staff=True):
            if cache.add(f"password-link-{user.pk}", True, _PAUSE):
                send_link(request, user)
        messages.success(request, "If an account has this address, a link is on its way. It can take a few minutes.")
        return HttpResponseRedirect(reverse("admin:login"))
    status = 422 if form.errors else 200
    return page(
        request, "admin/accounts/forgotten.html", "Forgot your password?", status, form=form, **NOT_LET_IN, **sign_in_help()
    )


def sign_in_help() -> dict[str, Any]:
    """Return whom to ask for help with signing in, and whether links are sent by e-mail."""
    return {"contact": settings.CONTACT_EMAIL, "by_mail": settings.ALERTS}
