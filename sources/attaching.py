"""Attaching the text of a document to its source, found by the SHA-256 of the file."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from sources.importing.storing import keep, text_of
from sources.models import AnchorState, HeldText, Source, Statement


@dataclass(frozen=True)
class Attached:
    """What came of attaching a file: its source, and the statements that are not exact in it."""

    source: Source
    statements: int
    not_exact: list[Statement]
    held_before: bool


def attach(content: bytes, name: str = "") -> Attached:
    """Hold this file's text, unaltered, and compute the anchors of its statements anew.

    Raises ValidationError, having changed nothing, where no source is made of this very file or
    the text is not what the source says.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    source = Source.objects.filter(sha256=sha256).first()
    if source is None:
        raise ValidationError(f"No source has the SHA-256 {sha256}.")
    document = text_of(source, content, name)
    with transaction.atomic():
        held_before = HeldText.objects.filter(source=source, text=document.text).exists()
        if not held_before:
            keep(source, content, document)
        source.anchor_statements()
    statements = list(source.statements.select_related("speaker").in_document_order())
    not_exact = [item for item in statements if item.anchor != AnchorState.EXACT]
    return Attached(source, len(statements), not_exact, held_before)
