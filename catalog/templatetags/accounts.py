"""Whom to ask for help with signing in, for the login page."""

from django import template

from catalog.accounts.password_views import sign_in_help

register = template.Library()
register.simple_tag(sign_in_help)
