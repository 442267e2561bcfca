"""The command that brings files in: each by itself, told one by one, and never half."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sources.models import HeldText, Original, Section, Source
from tests.factories import make_publisher

TEXT = "A report\n\nIt has begun, number {}.\n"


def files(folder: Path, *contents: bytes) -> list[str]:
    paths = [folder / f"post-{number}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return [str(path) for path in paths]


def run(*arguments: str) -> tuple[str, str, str]:
    """What the command printed, what it complained of, and why it ended."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_source", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


@pytest.mark.django_db
class TestImportSource:
    def test_each_file_is_told(self, tmp_path: Path) -> None:
        make_publisher(slug="the-times", name="The Times")
        good, empty, again = files(tmp_path, TEXT.encode(), b"", TEXT.encode())
        missing = str(tmp_path / "missing.txt")

        out, err, end = run(good, empty, missing, again, "--publisher", "the times")

        assert out.splitlines() == [
            f"{good}: new draft a-report; 35 characters, 1 headline, 1 article.",
            f"{again}: held already, as a-report.",
        ]
        assert err.splitlines() == [
            f"{empty}: nothing was held. The file is empty: it has 0 bytes.",
            f"{missing}: nothing was held. No such file or directory.",
        ]
        assert end == "2 of 4 files were refused."
        assert Source.objects.get().publisher.slug == "the-times"

    def test_what_is_said_of_a_file_is_kept(self, tmp_path: Path) -> None:
        (file,) = files(tmp_path, TEXT.encode())

        run(file, "--url", "https://example.org/1", "--published-on", "2014-01~")

        source = Source.objects.get()
        assert (source.url, source.published_on) == ("https://example.org/1", "2014-01~")

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (["--publisher", "nobody"], "--publisher: the record has no publisher “nobody”."),
            (
                ["two.txt", "--url", "https://example.org/"],
                "--url: an address belongs to one file; name one.",
            ),
        ],
    )
    def test_wrong_options_are_refused_before_anything(
        self, arguments: list[str], why: str, tmp_path: Path
    ) -> None:
        (file,) = files(tmp_path, TEXT.encode())
        assert run(file, *arguments) == ("", "", why)
        assert not Source.objects.exists()

    def test_a_field_that_is_wrong_is_named(self, tmp_path: Path) -> None:
        (file,) = files(tmp_path, TEXT.encode())
        _, err, end = run(file, "--published-on", "yesterday")
        assert "published_on: This is not a date in EDTF" in err
        assert end == "1 of 1 files were refused."

    def test_addresses_are_fetched_only_where_the_site_allows_it(self) -> None:
        _, err, end = run("https://example.org/post")
        assert "Importing by address is switched off on this site." in err
        assert end == "1 of 1 files were refused."


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="The test database of SQLite is in memory of this process"
)
def test_a_killed_command_leaves_no_half(tmp_path: Path) -> None:
    contents = [TEXT.format(number).encode() * 200 for number in range(60)]
    paths = files(tmp_path, *contents)
    settings = connection.settings_dict
    url = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/"
    environ = {**os.environ, "DATABASE_URL": url + str(settings["NAME"])}
    command = [sys.executable, "manage.py", "import_source", *paths]
    running = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    until = monotonic() + 60
    while HeldText.objects.count() < 5 and monotonic() < until:
        sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()

    held = Source.objects.count()

    assert 5 <= held < 60
    assert [HeldText.objects.count(), Original.objects.count()] == [held, held]
    assert all(source.sections.exists() for source in Source.objects.all())
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    assert (Source.objects.count(), Section.objects.count()) == (60, 120)
