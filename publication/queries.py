"""Reading a query string: what a list of any kind takes, and the errors when it is given else."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from publication.keyset import MOST_PER_PAGE, PER_PAGE

Errors = dict[str, list[str]]

# As many digits as the largest number that both databases store.
LONGEST_NUMBER = 19


def unknown_parameters(
    request: HttpRequest, known: Iterable[str], repeatable: Iterable[str] = ()
) -> Errors:
    """A typing error must not return everything, so an unknown parameter is an error too."""
    allowed, several = sorted(known), set(repeatable)
    errors: Errors = {}
    for name, values in request.GET.lists():
        if name not in allowed:
            message = _("There is no such parameter. Allowed: {allowed}.")
            errors[name[:80]] = [message.format(allowed=", ".join(allowed))]
        elif len(values) > 1 and name not in several:
            errors[name] = [_("Give this parameter once.")]
    return errors


def whole_number(
    parameters: Mapping[str, Any], name: str, *, default: int, least: int, most: int
) -> int:
    """Raises ValueError with the sentence for the reader."""
    text = parameters.get(name)
    if text in (None, ""):
        return default
    written = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not (written and least <= int(text) <= most):
        message = _("A whole number from {least} to {most} is allowed.")
        raise ValueError(message.format(least=least, most=most))
    return int(text)


def page_size(parameters: Mapping[str, Any]) -> int:
    return whole_number(parameters, "per_page", default=PER_PAGE, least=1, most=MOST_PER_PAGE)
