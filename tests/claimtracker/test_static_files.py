"""Static files are compressed once, when they are collected, and sent as the browser likes best."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from claimtracker import settings as site

pytestmark = [pytest.mark.once]

SHEET = Path(settings.STATICFILES_DIRS[0], "site.css").read_bytes()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The site of a real start, with a stylesheet and nothing else to collect."""
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES=site.STORAGES,
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
    ):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.js"])
        yield Client()


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_they_come_in_the_encoding_that_is_accepted(
    client: Client, accepted: str, encoding: str | None, read: object
) -> None:
    response = client.get("/static/site.css", headers={"accept-encoding": accepted})

    assert response.headers.get("Content-Encoding") == encoding
    assert read(response.getvalue()) == SHEET  # type: ignore[operator]
    assert response.headers["Vary"] == "Accept-Encoding"
