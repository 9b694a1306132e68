"""Propose and publish changes of organizations, as an editor and a reviewer do."""

from catalog.models import (
    Organization,
    OrganizationChange,
    Program,
    Publication,
)
from catalog.organizations.services import (
    effects_of,
    propose_merge,
    propose_rename,
    publish_change,
)
from catalog.programs.published_records import published_records

OLD, NEW = "Teach Plus", "Teach Plus United"


def organization(name=OLD):
    return Organization.objects.get(name=name)


def sponsored():
    """A published program of the organization."""
    return Program.objects.filter(sponsor__name=OLD, publication=Publication.PUBLISHED).first()


def basis(one, *, name="", into=None):
    kind = "merge" if into else "rename"
    return effects_of(OrganizationChange(organization=one, kind=kind, new=name, into=into)).basis


def propose(user, name=NEW, of=OLD, reason=""):
    one = organization(of)
    return propose_rename(one, name, user, reason, basis=basis(one, name=name))


def propose_into(user, old, new):
    one, into = organization(old), organization(new)
    return propose_merge(one, into, user, basis=basis(one, into=into))


def publish_now(pending, user):
    effects = effects_of(pending)
    return publish_change(pending, user, basis=effects.basis if effects else "")


def public():
    return {entry.record.slug: entry.record for entry in published_records()}


def named(records, name):
    return {slug for slug, record in records.items() if name in (record.sponsor, *record.partners)}
