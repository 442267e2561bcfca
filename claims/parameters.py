"""What the public addresses can be asked, as OpenAPI has it: made from the filters and the forms.

A value that these schemas allow is accepted, and one that they forbid is refused. The site also
takes what the schemas leave out for brevity: white space around a value, intervals of dates, and
years before 1000 or from 9900 on.
"""

from typing import Any

from django import forms

from claims.embedding import LEAST
from claims.filters import DEFAULT_SORT, ID_FILTERS, MOST_TAGS, REPEATABLE, ClaimFilter
from claims.forms import AsOfForm
from claims.views.card import MOST
from claims.views.export import MOST_CHANGES
from publication.keyset import MOST_PER_PAGE, PER_PAGE
from publication.schema import ADDRESS, ID, Schema
from sources.forms import PeriodField
from sources.schema import ONE_DATE

Parameter = dict[str, Any]

# No text that anybody could look for holds a NUL, which the site refuses everywhere.
WORDS: Schema = {"type": "string", "pattern": "^[^\\u0000]*$"}

MEANINGS = {
    "q": "All these words, or “quoted phrases”, in the claim, its quotations, questions, "
    "summaries, speakers, tags, titles of sources or notes.",
    "standing": "Stands so; repeated: any of them.",
    "tag": "Has this tag; repeated: all of them.",
    "kind": "Is of this kind.",
    "speaker": "Has a statement by this speaker; repeated: any of them.",
    "source": "Rests on this source, by a statement or as evidence.",
    "statement": "Rests on this statement, or has it as evidence.",
    "publisher": "Rests on a source that it issued, or on words first said there.",
    "basis": "Has evidence of this basis.",
    "said_after": "Has a statement on or after this date.",
    "said_before": "Has a statement on or before this date.",
    "due_before": "Is due on or before this date.",
    "overdue": "Whether the due date has passed and nothing has settled the claim.",
    "as_of": "What had surely been said and found by the end of this date.",
    "sort": "The order; together with as_of only first_said, -first_said and due.",
}


def parameter(name: str, schema: Schema, about: str, **more: Any) -> Parameter:
    """An empty value is none, as a form sends it, except where `more` says otherwise."""
    field = {"name": name, "in": "query", "description": about, "schema": schema}
    return {**field, "allowEmptyValue": True, **more}


def as_sent(name: str, schema: Schema, about: str, **more: Any) -> Parameter:
    """A parameter that cannot be empty."""
    return parameter(name, schema, about, allowEmptyValue=False, **more)


def whole(least: int, most: int, default: int | None = None) -> Schema:
    limits: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return limits if default is None else {**limits, "default": default}


def of_claim_filter() -> list[Parameter]:
    """One for each filter of the list of claims, by the class of its field."""
    return [of_filter(name, found) for name, found in ClaimFilter.base_filters.items()]


def of_filter(name: str, found: Any) -> Parameter:
    if name in ID_FILTERS:
        schema = ID
    elif choices := found.extra.get("choices"):
        schema = {"type": "string", "enum": [value for value, label in choices]}
    elif issubclass(found.field_class, PeriodField):
        schema = ONE_DATE
    else:
        schema = {**WORDS, "maxLength": found.extra["max_length"]}
    if name in REPEATABLE:
        most = {"maxItems": MOST_TAGS} if name == "tag" else {}
        several = {"type": "array", "items": schema, **most}
        return as_sent(name, several, MEANINGS[name], style="form", explode=True)
    default = {"default": DEFAULT_SORT} if name == "sort" else {}
    return parameter(name, {**schema, **default}, MEANINGS[name])


def of_form(form: type[forms.Form]) -> list[Parameter]:
    """One for each field of a form whose fields all are dates."""
    return [parameter(name, ONE_DATE, MEANINGS[name]) for name in form.base_fields]


AS_OF = of_form(AsOfForm)
PAGING = [
    parameter("per_page", whole(1, MOST_PER_PAGE, PER_PAGE), "How many at once."),
    parameter(
        "cursor",
        {"type": "string", "format": "cursor", "pattern": "^[A-Za-z0-9_-]+$"},
        "Where a page begins: taken from `next` of the page before, never made.",
    ),
]
CHANGES = [
    parameter("after", whole(0, 10**18, 0), "Editions with a higher number than this."),
    parameter("limit", whole(1, MOST_CHANGES, MOST_CHANGES), "At most so many."),
]
OEMBED = [
    as_sent("url", ADDRESS, "The full address of the page of a claim.", required=True),
    parameter("maxwidth", whole(LEAST, MOST), "The frame is no wider than so many pixels."),
    parameter("maxheight", whole(LEAST, MOST), "The frame is no higher than so many pixels."),
    as_sent("format", {"type": "string", "enum": ["json"]}, "Other formats answer 501."),
]
KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an earlier answer; 304 where nothing has changed since.",
    "schema": {"type": "string"},
}
