"""The way that words took, and a link to where they stand in the original page."""

from typing import Any

from django import template

from sources.provenance import Chain, chain, hand_in_words
from sources.text_fragment import text_link

register = template.Library()


@register.filter
def way(statement: dict[str, Any]) -> Chain:
    return chain(statement)


@register.filter
def hand(of: Chain) -> str:
    return hand_in_words(of)


@register.filter
def words_link(statement: dict[str, Any]) -> str | None:
    """For browsers that can show the words there; None where there is no such page."""
    words, url = statement["selector"][0], statement["source"]["url"]
    return text_link(url, words["exact"], words["prefix"], words["suffix"])
