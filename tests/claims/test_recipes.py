"""The one-line recipes of /export/, taken from the page and run against a site as they stand."""

import html
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas  # type: ignore[import-untyped]
import pytest
from django.test import Client, override_settings

from publication.models import Edition
from tests.published import publish_record

CODE = re.compile(r'<code class="snippet" data-language="(\w+)">(.*?)</code>', re.DOTALL)


@pytest.fixture
def recipes(live_server: Any) -> list[tuple[str, str]]:
    """Language and text of each, in the order of the page."""
    publish_record()
    with override_settings(SITE_URL=live_server.url):
        page = Client().get("/export/").content.decode()
    return [(language, html.unescape(text)) for language, text in CODE.findall(page)]


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


@pytest.mark.once
def test_every_recipe_works(
    recipes: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [language for language, _ in recipes] == ["sh"] * 5 + ["Python"] * 2 + ["SQL"]
    monkeypatch.chdir(tmp_path)
    claims, tables, changes, check, contradicted, standings, merged, quoted = (
        text for _, text in recipes
    )

    run(claims, tmp_path)
    first = (tmp_path / "claims.ndjson").read_bytes()
    # Nothing has changed, so nothing is sent, and the file is left as it is.
    run(claims, tmp_path)
    assert first.count(b"\n") == 62
    assert (tmp_path / "claims.ndjson").read_bytes() == first

    run(tables, tmp_path)
    monkeypatch.setattr("claims.views.export.MOST_CHANGES", 50)
    run(changes, tmp_path)
    assert (tmp_path / "changes.ndjson").read_bytes().count(b"\n") == 109
    chain = Edition.objects.get(number=109).chain
    assert run(check, tmp_path).startswith(f"109 editions hold. Newest chain hash: {chain}\n")

    lines = run(contradicted, tmp_path).splitlines()
    counted = eval(standings, {"pandas": pandas})
    assert counted.sum() == 62
    assert len(lines) == counted["contradicted"]
    assert len(eval(merged, {"pandas": pandas})) > 62

    assert sum(number for _, number in duckdb.sql(quoted).fetchall()) == 107
