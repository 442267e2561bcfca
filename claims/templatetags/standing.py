"""The words and shapes of standings, relations and roles on the public pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.vocabulary import label

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

register.filter("word", label)


@register.filter
def badge(verdict: str) -> SafeString:
    """The standing by its word and its shape."""
    return format_html(
        '<span class="standing {}"><span aria-hidden="true">{}</span> {}</span>',
        verdict,
        SHAPES[verdict],
        label(verdict, "verdict"),
    )


@register.filter
def shape(verdict: str) -> str:
    """The sign of a standing, for drawings."""
    return SHAPES[verdict]
