"""The catalogues: complete, compiled, true to the placeholders, and what every page is made of."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase, override_settings

from tests.languages import Words
from tests.page_types import MAIN, PAGES, SOURCE, PageType, add_rare_pages, page_types
from tests.published import publish_record

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
CATALOGUE = Path("claimtracker/locale/de/LC_MESSAGES/django.po")
PACKAGES = ("claimtracker", "claims", "sources", "publication")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+[^>]*>")
# What no German page says in its own words; names, tags and addresses are data.
ENGLISH = re.compile(
    r"\b(Said|Asked|Edition|Editions of|Evidence|Published|Search the|Statement by|since|because|"
    r"approximately|January|December|claims? (is|are|that)|the claim|of them|this record)\b"
)


def entries(text: str) -> list[dict[str, str]]:
    """The messages of a catalogue as a file; only what makemessages writes is understood."""
    found = []
    for block in re.split(r"\n\n+", text.strip()):
        entry: dict[str, str] = {"flags": "", "msgctxt": ""}
        at = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line[2:]
            elif match := re.match(r'(\w+(?:\[\d\])?) "(.*)"$', line):
                at = match[1]
                entry[at] = unescaped(match[2])
            elif line.startswith('"'):
                entry[at] += unescaped(line[1:-1])
        found.append(entry)
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


def translations(entry: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each form of the message with its translation."""
    if "msgid_plural" in entry:
        yield entry["msgid"], entry["msgstr[0]"]
        yield entry["msgid_plural"], entry["msgstr[1]"]
    else:
        yield entry["msgid"], entry["msgstr"]


MESSAGES = entries((ROOT / CATALOGUE).read_text(encoding="utf-8"))[1:]


class TestCatalogue:
    def test_it_has_every_message_of_the_sources_and_no_other(self, tmp_path: Path) -> None:
        """`make messages` in a copy of the sources changes nothing."""
        if shutil.which("xgettext") is None:
            if os.environ.get("CI"):
                pytest.fail("CI has no xgettext: install gettext.")
            pytest.skip("GNU gettext is not installed")
        for package in PACKAGES:
            left_out = shutil.ignore_patterns("__pycache__", "static", "admin", "migrations")
            shutil.copytree(ROOT / package, tmp_path / package, ignore=left_out)
        for name in ("Makefile", "manage.py"):
            shutil.copy(ROOT / name, tmp_path)
        (tmp_path / "settings_alone.py").write_text(
            "from claimtracker.settings import *\nINSTALLED_APPS = []\nMIDDLEWARE = []\n"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings_alone"}
        command = ["make", "--assume-old=.venv/run", "messages"]
        command.append(f"VENV={Path(sys.executable).parent}")
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stderr
        made = entries((tmp_path / CATALOGUE).read_text(encoding="utf-8"))[1:]
        assert made == MESSAGES, "Run `make messages` and translate what is new."

    def test_every_message_is_translated(self) -> None:
        assert len(MESSAGES) > 500
        for entry in MESSAGES:
            assert "fuzzy" not in entry["flags"], entry["msgid"]
            for message, translated in translations(entry):
                assert translated, message

    def test_a_translation_has_the_placeholders_of_its_message(self) -> None:
        for entry in MESSAGES:
            for message, translated in translations(entry):
                expected = sorted(PLACEHOLDER.findall(message))
                assert sorted(PLACEHOLDER.findall(translated)) == expected, message
                assert translated.count("\n") == message.count("\n"), message

    def test_a_wrong_placeholder_would_be_found(self) -> None:
        assert PLACEHOLDER.findall("%(day)s of {month}, <b>") == ["%(day)s", "{month}", "<b>"]

    def test_the_compiled_catalogue_says_what_the_other_one_says(self) -> None:
        with (ROOT / CATALOGUE).with_suffix(".mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        for entry in MESSAGES:
            context, message = entry["msgctxt"], entry["msgid"]
            if "msgid_plural" in entry:
                forms = [compiled.ngettext(message, entry["msgid_plural"], n) for n in (1, 2)]
                assert forms == [entry["msgstr[0]"], entry["msgstr[1]"]], message
            elif context:
                assert compiled.pgettext(context, message) == entry["msgstr"], message
            else:
                assert compiled.gettext(message) == entry["msgstr"], message

    def test_messages_are_whole_and_in_curly_quotes(self) -> None:
        for entry in MESSAGES:
            for message, translated in translations(entry):
                plain = PLACEHOLDER.sub("", message + translated)
                assert not {"'", '"'} & set(plain), message
                assert [message, translated] == [message.strip(" "), translated.strip(" ")]


def one_of_each() -> list[PageType]:
    """The first page of every view, and every page that is an answer to an error."""
    seen: set[str | None] = {None}
    chosen = []
    for listed, page in zip(PAGES, page_types(), strict=True):
        if page.view not in seen or (page.view is None and page.status >= 400):
            seen.add(page.view)
            chosen.append(page)
        assert listed.view == page.view
    return chosen


@override_settings(ROOT_URLCONF="tests.page_types")
class TestGermanPages(TestCase):
    pages: dict[str, dict[str, Words]]

    @classmethod
    def setUpTestData(cls) -> None:
        publish_record()
        add_rare_pages()
        cls.pages = {language: {} for language in ("en", "de")}
        for page in one_of_each():
            for language, pages in cls.pages.items():
                pages[page.path] = words(page, language)

    def test_nothing_of_the_site_is_said_in_english(self) -> None:
        faults = {path: in_english(page.said_in("de")) for path, page in self.pages["de"].items()}

        assert {path: found for path, found in faults.items() if found} == {}

    def test_the_english_pages_would_fail_that(self) -> None:
        for path, page in self.pages["en"].items():
            assert in_english(page.said_in("en")), path
            assert page.said_in("de") == [], path

    def test_both_languages_draw_the_same(self) -> None:
        """A number in a drawing has a point in it whatever the language."""
        drawings = [page.drawn for page in self.pages["en"].values() if page.drawn]

        assert drawings
        for path, page in self.pages["de"].items():
            assert page.drawn == self.pages["en"][path].drawn, path

    def test_numbers_are_written_as_each_language_does(self) -> None:
        for language, number in (("en", "20,802 characters"), ("de", "20.802 Zeichen")):
            assert number in self.pages[language][SOURCE].said_in(language)

    def test_what_is_quoted_keeps_its_language(self) -> None:
        claim = self.pages["de"][MAIN]

        for words_of_others in ("Begun.", "E-Cat production has begun in the United States."):
            assert words_of_others in claim.said_in("en")
            assert words_of_others not in claim.said_in("de")


def in_english(pieces: list[str]) -> list[str]:
    """Those that are a message of the site, or could be a part of one."""
    messages = {
        message
        for entry in MESSAGES
        for message, translated in translations(entry)
        if message not in (translated, translated.lower())
    }
    return [piece for piece in pieces if piece in messages or ENGLISH.search(piece)]


def words(page: PageType, language: str) -> Words:
    client = Client(raise_request_exception=False)
    response: Any = client.get(page.path, headers={"accept-language": language})
    assert response.status_code == page.status, page
    html = response.content.decode()
    tag = {"en": "en-gb", "de": "de"}[language]
    assert f'<html lang="{tag}">' in html
    assert response.headers["Content-Language"] == tag
    return Words(html)
