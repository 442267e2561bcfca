"""What a line about a claim says: who said it, whether it is overdue, where words were found."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.snippets import Passage
from claims.standing import overdue_since
from claims.templatetags.standing import badge
from claims.timeline import speakers
from sources.templatetags.record import day, since, when

register = template.Library()

# Of more speakers than these only the number is given.
MOST_NAMES = 3

PLACES = {
    "quotation": gettext_lazy("Statement by %(name)s"),
    "question": gettext_lazy("Question put to %(name)s"),
    "evidence": gettext_lazy("Evidence in the words of %(name)s"),
    "summary": gettext_lazy("Later finding"),
    "settles": gettext_lazy("What would settle this"),
    "note": gettext_lazy("Editors’ note"),
    "tag": gettext_lazy("Tag"),
    "speaker": gettext_lazy("Speaker"),
    "source": gettext_lazy("Title of a source"),
}


@register.filter
def said_by(claim: dict[str, Any]) -> str:
    """The names of who makes, repeats or hedges the claim; else of who reports it."""
    own, reporting = speakers(claim)
    if own:
        return names(own)
    return _("reported by %(names)s") % {"names": names(reporting)}


@register.filter
def in_a_line(claim: dict[str, Any]) -> SafeString:
    """How the claim stands, who said it first when, and how much there is about it. Not in a
    template, which takes four times as long, and a list has two hundred claims."""
    standing, late = claim["standing"], overdue(claim)
    stands = badge(standing["verdict"])
    parts = [
        format_html("{} {}", stands, since(standing["since"])) if standing["since"] else stands,
        said_by(claim),
        filled(_("first said %(when)s"), when=when(claim["first_said_on"])),
    ]
    said, found = len(claim["statements"]), len(claim["followups"])
    parts += [
        ngettext("%(n)s statement", "%(n)s statements", said) % {"n": said},
        ngettext("%(n)s later finding", "%(n)s later findings", found) % {"n": found},
    ]
    if late:
        since_when = filled(_("overdue since %(day)s"), day=day(late))
        parts.append(format_html("<strong>{}</strong>", since_when))
    return format_html_join(" · ", "{}", ((part,) for part in parts))


def filled(words: str, **values: str) -> SafeString:
    """Translated words with HTML, which stays HTML, in their places."""
    return format_html(words % {name: f"{{{name}}}" for name in values}, **values)


@register.filter
def overdue(claim: dict[str, Any]) -> date | None:
    """The day since which the claim is overdue, today or on the day whose document this is."""
    then = claim.get("as_of")
    today = date.fromisoformat(then) if then else timezone.localdate()
    return overdue_since(claim["due_on"], claim["standing"]["verdict"], today)


@register.filter
def origin(passage: Passage) -> str:
    """What kind of text of a claim a snippet comes from, and whose words these are."""
    speaker = (passage.item or {}).get("speaker")
    return str(PLACES[passage.place]) % {"name": names([speaker]) if speaker else ""}


@register.filter
def language(passage: Passage) -> str:
    """The language of a quotation or a title; "" where nobody noted it."""
    item = passage.item or {}
    return str(item.get("source", item).get("language") or "")


def names(people: list[dict[str, Any]]) -> str:
    """Anonymous readers share one entry, so one of them is “a reader”."""
    listed = [_("a reader") if item["kind"] == "reader" else item["name"] for item in people]
    shown, others = ", ".join(listed[:MOST_NAMES]), len(listed) - MOST_NAMES
    if others <= 0:
        return shown
    sentence = ngettext("%(names)s and %(number)d other", "%(names)s and %(number)d others", others)
    return sentence % {"names": shown, "number": others}
