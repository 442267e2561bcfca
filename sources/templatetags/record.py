"""Dates in words, with the uncertainty that the source has and no precision that it has not; the
words of stored values, and texts with what is quoted from them."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from publication.canonical import timestamp
from sources.dates import in_words, since_in_words
from sources.highlights import marked_text
from sources.vocabulary import ENUMERATIONS

register = template.Library()

# What HTML allows in a datetime attribute: a year, a month or a day. An interval or a season is
# none of these and stays plain text.
SINGLE = re.compile(r"(\d{4}(?:-(?:0\d|1[0-2])(?:-\d{2})?)?)[?~%]?")


@register.filter
def when(value: dict[str, Any] | None) -> str | SafeString:
    """A date object in words, in a `<time>` element where it is one day, month or year."""
    if value is None:
        return in_words("")
    words = in_words(value["edtf"])
    single = SINGLE.fullmatch(value["edtf"])
    return format_html('<time datetime="{}">{}</time>', single[1], words) if single else words


@register.filter
def since(value: dict[str, Any]) -> SafeString:
    """“since 1 March 2012”, or “since some time between …” where the day is not known."""
    return format_html(since_in_words(value["edtf"]), date=when(value))


@register.filter
def day(value: date | str) -> SafeString:
    """A day, as `date` or in ISO form: 1 March 2012."""
    text = value if isinstance(value, str) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', text, in_words(text))


@register.filter
def moment(value: datetime | str) -> SafeString:
    """A moment of this record, to the minute, in UTC."""
    text = value if isinstance(value, str) else timestamp(value)
    pattern = pgettext("date and time of day", "%(date)s, %(time)s UTC")
    words = pattern % {"date": in_words(text[:10]), "time": text[11:16]}
    return format_html('<time datetime="{}">{}</time>', text, words)


@register.filter
def label(value: str, enumeration: str) -> str:
    """The label of a stored value: the kind of source `press_release` is “press release”."""
    return str(ENUMERATIONS[enumeration](value).label)


register.filter("marked_text", marked_text)


@register.simple_tag
def record_lang() -> SafeString | str:
    """The `lang` of the editors’ own words where the page around them is in another language."""
    if (get_language() or "").partition("-")[0] == settings.LANGUAGE_CODE.partition("-")[0]:
        return ""
    return format_html(' lang="{}"', settings.LANGUAGE_CODE)
