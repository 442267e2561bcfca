"""The enumerations of sources and statements, by the names that pages have for them."""

from typing import Any

from sources.models import AnchorState, DateBasis, SourceKind, SpeakerKind, StatementKind

ENUMERATIONS: dict[str, Any] = {
    "source": SourceKind,
    "statement": StatementKind,
    "anchor": AnchorState,
    "date_basis": DateBasis,
    "speaker": SpeakerKind,
}
