"""The words and shapes of standings, relations and roles on the public pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Verdict
from claims.models.claim import ClaimKind, Role
from claims.models.followup import Basis, Relation
from sources.models import SourceKind, StatementKind

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

ENUMERATIONS = {
    "verdict": Verdict,
    "claim": ClaimKind,
    "role": Role,
    "relation": Relation,
    "basis": Basis,
    "source": SourceKind,
    "statement": StatementKind,
}


@register.filter
def word(value: str, enumeration: str) -> str:
    """The label of a stored value: `not_fulfilled` is “not fulfilled”."""
    return str(ENUMERATIONS[enumeration](value).label)


@register.filter
def badge(verdict: str) -> SafeString:
    """The standing by its word and its shape."""
    return format_html(
        '<span class="standing"><span aria-hidden="true">{}</span> {}</span>',
        SHAPES[verdict],
        word(verdict, "verdict"),
    )
