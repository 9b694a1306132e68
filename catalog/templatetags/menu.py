"""The admin's menu and what waits for the user, for the frame of every admin page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from catalog.admin.dashboard import DashboardFigure, figures, find_missing_publisher
from catalog.admin.menu.entries import MenuSection, WaitingLink, list_menu, list_waiting
from catalog.admin.menu.work import WorkCounts, work_of

register = template.Library()


@register.simple_tag(takes_context=True)
def admin_menu(context: Context) -> list[MenuSection]:
    """Return the menu's sections for the user; none for people who are not logged in."""
    work = _work(context)
    return list_menu(work, context["request"].path) if work else []


@register.simple_tag(takes_context=True)
def waiting(context: Context) -> list[WaitingLink]:
    """Return what waits for the user."""
    work = _work(context)
    return list_waiting(work) if work else []


@register.simple_tag(takes_context=True)
def start_page_figures(context: Context, research: bool) -> list[DashboardFigure]:
    """Return the start page's figures: those of research, or the daily ones."""
    work = _work(context)
    return [figure for figure in figures(work) if figure.is_research == research] if work else []


register.simple_tag(find_missing_publisher)


@register.filter
def name_columns(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the cells of a list's row, all but the box and the link with the name of their column in `data-label`."""
    return [_name_column(cell, capfirst(str(header["text"]))) for cell, header in zip(cells, headers, strict=False)]


def _name_column(cell: str, name: str) -> str:
    if not cell.startswith("<td") or "action-checkbox" in cell[:60]:
        return cell
    return format_html('<td data-label="{}"{}', name, mark_safe(cell[3:]))  # Django made the cell


def _work(context: Context) -> WorkCounts | None:
    request: HttpRequest | None = context.get("request")
    if request is None or not isinstance(user := getattr(request, "user", None), User):
        return None
    return work_of(request, user)
