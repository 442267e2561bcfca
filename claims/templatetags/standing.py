"""The words and shapes of standings, relations and roles on the public pages."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Verdict
from claims.models.claim import ClaimKind, Role
from claims.models.followup import Basis, Relation
from claims.models.tag import TagGroup
from sources.templatetags import record

register = template.Library()

# A shape beside every word, so that colour is never the only signal.
SHAPES = {
    "open": "○",
    "supported": "●",
    "contradicted": "✕",
    "qualified": "◐",
    "disputed": "◧",
    "superseded": "▷",
    "retracted": "◁",
    "fulfilled": "■",
    "not_fulfilled": "□",
    "unverifiable": "◇",
}

ENUMERATIONS: dict[str, Any] = {
    **record.ENUMERATIONS,
    "verdict": Verdict,
    "claim": ClaimKind,
    "role": Role,
    "relation": Relation,
    "basis": Basis,
    "group": TagGroup,
}


@register.filter
def word(value: str, enumeration: str) -> str:
    """The label of a stored value: `not_fulfilled` is “not fulfilled”."""
    return str(ENUMERATIONS[enumeration](value).label)


@register.filter
def badge(verdict: str) -> SafeString:
    """The standing by its word and its shape."""
    return format_html(
        '<span class="standing {}"><span aria-hidden="true">{}</span> {}</span>',
        verdict,
        SHAPES[verdict],
        word(verdict, "verdict"),
    )


@register.filter
def shape(verdict: str) -> str:
    """The sign of a standing, for drawings."""
    return SHAPES[verdict]
