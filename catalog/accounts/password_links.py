"""One-time links with which a person sets a password, and the page where an Admin makes one."""

from __future__ import annotations

import threading
from typing import Any

from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.http import urlsafe_base64_encode
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from catalog.admin_common.pages import page
from catalog.common.urls import absolute

DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400


def make_link(request: HttpRequest, user: User) -> str:
    """Return an address at which this user sets a password. It works once, for DAYS days, until their next sign-in."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return absolute(request, reverse("admin_new_password", args=[key, default_token_generator.make_token(user)]))


def send_link(request: HttpRequest, user: User) -> None:
    """E-mail a link to a user, in a thread of its own: no answer waits for the mail server or shows who has an account."""
    context = {"link": make_link(request, user), "user": user, "days": DAYS}
    body = render_to_string("admin/accounts/password_mail.txt", context)
    mail = EmailMessage("A link to set your password", body, to=[user.email])
    threading.Thread(target=mail.send, kwargs={"fail_silently": True}, name="password-link", daemon=True).start()


class NewPersonForm(forms.ModelForm):  # Django's class takes no argument at run time
    """A new user without a password: they choose it with a one-time link."""

    class Meta:
        model = User
        fields = ("username",)
        field_classes = {"username": UsernameField}

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("A user with this name exists already.")
        return name

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class PasswordLinkMixin(admin.ModelAdmin):
    """Users who choose their own password through a one-time link. An action unlocks their sign-in."""

    def get_urls(self) -> list[URLPattern]:
        view = never_cache(self.admin_site.admin_view(self.password_link))
        return [path("<int:pk>/link/", view, name="auth_user_link"), *super().get_urls()]

    def password_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`/admin/auth/user/<pk>/link/`: a POST makes a one-time link, and shows it or sends it by e-mail."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        mailable, link = bool(settings.ALERTS and user.email), ""
        if request.method == "POST" and user.is_active:
            by_mail = mailable and "_email" in request.POST
            self.log_change(request, user, f"One-time link {'sent by e-mail' if by_mail else 'made'}.")
            if by_mail:
                send_link(request, user)
                messages.success(request, f"A one-time link is on its way to {user.email}.")
                return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
            link = make_link(request, user)
        context: dict[str, Any] = {"person": user, "link": link, "mailable": mailable, "days": DAYS, "opts": self.opts}
        return page(request, "admin/accounts/password_link.html", "One-time link", **context)

    @admin.display(description="password")
    def password_state(self, person: Any) -> str | SafeString:
        if person.pk is None:
            return "Not set"
        state = "Set" if person.has_usable_password() else "Not set yet"
        return format_html('{}. <a href="{}">Make a one-time link</a>', state, reverse("admin:auth_user_link", args=[person.pk]))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page to type somebody else's password leads to the link. One's own password has its own page."""
        person = self.get_object(request, id)
        return self.password_link(request, person.pk if person else 0)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, f"{obj} was added. Now make a one-time link with which they choose a password.")
        return HttpResponseRedirect(reverse("admin:auth_user_link", args=[obj.pk]))

    @admin.action(description="Unlock the sign-in of the chosen people: forget their failed logins", permissions=["change"])
    def unlock(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        unlocked = [person for person in chosen if reset(username=person.get_username())]
        for person in unlocked:
            self.log_change(request, person, "Unlocked the sign-in.")
        count = len(unlocked)
        text = f"Failed logins of {count} {'person' if count == 1 else 'people'} forgotten. They can sign in again at once."
        self.message_user(request, text if count else "None of them was locked out.", messages.SUCCESS)
