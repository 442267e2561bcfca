"""Sources with a text to read, and the addresses of the desk that read it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from sources.models import HeldText, Source
from tests.factories import make_editor, make_source

TEXT = "𝔘𝔫𝔦: 👩‍🔬 has it begun?\nDoe: It has begun.\nSo he said."
QUOTE, QUESTION = "It has begun.", "has it begun?"


def source_with(text: str, **fields: Any) -> Source:
    source = make_source(**fields)
    HeldText.objects.create(source=source, text=text)
    return source


def at(text: str, words: str) -> dict[str, Any]:
    return {"quote": words, "start": text.index(words), "end": text.index(words) + len(words)}


def signed_in(group: str | None = "Contributor") -> Client:
    client = Client()
    client.force_login(make_editor(group=group))
    return client


def read(source: Source) -> str:
    return reverse("admin:sources_source_read", args=[source.pk])
