"""Reading the statements and sources that many claims quote."""

from collections.abc import Collection
from typing import Any

from publication.models import Edition
from publication.reading import attach
from sources.models import Source, Statement


def attach_quoted(quoting: Collection[Any], citing: Collection[Any]) -> None:
    """Give links and followups their statements and sources, as far as the document of a claim
    reads them: the words themselves come from the editions of the sources."""
    keys = ("slug", "source", "speaker")
    statements = attach(quoting, "statement", Statement.objects.only(*keys))
    state = ("slug", "edition", "withdrawn_at")
    sources = attach([*statements, *citing], "source", Source.objects.only(*state))
    attach(sources, "edition", Edition.objects.all())
