"""The frame in which another site shows the card of a claim, and the oEmbed answer with it."""

from typing import Any

from django.utils.html import format_html

WIDTH = 600
HEIGHT = 260
# A narrower or lower frame than this shows no claim that anybody could read.
LEAST = 120

Document = dict[str, Any]


def frame(address: str, title: str, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The HTML that other sites copy. The frame keeps to a narrower page by itself."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="border:1px solid #999;max-width:100%"></iframe>',
        address,
        title,
        width,
        height,
    )


def oembed(
    title: str, card: str, *, site: str, origin: str, max_width: int, max_height: int
) -> Document:
    """The answer of oEmbed 1.0 for the card at the address `card`."""
    width, height = min(WIDTH, max_width), min(HEIGHT, max_height)
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": site,
        "provider_url": f"{origin}/",
        "html": frame(card, title, width=width, height=height),
        "width": width,
        "height": height,
    }
