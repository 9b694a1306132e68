"""The tables of the catalog, one module per idea."""

from catalog.models.coding import Coding
from catalog.models.evidence import Source, SupportEvidence
from catalog.models.organization import Organization
from catalog.models.program import FormerSlug, Partner, Program, Publication
from catalog.models.release import Release, ReleasedProgram
from catalog.models.revision import Revision
from catalog.models.suggestion import Suggestion, SuggestionKind, SuggestionState
from catalog.models.version import ProgramVersion, VersionState
from catalog.models.vocabulary import Term

__all__ = [
    "Coding",
    "FormerSlug",
    "Organization",
    "Partner",
    "Program",
    "ProgramVersion",
    "Publication",
    "Release",
    "ReleasedProgram",
    "Revision",
    "Source",
    "Suggestion",
    "SuggestionKind",
    "SuggestionState",
    "SupportEvidence",
    "Term",
    "VersionState",
]
