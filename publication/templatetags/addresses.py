"""Addresses that hold on other sites too."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this site: for canonical links, feeds and citations."""
    return f"{settings.SITE_URL}{path}"
