import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.attaching import attach
from sources.models import HeldText, Source, Statement
from tests.factories import make_source, make_statement

pytestmark = pytest.mark.django_db

SAVE_IT = "Save it as UTF-8, or as an HTML page that declares its encoding."
TEXT = "Intro. It’s begun. yes no yes. The end."


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def source_of(content: bytes, *, characters: int | None = None, slug: str = "") -> Source:
    """A source made of this file; the length is right where the file is text and none is given."""
    if characters is None:
        characters = len(content.decode())
    return make_source(slug=slug, sha256=sha256(content), characters=characters)


def run(*files: Path) -> tuple[str, str, CommandError | None]:
    """What the command printed, what it complained of, and what it raised at the end."""
    out, err = StringIO(), StringIO()
    try:
        call_command("attach_text", *map(str, files), stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error
    return out.getvalue(), err.getvalue(), None


def written(folder: Path, content: bytes, name: str = "post.txt") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def record() -> list[object]:
    """Everything that attaching could change."""
    return [
        *HeldText.objects.order_by("pk").values_list("source", "text", "attached_at"),
        *Statement.objects.order_by("pk").values_list(),
        *Source.objects.order_by("pk").values_list(),
    ]


class TestAttaching:
    def test_a_matching_file_is_held_and_anchored(self, tmp_path: Path) -> None:
        source = source_of(TEXT.encode(), slug="a-post")
        statement = make_statement(source=source, quote="Intro.", start=0, end=6)
        file = written(tmp_path, TEXT.encode())

        assert run(file) == (
            f"{file}: attached to a-post; 1 of 1 statements are exact.\n",
            "",
            None,
        )

        assert source.text == TEXT
        statement.refresh_from_db()
        assert statement.anchor == "exact"

    def test_every_state_that_is_not_exact_is_reported_in_document_order(
        self, tmp_path: Path
    ) -> None:
        source = source_of(TEXT.encode(), slug="a-post")
        for slug, quote, start, end in (
            ("s-lost", "never said", 31, 34),
            ("s-twice", "yes", None, None),
            ("s-curly", "It's begun.", 7, 18),
            ("s-shifted", "The end.", 30, 38),
            ("s-exact", "Intro.", 0, 6),
        ):
            make_statement(slug=slug, source=source, quote=quote, start=start, end=end)
        file = written(tmp_path, TEXT.encode())

        output, complaints, error = run(file)

        assert output.splitlines() == [
            f"{file}: attached to a-post; 1 of 5 statements are exact.",
            "  s-curly: normalised",
            "  s-shifted: moved",
            "  s-lost: not_found",
            "  s-twice: ambiguous",
        ]
        assert (complaints, error) == ("", None)

    def test_the_statements_of_other_sources_stay_as_they_are(self, tmp_path: Path) -> None:
        source_of(TEXT.encode())
        other = make_statement(quote="Intro.", start=0, end=6)

        run(written(tmp_path, TEXT.encode()))

        other.refresh_from_db()
        assert other.anchor == "unchecked"
        assert other.source.text is None

    def test_attaching_twice_changes_nothing(self, tmp_path: Path) -> None:
        source = source_of(TEXT.encode(), slug="a-post")
        make_statement(source=source, quote="Intro.", start=0, end=6)
        file = written(tmp_path, TEXT.encode())
        run(file)
        before = record()

        assert run(file) == (
            f"{file}: was attached already to a-post; 1 of 1 statements are exact.\n",
            "",
            None,
        )
        assert record() == before

    def test_attaching_again_repairs_an_anchor(self, tmp_path: Path) -> None:
        source = source_of(TEXT.encode())
        statement = make_statement(source=source, quote="Intro.", start=0, end=6)
        file = written(tmp_path, TEXT.encode())
        run(file)
        Statement.objects.update(anchor="not_found")

        run(file)

        statement.refresh_from_db()
        assert statement.anchor == "exact"

    def test_the_file_that_the_source_names_now_replaces_an_older_one(self, tmp_path: Path) -> None:
        source = source_of(b"The wrong file.", slug="a-post")
        run(written(tmp_path, b"The wrong file.", "wrong.txt"))
        source.sha256, source.characters = sha256(b"The right file."), 15
        source.save()
        file = written(tmp_path, b"The right file.")

        output, _, error = run(file)

        assert error is None
        assert source.text == "The right file."
        assert output == f"{file}: attached to a-post; 0 of 0 statements are exact.\n"

    @pytest.mark.parametrize(
        "content",
        [b"", b"\xef\xbb\xbfA.\r\n", "e\u0301 \u00a0\u212b 😀".encode(), b"\t\n ", b"a\x01b\x7f"],
    )
    def test_the_text_is_held_unaltered(self, tmp_path: Path, content: bytes) -> None:
        source = source_of(content)

        _, _, error = run(written(tmp_path, content))

        assert error is None
        assert source.text is not None
        assert source.text.encode() == content

    @given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=3))
    @settings(max_examples=40, deadline=None)
    @example("\r\n\r")
    @example("\u2028\x85\x1c")
    def test_any_text_comes_back_as_it_was(self, text: str) -> None:
        Statement.objects.all().delete()
        Source.objects.all().delete()
        source = source_of(text.encode())
        make_statement(source=source, quote=text[1:3], start=1, end=3)

        attached = attach(text.encode())

        assert source.text == text
        assert (attached.statements, attached.not_exact) == (1, [])


class TestRefusing:
    def test_an_unknown_file_changes_nothing(self, tmp_path: Path) -> None:
        make_statement(source=source_of(TEXT.encode()), quote="Intro.", start=0, end=6)
        before = record()
        file = written(tmp_path, b"Another text.")

        output, complaints, error = run(file)

        assert output == ""
        assert complaints == (
            f"{file}: nothing changed. No source has the SHA-256 {sha256(b'Another text.')}.\n"
        )
        assert error is not None
        assert str(error) == "1 of 1 files were not attached."
        assert error.returncode == 1
        assert record() == before

    @pytest.mark.parametrize(
        ("content", "characters", "reason"),
        [
            (b"Begun \xff.", 8, f"The file is not UTF-8 at byte 6 (0xff). {SAVE_IT}"),
            (b"\xed\xa0\x80", 1, f"The file is not UTF-8 at byte 0 (0xed). {SAVE_IT}"),
            (
                "Begun.".encode("utf-16-le"),
                12,
                "The file holds NUL bytes and looks like UTF-16LE without its mark. Save it as "
                "UTF-8, or with a byte order mark.",
            ),
            (b"A\0B", 3, "The text holds a NUL character at 1, which none has."),
            (
                b"Begun.",
                7,
                "The source “a-post” should have 7 characters, and this text has 6.",
            ),
            (
                "Begün.".encode(),
                7,
                "The source “a-post” should have 7 characters, and this text has 6.",
            ),
            (b"", 1, "The file is empty: it has 0 bytes."),
        ],
    )
    def test_what_is_not_the_text_changes_nothing(
        self, tmp_path: Path, content: bytes, characters: int, reason: str
    ) -> None:
        source = source_of(content, characters=characters, slug="a-post")
        make_statement(source=source, quote="B", start=0, end=1)
        before = record()
        file = written(tmp_path, content)

        output, complaints, error = run(file)

        assert (output, complaints) == ("", f"{file}: nothing changed. {reason}\n")
        assert str(error) == "1 of 1 files were not attached."
        assert record() == before

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "missing.txt"

        output, complaints, error = run(file)

        assert output == ""
        assert complaints == f"{file}: nothing changed. No such file or directory\n"
        assert str(error) == "1 of 1 files were not attached."

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path: Path) -> None:
        first, second = source_of(b"One.", slug="one"), source_of(b"Two.", slug="two")
        files = [
            written(tmp_path, b"One.", "1.txt"),
            written(tmp_path, b"Nobody knows this.", "2.txt"),
            tmp_path / "3.txt",
            written(tmp_path, b"Two.", "4.txt"),
        ]

        output, complaints, error = run(*files)

        assert (first.text, second.text) == ("One.", "Two.")
        assert output.splitlines() == [
            f"{files[0]}: attached to one; 0 of 0 statements are exact.",
            f"{files[3]}: attached to two; 0 of 0 statements are exact.",
        ]
        assert [line.split(": ")[0] for line in complaints.splitlines()] == [
            str(files[1]),
            str(files[2]),
        ]
        assert str(error) == "2 of 4 files were not attached."

    def test_it_needs_a_file(self) -> None:
        with pytest.raises(CommandError, match="FILE"):
            call_command("attach_text")

    def test_a_source_without_a_hash_is_not_the_source_of_an_empty_file(self) -> None:
        make_source()

        with pytest.raises(ValidationError, match="No source has the SHA-256"):
            attach(b"")
