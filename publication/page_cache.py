"""Whole public pages, kept in Django's cache as they were sent, compressed ones compressed.

A page is kept under its ETag and address. The ETag names all that its bytes are made of, so a page
that is out of date is never asked for again and nothing need be taken out by hand; what is not
asked for makes room, or leaves after a day.
"""

import gzip
import json
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.core.cache import cache
from django.http import HttpResponse

from publication.outage import Outage

# The headers and the bytes.
Page = tuple[dict[str, str], bytes]

# A list of very long documents is made anew for who takes no compression; so the entries that
# settings allow bound the memory as well.
MOST_BYTES = 128 * 1024
# What fits into one packet of a network is not sent sooner for being smaller.
LEAST_TO_COMPRESS = 1_000
# Best first. The levels take about a twentieth of the time that the page took.
ENCODINGS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}

outage = Outage("The cache of pages")


class Spelled:
    """How Redis keeps a page: a line of its headers, then its bytes. Not as Django's pickle, which
    would run whatever somebody with a way into Redis put there."""

    def dumps(self, page: Page) -> bytes:
        headers, content = page
        return json.dumps(headers).encode() + b"\n" + content

    def loads(self, spelled: bytes) -> Page:
        headers, _, content = spelled.partition(b"\n")
        return json.loads(headers), content


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str | None:
    """The first of ENCODINGS in an Accept-Encoding header; None for the bytes as they are.

    >>> best_encoding("gzip, deflate, br;q=0")
    'gzip'
    """
    offered = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if weight.rstrip("0.") != "q=":
            offered.add(name)
    return next((name for name in ENCODINGS if name in offered), None)


def compress(response: HttpResponse, encoding: str) -> None:
    """The same page in fewer bytes, which are another strong ETag's.

    Compression over TLS gives away what it covers only where a secret stands next to a stranger's
    text (the BREACH attack), and a public page holds none: no token, no name, no cookie.
    """
    response.content = ENCODINGS[encoding](response.content)
    response.headers["Content-Encoding"] = encoding


def key_of(made_of: bytes) -> str:
    return blake2b(made_of, digest_size=20).hexdigest()


def kept(key: str) -> HttpResponse | None:
    """The page under this key; None where there is none, or no cache that answers."""
    page = _asked(lambda: cache.get(key))
    if page is None:
        return None
    headers, content = page
    return HttpResponse(content, headers=headers)


def keep(key: str, response: HttpResponse) -> None:
    if len(response.content) <= MOST_BYTES:
        page: Page = (dict(response.headers), response.content)
        _asked(lambda: cache.set(key, page))


def _asked(ask: Callable[[], Any]) -> Any:
    """What the cache says. Whatever way it fails in, a page can do without it."""
    if not outage.may_ask():
        return None
    try:
        answer = ask()
    except Exception as error:
        outage.failed(error)
        return None
    outage.answered()
    return answer
