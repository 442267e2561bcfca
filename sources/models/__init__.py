"""Publishers, speakers, sources and the exact words said in them: one module a subject."""

from sources.models.candidate import Candidate
from sources.models.original import Certainty, Original
from sources.models.publisher import Publisher
from sources.models.section import Section, SectionKind
from sources.models.source import DateBasis, HeldText, Source, SourceKind
from sources.models.speaker import Speaker, SpeakerKind
from sources.models.statement import AnchorState, Statement, StatementKind
from sources.models.suggestion import Decision, Suggestion

__all__ = [
    "AnchorState",
    "Candidate",
    "Certainty",
    "DateBasis",
    "Decision",
    "HeldText",
    "Original",
    "Publisher",
    "Section",
    "SectionKind",
    "Source",
    "SourceKind",
    "Speaker",
    "SpeakerKind",
    "Statement",
    "StatementKind",
    "Suggestion",
]
