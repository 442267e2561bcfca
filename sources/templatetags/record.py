"""Dates in words, with the uncertainty that the source has and no precision that it has not."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publication.canonical import timestamp
from sources.dates import in_words

register = template.Library()

# What HTML allows in a datetime attribute: a year, a month or a day. An interval or a season is
# none of these and stays plain text.
SINGLE = re.compile(r"(\d{4}(?:-(?:0\d|1[0-2])(?:-\d{2})?)?)[?~%]?")


@register.filter
def when(value: dict[str, Any] | None) -> str | SafeString:
    """A date object in words, in a `<time>` element where it is one day, month or year."""
    if value is None:
        return "date not known"
    words = in_words(value["edtf"])
    single = SINGLE.fullmatch(value["edtf"])
    return format_html('<time datetime="{}">{}</time>', single[1], words) if single else words


@register.filter
def since(value: dict[str, Any]) -> SafeString:
    """“since 1 March 2012”, or “since some time between …” where the day is not known."""
    words = when(value)
    return format_html("since some time {}" if words.startswith("between") else "since {}", words)


@register.filter
def day(value: date | str) -> SafeString:
    """A day, as `date` or in ISO form: 1 March 2012."""
    text = value if isinstance(value, str) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', text, in_words(text))


@register.filter
def moment(value: datetime | str) -> SafeString:
    """A moment of this record, to the minute, in UTC."""
    text = value if isinstance(value, str) else timestamp(value)
    words = f"{in_words(text[:10])}, {text[11:16]} UTC"
    return format_html('<time datetime="{}">{}</time>', text, words)
