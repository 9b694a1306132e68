"""Who may read and who may post to every address below /admin/. test_roles.py tries each address as every role.

The table below is the specification. The addresses are collected from the URL resolver, so one that is not in the
table fails the test: add a row with who may read it and who may post to it.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from catalog.confirmations.services import ask_program
from catalog.models import (
    AddedTerm,
    BulkEdit,
    Coding,
    CodingTask,
    ImportedFile,
    LinkCheck,
    LinkOutcome,
    Program,
    ProgramFamily,
    ProgramVersion,
    Verdict,
)
from catalog.organizations.services import propose_details
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.services import publish, save
from catalog.reviews.services import review
from catalog.schema.fields import FIELDS
from catalog.suggestions.services import suggest
from tests.factories import change, make_user
from tests.serving.roles import EVERYBODY
from typology import Support

pytestmark = pytest.mark.django_db

NOBODY: tuple[str, ...] = ()
SENDER = "visitor@sender.example"  # of the suggestion in world()
STAFF, VIEWERS, EDITORS, REVIEWERS, SUPERUSERS = (EVERYBODY[first:] for first in (1, 2, 3, 4, 6))


@dataclass(frozen=True)
class Row:
    """Who may read an address (`get`) and who may post to it (`post`).

    `of` is the key in `world()` of an address's one parameter; `arguments` maps several parameters to keys.
    `data` is posted: it must change something where that is allowed.
    """

    get: tuple[str, ...]
    post: tuple[str, ...] = NOBODY
    of: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def crud(model: str, of: str, *, see, change=NOBODY, add=NOBODY, delete=NOBODY, data=None) -> dict[str, Row]:
    """The five addresses of a model in Django's admin: `see` may read, the others may also write."""
    return {
        f"admin:{model}_changelist": Row(see, see),
        f"admin:{model}_add": Row(add, add, data=data or {}),
        f"admin:{model}_change": Row(see, change, of, data=data or {}),
        f"admin:{model}_delete": Row(delete, delete, of, data={"post": "yes"}),
        f"admin:{model}_history": Row(see, see, of),  # a post is answered as a read
    }


# merges two programs, whatever they differ in
KEEP_LEFT = {"left": "1", "right": "1", "survivor": "left", **{f"keep-{path}": "left" for path in FIELDS}}
KEEP_LEFT |= {f"keep-supports.{support.code}": "left" for support in Support}

TABLE: dict[str, Row] = {
    # the admin itself
    "admin:index": Row(STAFF, STAFF),
    "admin:login": Row(EVERYBODY, EVERYBODY),
    "admin:logout": Row(EVERYBODY, EVERYBODY),  # a GET leads to the button
    "admin_logout": Row(EVERYBODY, EVERYBODY),
    "admin:password_change": Row(STAFF, STAFF),
    "admin:password_change_done": Row(STAFF),
    "admin:jsi18n": Row(STAFF),
    # your own second factor; without one, the page of the code redirects to the start page
    "admin_code": Row(STAFF, STAFF),
    "admin_second_factor": Row(STAFF, STAFF),
    "admin:autocomplete": Row(NOBODY),
    "admin:view_on_site": Row(NOBODY, arguments={"content_type_id": "content_type", "object_id": "program"}),
    "admin:app_list": Row(VIEWERS, VIEWERS, arguments={"app_label": "app"}),
    # for people who cannot log in: a one-time link, and asking for one by e-mail where a mail server is set
    "admin_new_password": Row(EVERYBODY, EVERYBODY, arguments={"uidb64": "slug", "token": "slug"}),
    "admin_forgotten": Row(NOBODY),
    # help, for all who can sign in
    "admin_guide": Row(STAFF),
    "admin_guide_chapter": Row(STAFF, arguments={"chapter": "chapter"}),
    "admin_guide_codebook": Row(STAFF),
    "admin_guide_dictionary": Row(STAFF),
    # one's own setting
    "admin_notices": Row(STAFF, STAFF),
    # who did what: reviewers
    "admin_activity": Row(REVIEWERS),
    "admin_activity_csv": Row(REVIEWERS),
    # programs: the form saves and publishes; none is deleted
    **crud("catalog_program", "program", see=VIEWERS, add=EDITORS, change=EDITORS),
    "admin:catalog_program_import": Row(EDITORS, EDITORS),
    "admin:catalog_program_process_import": Row(EDITORS, EDITORS),
    "admin:catalog_program_export": Row(VIEWERS, VIEWERS),
    "admin_program_template": Row(EDITORS),
    "admin_derived": Row(EDITORS),
    "admin_alike": Row(EDITORS),
    "admin_week": Row(EDITORS),
    "admin_week_program": Row(EDITORS, EDITORS, arguments={"slug": "slug"}, data={"verdict": "still_true"}),
    "admin_quick_edit": Row(EDITORS, EDITORS, "program", data={"base": "2", "status": "ended"}),
    "admin_week_take_back": Row(EDITORS, EDITORS, arguments={"key": "review"}),
    # duplicates: editors propose a merge, reviewers retire
    "admin_duplicates": Row(EDITORS, EDITORS),
    "admin_merge_choose": Row(EDITORS, of="program"),
    "admin_merge": Row(EDITORS, EDITORS, arguments={"first": "alike", "second": "other"}, data=KEEP_LEFT),
    "admin_retire": Row(REVIEWERS, REVIEWERS, "program", data={"reason": "So."}),
    # asking programs to confirm: the round, one program with its link, revoking a link
    "admin_confirmations": Row(EDITORS),
    "admin_confirmation": Row(EDITORS, EDITORS, arguments={"slug": "slug"}),
    "admin_confirmation_revoke": Row(EDITORS, EDITORS, arguments={"key": "request"}),
    # pending changes and history: all read, reviewers decide, editors confirm what reviewers wrote and restore a version
    "admin_pending": Row(VIEWERS, REVIEWERS, data={"reason": "So."}),
    "admin_pending_program": Row(VIEWERS, REVIEWERS, "program", data={"decision": "So.", "reject": "1"}),
    # taking back: authors, reviewers what others wrote; a proposal only its author
    "admin_discard": Row(REVIEWERS, REVIEWERS, "draft", data={"number": "1"}),
    "admin_discard_draft": Row(REVIEWERS, REVIEWERS, "unfinished", data={"number": "1"}),
    "admin_withdraw": Row(EDITORS, NOBODY, "program", data={"number": "2"}),
    "admin_imported_file": Row(EDITORS, REVIEWERS, "imported"),
    # bulk edits: editors make them, all see what waits, others than the author decide
    "admin_bulk_edit": Row(EDITORS, EDITORS),
    "admin_bulk_edit_result": Row(VIEWERS, EDITORS, "bulk_edit", data={"shown": "0:0", "decision": "So."}),
    "admin_version": Row(VIEWERS, EDITORS, arguments={"pk": "program", "number": "number"}, data={"reason": "So."}),
    # second coding: editors code their tasks, all see disagreements, reviewers decide
    "admin_coding": Row(EDITORS, EDITORS),
    "admin_coding_task": Row(EDITORS, EDITORS, "task"),
    "admin_disagreements": Row(VIEWERS),
    "admin_disagreement": Row(VIEWERS, REVIEWERS, "coding", data={"reason": "So."}),
    # a program from its web page; links: all read, editors start checks
    "admin_begin": Row(EDITORS, EDITORS, data={"address": "no address"}),
    "admin_links": Row(VIEWERS),
    "admin_links_progress": Row(VIEWERS),
    "admin_links_replace": Row(EDITORS, EDITORS),
    "admin_preview": Row(EDITORS, EDITORS),
    "admin_preview_pending": Row(VIEWERS, of="program"),
    "admin_links_start": Row(EDITORS, EDITORS),
    "admin_links_again": Row(EDITORS, EDITORS),
    # suggestions come from visitors; all read, editors decide
    **crud("catalog_suggestion", "suggestion", see=VIEWERS),
    "admin:catalog_suggestion_accept": Row(EDITORS, EDITORS, "suggestion", data={"reason": "Done."}),
    "admin:catalog_suggestion_reject": Row(EDITORS, EDITORS, "suggestion", data={"reason": "Not so."}),
    # organizations come with programs; editors propose changes and drop unused ones, reviewers publish
    **crud("catalog_organization", "organization", see=VIEWERS, change=EDITORS, data={"website": "https://changed.example.org/"}),
    "admin_organization_rename": Row(EDITORS, EDITORS, "organization", data={"name": "Another Name"}),
    "admin_organization_merge": Row(EDITORS, EDITORS, "organization", data={"into": "Teach Plus"}),
    "admin_organization_change": Row(VIEWERS, REVIEWERS, "organization_change", data={"decision": "So.", "_reject": "1"}),
    "admin_organizations_export": Row(VIEWERS),
    "admin_organizations_import": Row(EDITORS, EDITORS, data={"rows": '[{"row": "2", "name": "No such name"}]', "basis": "x"}),
    "admin_organizations_waiting": Row(VIEWERS, EDITORS, data={"change": "1"}),
    "admin_organizations_unused": Row(EDITORS, EDITORS, data={"organization": "1"}),
    # vocabularies: editors see them, superusers add and change terms
    "admin_vocabulary": Row(EDITORS, EDITORS),
    "admin_term_add": Row(SUPERUSERS, SUPERUSERS, arguments={"name": "vocabulary"}),
    "admin_term": Row(SUPERUSERS, SUPERUSERS, "term"),
    "admin_term_retire": Row(SUPERUSERS, SUPERUSERS, "term", data={"reason": "Unused."}),
    "admin_term_return": Row(SUPERUSERS, SUPERUSERS, "retired", data={"reason": "It is back."}),
    # families of programs: reviewers
    "admin_families": Row(REVIEWERS, REVIEWERS, data={"name": "A family", "description": "It has programs."}),
    "admin_family": Row(REVIEWERS, REVIEWERS, "family", data={"name": "A family", "description": "It has programs."}),
    "admin_family_remove": Row(REVIEWERS, REVIEWERS, "family"),
    # releases: superusers enter their DOIs
    "admin_releases": Row(SUPERUSERS, SUPERUSERS, data={"series": "10.5281/zenodo.1", "2026.11": "10.5281/zenodo.2"}),
    # people: superusers only
    **crud("auth_user", "person", see=SUPERUSERS, add=SUPERUSERS, change=SUPERUSERS, delete=SUPERUSERS, data={"username": "x"}),
    "admin:auth_user_password_change": Row(SUPERUSERS, SUPERUSERS, "person", data={"password1": "a", "password2": "b"}),
    "admin:auth_user_link": Row(SUPERUSERS, SUPERUSERS, "person"),
    # logins and failed logins
    **crud("axes_accessattempt", "attempt", see=SUPERUSERS, change=SUPERUSERS, delete=SUPERUSERS),
    **crud("axes_accesslog", "log", see=SUPERUSERS, change=SUPERUSERS, delete=SUPERUSERS),
    **crud("axes_accessfailurelog", "failure", see=SUPERUSERS, change=SUPERUSERS, delete=SUPERUSERS),
}


def addresses() -> dict[str, URLPattern]:
    """Every address below admin/, by its name, or by its route if it has none."""

    def walk(patterns: list[Any], route: str, space: str):
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif here.startswith("admin/"):
                yield (space + pattern.name if pattern.name else here, pattern)

    return dict(walk(get_resolver().url_patterns, "", ""))


# Django's own: an object's address without "change/", which redirects; the catch-all
UNNAMED = re.compile(r"admin/\w+/\w+/<path:object_id>/|admin/\(\?P<url>\.\*\)\$")
ADDRESSES = {name: pattern for name, pattern in addresses().items() if not UNNAMED.fullmatch(name)}


@pytest.fixture
def world(a_record) -> dict[str, Any]:
    """One object for every parameter of an address."""
    writer = make_user("writer")
    record = change(a_record, slug="the-program", name="The Program")
    program = publish(None, record, writer)
    save(program, change(record, founded=1999), writer)
    draft = save(None, change(a_record, slug="the-draft", name="The Draft"), writer)
    facts = {"kind": "correction", "text": "It is open to all.", "program": program, "email": SENDER}
    now = program.updated
    term = {"vocabulary": "focus", "label": "A term", "definition": "It is a term.", "phrase": "a term"}
    agent = {"ip_address": "10.0.0.1", "user_agent": "x", "path_info": "/"}
    return {
        "app": "catalog",
        "content_type": ContentType.objects.get_for_model(Program).pk,
        "program": program.pk,
        "slug": program.slug,
        "chapter": "the-weekly-queue",
        "number": 1,
        "draft": draft.pk,
        "alike": Program.objects.get(slug="la-teacher-leader-advisors").pk,
        "other": Program.objects.get(slug="la-teacher-leaders").pk,
        "unfinished": save_draft(None, "Begun", {}, writer).pk,
        "imported": ImportedFile.objects.create(name="programs.csv", user=writer, time=program.updated).pk,
        "bulk_edit": BulkEdit.objects.create(summary="Status: Ended", reason="So.", user=writer, time=program.updated).pk,
        "version": ProgramVersion.objects.get(program=program, state="pending").pk,
        "suggestion": suggest(facts, uuid.uuid4(), "10.0.0.1").pk,
        "organization": program.sponsor_id,
        "organization_change": propose_details(program.sponsor, {"website": "https://sponsor.example.org/"}, writer).pk,
        "person": make_user("person", "Editor").pk,
        "review": review(Program.objects.get(slug="nyc-big-apple-awards"), writer, Verdict.CANT_TELL).review.pk,
        "request": ask_program(program, writer).pk,
        "family": ProgramFamily.objects.get(slug="noyce").pk,
        "vocabulary": "focus",
        "term": AddedTerm.objects.create(code="one", since=2, **term).pk,
        "retired": AddedTerm.objects.create(code="two", since=2, deprecated=2, **term).pk,
        "link": LinkCheck.objects.create(url="https://example.org/dead", checked=now, outcome=LinkOutcome.DEAD).pk,
        "coding": next(coding.pk for coding in Coding.objects.filter(coder="B") if differs(coding)),
        "task": CodingTask.objects.create(program=program, user=writer, assigned_at=now).pk,
        "attempt": AccessAttempt.objects.create(**agent, failures_since_start=1).pk,
        "log": AccessLog.objects.create(**agent).pk,
        "failure": AccessFailureLog.objects.create(**agent).pk,
    }


def differs(coding: Coding) -> bool:
    """Whether a second coding finds other supports than coder A's under the same codebook."""
    first = Coding.objects.get(program=coding.program, coder="A", codebook=coding.codebook)
    return any(coding.supports[code]["present"] != first.supports[code]["present"] for code in coding.supports)


def address_of(name: str, row: Row, world: dict[str, Any]) -> str:
    parameters = set(ADDRESSES[name].pattern.converters) | set(re.findall(r"\?P<(\w+)>", str(ADDRESSES[name].pattern)))
    named = row.arguments or dict.fromkeys(parameters, row.of)
    assert set(named) == parameters, f"{name} takes {parameters}: name in its row the keys of world() for them"
    return reverse(name, kwargs={parameter: world[of] for parameter, of in named.items()})


def test_every_admin_address_is_in_the_table():
    missing, obsolete = sorted(ADDRESSES.keys() - TABLE.keys()), sorted(TABLE.keys() - ADDRESSES.keys())
    assert not missing, f"Add rows to TABLE in {__file__} with who may read and who may post to: {', '.join(missing)}"
    assert not obsolete, f"Remove from TABLE in {__file__} addresses that no longer exist: {', '.join(obsolete)}"
