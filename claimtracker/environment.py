"""What the environment may say, read strictly: a wrong value stops the start with one sentence."""

import ipaddress
import os
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SECRET_KEY_CHARACTERS = 50
# A writer waits as long for another one on either database, and gives up before a reader would.
LOCK_SECONDS = 20

Environment = Mapping[str, str]


class EnvironmentProblem(ImproperlyConfigured):
    """A sentence for the person who starts the site: which variable, its value, what is allowed."""


def switch(environ: Environment, name: str, *, default: bool) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    if value.lower() not in ("on", "off"):
        raise EnvironmentProblem(f'{name} is "{value}": it may be "on" or "off".')
    return value.lower() == "on"


def choice(environ: Environment, name: str, allowed: tuple[str, ...], *, default: str) -> str:
    value = environ.get(name, default)
    if value.upper() not in allowed:
        raise EnvironmentProblem(f'{name} is "{value}": it may be one of {", ".join(allowed)}.')
    return value.upper()


@dataclass(frozen=True)
class Site:
    """The address under which readers find the site."""

    scheme: str
    host: str
    origin: str

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


def site_url(environ: Environment, name: str, *, default: str) -> Site:
    value = environ.get(name, default)
    problem = EnvironmentProblem(
        f'{name} is "{value}": it may be "http" or "https", "://", a host name or address, and '
        'perhaps a port, without a path: for example "https://claims.example".'
    )
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise problem
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    # What the parser read must be all that there is: no path, query, user or stray character.
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port is not None else "")
    if origin != value.lower() or parts.port == 0 or not _is_host(host):
        raise problem
    return Site(parts.scheme, host, origin)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return True  # urlsplit has checked the address between the brackets.
    label = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
    return len(host) <= 253 and re.fullmatch(rf"{label}(\.{label})*", host) is not None


def corrections(environ: Environment, name: str) -> str:
    """Where readers report an error: a mail address or the https address of a form; "" if unset."""
    value = environ.get(name)
    if value is None:
        return ""
    if not (_is_mail_address(value) or _is_form(value)):
        raise EnvironmentProblem(
            f'{name} is "{value}": it may be a mail address, or the "https" address of a form '
            'without a user and a "#": for example "corrections@claims.example".'
        )
    return value


def _is_mail_address(value: str) -> bool:
    local, _, host = value.rpartition("@")
    word = r"[A-Za-z0-9_+-]+"
    return (
        len(local) <= 64
        and re.fullmatch(rf"{word}(\.{word})*", local) is not None
        and "." in host
        and _is_host(host.lower())
    )


def _is_form(value: str) -> bool:
    parts = _split(value)
    # Printable ASCII without what would end an attribute or an address in plain text.
    is_address = re.fullmatch(r"[!$%&'()*+,./0-9:;=?@A-Z_a-z~\[\]-]+", value) is not None
    return (
        is_address
        and parts is not None
        and parts.scheme == "https"
        and "@" not in parts.netloc
        and _is_host((parts.hostname or "").lower())
    )


def secret_key(environ: Environment, name: str, *, site: Site, kept_in: Path) -> str:
    """The given key, or for a site on this machine alone one that is made once and kept."""
    value = environ.get(name)
    if value is None and site.is_loopback and not site.is_https:
        return _kept_secret_key(kept_in)
    if value is None:
        raise EnvironmentProblem(
            f"{name} is not set: {site.origin} needs a secret of at least {SECRET_KEY_CHARACTERS} "
            "random characters."
        )
    # The sentence ends up in logs, so it tells the length of the secret and never the secret.
    if len(value) < SECRET_KEY_CHARACTERS or len(set(value)) < 5:
        raise EnvironmentProblem(
            f"{name} has {len(value)} characters, {len(set(value))} of them different: it must "
            f"have at least {SECRET_KEY_CHARACTERS} random ones."
        )
    return value


def _kept_secret_key(path: Path) -> str:
    if not path.exists():
        # Linking a complete file into place lets two processes start at once and agree on one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key(), encoding="utf-8")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")


def database(environ: Environment, name: str, *, default: str, base: Path) -> dict[str, Any]:
    """One entry of DATABASES. A relative SQLite path is relative to `base`."""
    url = environ.get(name, default)
    scheme = url.partition(":")[0]
    problem = EnvironmentProblem(
        f'{name} is "{_without_password(url)}": it may be "sqlite:///" and a file, or '
        '"postgres://user:password@host:port/database".'
    )
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise problem
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(url)}
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise problem from None
    if not parsed["NAME"]:
        raise problem
    options = parsed.get("OPTIONS", {})
    if scheme == "sqlite":
        if parsed["NAME"] != ":memory:":
            parsed["NAME"] = str(base / parsed["NAME"])
        # A thread of the server keeps its connection for a minute: opening one and setting all the
        # pragmas takes ten times as long as a small answer. Threads without work end after ten
        # minutes, and their connections with them.
        return parsed | {"OPTIONS": sqlite_options() | options, "CONN_MAX_AGE": 60}
    # A pool keeps the connections, so each request must give its own back: no CONN_MAX_AGE.
    return parsed | {
        "ENGINE": "claimtracker.postgresql",
        "OPTIONS": postgresql_options() | options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def replicas(environ: Environment, name: str, *, primary: dict[str, Any]) -> dict[str, Any]:
    """Entries of DATABASES for streaming replicas of the primary: `replica-1` and so on."""
    urls = environ.get(name)
    if urls is None:
        return {}
    found: dict[str, Any] = {}
    for number, url in enumerate(urls.split(","), start=1):
        if not url.strip().startswith(("postgres://", "postgresql://")):
            raise EnvironmentProblem(
                f'{name} is "{_without_password(urls)}": it may be addresses of replicas, '
                '"postgres://user:password@host:port/database", with commas between them.'
            )
        entry = database({name: url.strip()}, name, default="", base=Path())
        # The primary stands in for a replica that makes a reader wait, so it need not be tried
        # for long; nor is a connection of its pool asked whether it is alive before each request.
        entry["OPTIONS"] |= {
            "connect_timeout": 2,
            "pool": entry["OPTIONS"]["pool"] | {"timeout": 2},
        }
        found[f"replica-{number}"] = entry | {
            "CONN_HEALTH_CHECKS": False,
            "TEST": {"MIRROR": "default"},
        }
    if "postgresql" not in primary["ENGINE"]:
        raise EnvironmentProblem(
            f"{name} is set, and DATABASE_URL is not the address of a PostgreSQL server: only that "
            "has replicas."
        )
    return found


def cache(environ: Environment, name: str, *, default: str) -> dict[str, Any]:
    """The entry of CACHES that keeps whole pages."""
    value = environ.get(name, default)
    backends = "django.core.cache.backends"
    if value == "off":
        return {"BACKEND": f"{backends}.dummy.DummyCache"}
    # The day is part of what a page is kept under, so after a day nobody asks for it any more.
    kept = {"TIMEOUT": 86_400}
    if value == "locmem":
        # In each process; of at most 128 KiB each.
        return {
            "BACKEND": f"{backends}.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 500},
            **kept,
        }
    parts = _split(value)
    if (
        parts is None
        or parts.scheme not in ("redis", "rediss")
        or not parts.hostname
        or re.fullmatch(r"(/\d{0,4})?", parts.path) is None
        or parts.query
        or parts.fragment
    ):
        raise EnvironmentProblem(
            f'{name} is "{_without_password(value)}": it may be "locmem", "off", or the address of '
            'a Redis server, "redis://user:password@host:port/number".'
        )
    options = {
        "serializer": "publication.page_cache.Spelled",
        # A page is made in less time than a server that is out of reach would be waited for.
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
    }
    return {
        "BACKEND": f"{backends}.redis.RedisCache",
        "LOCATION": value,
        "OPTIONS": options,
        **kept,
    }


def _without_password(url: str) -> str:
    return re.sub(r"(?<=:)[^:@/]*(?=@)", "***", url)


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where this SQLite has the fix for the WAL-reset bug, which could corrupt a database."""
    fixed_in = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
    series, patch = version[:2], version[2]
    fixed = series > (3, 51) or patch >= fixed_in.get(series, patch + 1)
    return "WAL" if fixed else "TRUNCATE"


def sqlite_options() -> dict[str, Any]:
    return {
        # A transaction that starts by reading and then writes would otherwise fail at once with
        # "database is locked", whatever the timeout says.
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "; ".join(
            f"PRAGMA {pragma}"
            for pragma in (
                f"journal_mode={journal_mode(sqlite3.sqlite_version_info[:3])}",
                "synchronous=FULL",
                "foreign_keys=ON",
                # Without it, REPLACE deletes rows past the triggers that forbid deleting.
                "recursive_triggers=ON",
            )
        ),
    }


def postgresql_options() -> dict[str, Any]:
    return {
        "connect_timeout": 5,
        # The server has a thread for every slow client. With a connection for every thread 200
        # requests at once ran into PostgreSQL's limit of 100; now they wait for one of these.
        "pool": {"min_size": 0, "max_size": 20, "timeout": 10},
        # No limit on statements: migrations and bulk exports may rightly take long. Compiling a
        # query took longer than any of ours that a page makes: 0.2 s and more.
        "options": f"-c lock_timeout={LOCK_SECONDS}s -c jit=off",
    }
