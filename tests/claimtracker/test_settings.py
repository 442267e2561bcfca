import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from claimtracker.environment import journal_mode

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SITE_URL": "https://claims.example",
    "SECRET_KEY": "0123456789" * 5,
    "TRUST_PROXY": "on",
    "DATABASE_URL": os.environ.get("DATABASE_URL", "sqlite://:memory:"),
}


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python as someone would who has set these variables and none else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(*names: str, **variables: str) -> list[str]:
    printed = "".join(f"print(settings.{name})\n" for name in names)
    done = run("-c", f"from claimtracker import settings\n{printed}", **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("DEBUG", "maybe", 'it may be "on" or "off".'),
        ("TRUST_PROXY", "yes", 'it may be "on" or "off".'),
        ("REQUIRE_SECOND_EDITOR", "1", 'it may be "on" or "off".'),
        ("SITE_URL", "foo", 'it may be "http" or "https"'),
        ("CORRECTIONS", "foo", "it may be a mail address"),
        ("DATABASE_URL", "mysql://db.example/x", 'it may be "sqlite:///" and a file'),
        ("LOG_LEVEL", "loud", "it may be one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        ("SECRET_KEY", "short", "it must have at least 50 random ones."),
    ],
)
@pytest.mark.parametrize("command", [["manage.py", "check"], ["-c", "import claimtracker.wsgi"]])
def test_nonsense_stops_the_start_with_one_sentence(
    command: list[str], variable: str, value: str, allowed: str
) -> None:
    done = run(*command, **{variable: value})

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"{variable} ")
    assert allowed in done.stderr
    assert done.stderr.count("\n") == 1


def test_production_passes_the_deployment_check() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_the_deployment_check_would_find_something() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DEBUG="on")

    assert done.returncode == 1
    assert "security.W018" in done.stderr


def test_the_defaults_are_a_private_site() -> None:
    expected = {
        "DEBUG": "False",
        "SITE_URL": "http://127.0.0.1:8000",
        "SECURE_SSL_REDIRECT": "False",
        "REQUIRE_SECOND_EDITOR": "False",
        "DATABASES['default']['NAME']": str(ROOT / "var" / "claims.sqlite3"),
        "LOGGING['root']['level']": "INFO",
    }
    assert settings(*expected) == list(expected.values())


@pytest.mark.parametrize(
    ("name", "variables", "expected"),
    [
        ("DEBUG", {"DEBUG": "on"}, "True"),
        ("LOGGING['root']['level']", {"LOG_LEVEL": "warning"}, "WARNING"),
        ("REQUIRE_SECOND_EDITOR", {"REQUIRE_SECOND_EDITOR": "on"}, "True"),
        ("SECRET_KEY", {"SECRET_KEY": PRODUCTION["SECRET_KEY"]}, PRODUCTION["SECRET_KEY"]),
        ("DATABASES['default']['NAME']", {"DATABASE_URL": "postgres:///claims"}, "claims"),
        (
            "CACHES['default']['LOCATION']",
            {"CACHE_URL": "redis://cache.example/3"},
            "redis://cache.example/3",
        ),
        (
            "DATABASES['replica-1']['HOST']",
            {
                "DATABASE_URL": "postgres:///claims",
                "DATABASE_REPLICA_URLS": "postgres://replica.example/claims",
            },
            "replica.example",
        ),
        (
            "SECURE_PROXY_SSL_HEADER",
            {"TRUST_PROXY": "on"},
            "('HTTP_X_FORWARDED_PROTO', 'https')",
        ),
    ],
)
def test_each_variable_is_heard(name: str, variables: dict[str, str], expected: str) -> None:
    assert settings(name, **variables) == [expected]


def test_the_address_of_the_site_decides_whom_it_trusts() -> None:
    expected = {
        "ALLOWED_HOSTS": "['claims.example', 'localhost', '127.0.0.1', '[::1]']",
        "CSRF_TRUSTED_ORIGINS": "['https://claims.example']",
        "SECURE_SSL_REDIRECT": "True",
        "SESSION_COOKIE_SECURE": "True",
        "CSRF_COOKIE_SECURE": "True",
    }
    assert settings(*expected, **PRODUCTION) == list(expected.values())


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
def test_sqlite_runs_with_the_pragmas_that_keep_the_record() -> None:
    def pragma(name: str) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    full = 2
    assert pragma("foreign_keys") == 1
    assert pragma("recursive_triggers") == 1
    assert pragma("synchronous") == full


def test_sqlite_keeps_the_journal_that_suits_its_version(tmp_path: Path) -> None:
    ask = (
        "import django; django.setup(); from django.db import connection as c; "
        "print(c.cursor().execute('PRAGMA journal_mode').fetchone()[0])"
    )
    done = run(
        "-c",
        ask,
        DJANGO_SETTINGS_MODULE="claimtracker.settings",
        DATABASE_URL=f"sqlite:///{tmp_path}/claims.sqlite3",
    )

    assert done.stdout.strip().upper() == journal_mode(sqlite3.sqlite_version_info[:3])


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")
def test_postgresql_waits_for_a_lock_as_long_as_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
