"""The tables of the catalog, one module per idea."""

from catalog.models.coding import CoderKind, Coding, CodingDecision, CodingTask
from catalog.models.evidence import Source, SupportEvidence
from catalog.models.link import LinkCheck, LinkOutcome, LinkRun
from catalog.models.organization import Organization
from catalog.models.person import SecondFactorRequirement
from catalog.models.program import FormerSlug, Partner, Program, Publication
from catalog.models.release import Release, ReleasedProgram
from catalog.models.review import DistinctPair, MonthlyViews, Review, Verdict
from catalog.models.revision import Revision
from catalog.models.suggestion import Suggestion, SuggestionKind, SuggestionState
from catalog.models.version import ProgramVersion, VersionState
from catalog.models.vocabulary import Term

__all__ = [
    "CoderKind",
    "Coding",
    "CodingDecision",
    "CodingTask",
    "DistinctPair",
    "FormerSlug",
    "LinkCheck",
    "LinkOutcome",
    "LinkRun",
    "MonthlyViews",
    "Organization",
    "Partner",
    "Program",
    "ProgramVersion",
    "Publication",
    "Release",
    "ReleasedProgram",
    "Review",
    "Revision",
    "SecondFactorRequirement",
    "Source",
    "Suggestion",
    "SuggestionKind",
    "SuggestionState",
    "SupportEvidence",
    "Term",
    "Verdict",
    "VersionState",
]
