"""The database tables, one subject per module."""

from catalog.models.alert import Alert, AlertMail
from catalog.models.bulk_edit import BulkEdit
from catalog.models.coding import CoderKind, Coding, CodingDecision, CodingTask
from catalog.models.confirmation import ConfirmationRequest
from catalog.models.distinct_pair import DistinctPair
from catalog.models.draft import UnfinishedDraft
from catalog.models.imported_file import ImportedFile
from catalog.models.link import LinkCheck, LinkOutcome, LinkRun
from catalog.models.organization import FormerOrganizationName, Organization
from catalog.models.organization_change import OrganizationChange, OrganizationChangeKind, OrganizationChangeState
from catalog.models.pending_import import PendingImport
from catalog.models.person import NoticeSetting, SecondFactorRequirement
from catalog.models.program import FormerSlug, Program, ProgramFamily, Publication
from catalog.models.release import Release, ReleaseDoi, ReleasedProgram
from catalog.models.review import Review, Verdict
from catalog.models.revision import Revision
from catalog.models.suggestion import Suggestion, SuggestionKind, SuggestionOrigin, SuggestionState
from catalog.models.term import AddedTerm, TermChange, TermChangeKind
from catalog.models.version import ProgramVersion, VersionState

__all__ = [
    "AddedTerm",
    "Alert",
    "AlertMail",
    "BulkEdit",
    "CoderKind",
    "Coding",
    "CodingDecision",
    "CodingTask",
    "ConfirmationRequest",
    "DistinctPair",
    "FormerOrganizationName",
    "FormerSlug",
    "ImportedFile",
    "LinkCheck",
    "LinkOutcome",
    "LinkRun",
    "NoticeSetting",
    "Organization",
    "OrganizationChange",
    "OrganizationChangeKind",
    "OrganizationChangeState",
    "PendingImport",
    "Program",
    "ProgramFamily",
    "ProgramVersion",
    "Publication",
    "Release",
    "ReleaseDoi",
    "ReleasedProgram",
    "Review",
    "Revision",
    "SecondFactorRequirement",
    "Suggestion",
    "SuggestionKind",
    "SuggestionOrigin",
    "SuggestionState",
    "TermChange",
    "TermChangeKind",
    "UnfinishedDraft",
    "Verdict",
    "VersionState",
]
