"""The editors' desk for publishers, speakers, sources and statements: one module a subject."""

from sources.admin.publisher import PublisherAdmin
from sources.admin.source import SourceAdmin
from sources.admin.speaker import SpeakerAdmin
from sources.admin.statement import StatementAdmin

__all__ = ["PublisherAdmin", "SourceAdmin", "SpeakerAdmin", "StatementAdmin"]
