from pathlib import Path
from typing import Any

import pytest

from claimtracker import environment
from claimtracker.environment import EnvironmentProblem, Site

LOCAL = Site("http", "127.0.0.1", "http://127.0.0.1:8000")
PUBLIC = Site("https", "claims.example", "https://claims.example")


class TestSwitch:
    @pytest.mark.parametrize(("value", "on"), [("on", True), ("off", False), ("ON", True)])
    def test_it_is_on_or_off(self, value: str, on: bool) -> None:
        assert environment.switch({"DEBUG": value}, "DEBUG", default=not on) is on

    def test_it_has_a_default(self) -> None:
        assert environment.switch({}, "DEBUG", default=True) is True

    @pytest.mark.parametrize("value", ["", "maybe", "1", "true", " on"])
    def test_it_rejects_nonsense(self, value: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            environment.switch({"DEBUG": value}, "DEBUG", default=False)
        assert str(problem.value) == f'DEBUG is "{value}": it may be "on" or "off".'


class TestChoice:
    def test_it_is_one_of_those_allowed(self) -> None:
        assert environment.choice({"LEVEL": "low"}, "LEVEL", ("LOW", "HIGH"), default="HIGH") == (
            "LOW"
        )

    def test_it_has_a_default(self) -> None:
        assert environment.choice({}, "LEVEL", ("LOW", "HIGH"), default="HIGH") == "HIGH"

    @pytest.mark.parametrize("value", ["", "loud"])
    def test_it_rejects_nonsense(self, value: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            environment.choice({"LEVEL": value}, "LEVEL", ("LOW", "HIGH"), default="HIGH")
        assert str(problem.value) == f'LEVEL is "{value}": it may be one of LOW, HIGH.'


class TestSiteUrl:
    @pytest.mark.parametrize(
        ("url", "host", "https", "loopback"),
        [
            ("http://127.0.0.1:8000", "127.0.0.1", False, True),
            ("http://localhost:80", "localhost", False, True),
            ("http://[::1]:8000", "[::1]", False, True),
            ("https://claims.example", "claims.example", True, False),
            ("https://claims.example:8443", "claims.example", True, False),
            ("HTTPS://Claims.Example", "claims.example", True, False),
            ("http://192.168.1.4", "192.168.1.4", False, False),
        ],
    )
    def test_it_reads_an_address(self, url: str, host: str, https: bool, loopback: bool) -> None:
        site = environment.site_url({"SITE_URL": url}, "SITE_URL", default="")

        assert site.origin == url.lower()
        assert (site.host, site.is_https, site.is_loopback) == (host, https, loopback)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "claims.example",
            "ftp://claims.example",
            "https://",
            "https:///claims",
            "https://claims.example/",
            "https://claims.example/claims",
            "https://claims.example?a=b",
            "https://claims.example#a",
            "https://me:secret@claims.example",
            "https://claims.example:",
            "https://claims.example:0",
            "https://claims.example:70000",
            "https://claims.example:port",
            "https://claims example",
            "https://*",
            "https://-claims.example",
            "https://claims..example",
            "https://[::1",
            "https://[nonsense]",
            " https://claims.example",
            "https://claims.example\n",
        ],
    )
    def test_it_rejects_nonsense(self, url: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            environment.site_url({"SITE_URL": url}, "SITE_URL", default="")
        assert str(problem.value).startswith(f'SITE_URL is "{url}": it may be "http" or "https"')


class TestSecretKey:
    def test_it_takes_a_long_one(self, tmp_path: Path) -> None:
        key = "0123456789" * 5
        kept_in = tmp_path / "secret-key"

        assert (
            environment.secret_key({"SECRET_KEY": key}, "SECRET_KEY", site=PUBLIC, kept_in=kept_in)
            == key
        )
        assert not kept_in.exists()

    @pytest.mark.parametrize("key", ["", "0123456789" * 4 + "012345678", "a" * 60])
    @pytest.mark.parametrize("site", [LOCAL, PUBLIC])
    def test_it_rejects_a_weak_one_without_telling_it(
        self, tmp_path: Path, key: str, site: Site
    ) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            environment.secret_key(
                {"SECRET_KEY": key}, "SECRET_KEY", site=site, kept_in=tmp_path / "secret-key"
            )
        assert f"has {len(key)} characters" in str(problem.value)
        assert not key or key not in str(problem.value)

    @pytest.mark.parametrize(
        "site",
        [
            PUBLIC,
            Site("http", "192.168.1.4", "http://192.168.1.4"),
            Site("https", "localhost", "https://localhost"),
        ],
    )
    def test_a_site_for_others_must_be_given_one(self, tmp_path: Path, site: Site) -> None:
        with pytest.raises(EnvironmentProblem, match="SECRET_KEY is not set"):
            environment.secret_key({}, "SECRET_KEY", site=site, kept_in=tmp_path / "secret-key")
        assert list(tmp_path.iterdir()) == []

    def test_a_site_on_this_machine_makes_one_and_keeps_it(self, tmp_path: Path) -> None:
        kept_in = tmp_path / "secret-key"

        first = environment.secret_key({}, "SECRET_KEY", site=LOCAL, kept_in=kept_in)
        second = environment.secret_key({}, "SECRET_KEY", site=LOCAL, kept_in=kept_in)

        assert first == second
        assert len(first) >= environment.SECRET_KEY_CHARACTERS
        assert kept_in.stat().st_mode & 0o777 == 0o600
        assert list(tmp_path.iterdir()) == [kept_in]

    def test_of_two_that_start_at_once_the_first_one_decides(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept_in = tmp_path / "secret-key"
        kept_in.write_text("the key of the other process")
        monkeypatch.setattr(Path, "exists", lambda path: False)

        key = environment.secret_key({}, "SECRET_KEY", site=LOCAL, kept_in=kept_in)

        assert key == "the key of the other process"
        assert list(tmp_path.iterdir()) == [kept_in]


def database(url: str) -> dict[str, object]:
    return environment.database(
        {"DATABASE_URL": url}, "DATABASE_URL", default="", base=Path("/srv")
    )


class TestDatabase:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("sqlite:///var/claims.sqlite3", "/srv/var/claims.sqlite3"),
            ("sqlite:////data/claims.sqlite3", "/data/claims.sqlite3"),
            ("sqlite://:memory:", ":memory:"),
        ],
    )
    def test_it_reads_sqlite(self, url: str, name: str) -> None:
        settings = database(url)

        assert (settings["ENGINE"], settings["NAME"]) == ("django.db.backends.sqlite3", name)
        assert settings["OPTIONS"] == environment.sqlite_options()

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
    def test_it_reads_postgresql(self, scheme: str) -> None:
        settings = database(f"{scheme}://me:s%40cret@db.example:5433/claims?sslmode=require")

        assert settings["ENGINE"] == "claimtracker.postgresql"
        assert settings["NAME"] == "claims"
        assert settings["USER"] == "me"
        assert settings["PASSWORD"] == "s@cret"
        assert (settings["HOST"], settings["PORT"]) == ("db.example", 5433)
        assert settings["OPTIONS"] == environment.postgresql_options() | {"sslmode": "require"}
        # Django refuses to start with a pool and persistent connections together.
        assert settings["CONN_MAX_AGE"] == 0
        assert settings["CONN_HEALTH_CHECKS"] is True

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "foo",
            "claims.sqlite3",
            "sqlite",
            "mysql://me@db.example/claims",
            "postgis://db.example/claims",
            "postgres://",
            "postgres://db.example",
            "postgres://db.example/",
            "postgres://db.example:port/claims",
            "postgres://[db.example/claims",
        ],
    )
    def test_it_rejects_nonsense(self, url: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            database(url)
        assert str(problem.value).startswith(f'DATABASE_URL is "{url}": it may be "sqlite:///"')

    def test_its_problem_does_not_tell_the_password(self) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            database("mysql://me:s3cret@db.example/claims")
        assert "s3cret" not in str(problem.value)
        assert "mysql://me:***@db.example/claims" in str(problem.value)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 9), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_only_for_versions_with_the_fix(version: tuple[int, int, int], mode: str) -> None:
    assert environment.journal_mode(version) == mode


class TestCorrections:
    @pytest.mark.parametrize(
        "value",
        [
            "corrections@claims.example",
            "first.last+claims@mail.claims.example",
            "https://claims.example/report",
            "https://forms.claims.example:8443/report?site=1",
        ],
    )
    def test_it_is_a_mail_address_or_a_form(self, value: str) -> None:
        assert environment.corrections({"CORRECTIONS": value}, "CORRECTIONS") == value

    def test_there_need_be_none(self) -> None:
        assert environment.corrections({}, "CORRECTIONS") == ""

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "nonsense",
            "@claims.example",
            "a@b",
            "a..b@claims.example",
            "a b@claims.example",
            "a?bcc=x@claims.example",
            "a@claims.example\n",
            "mailto:a@claims.example",
            "http://claims.example/report",
            "https://",
            "https://claims.example/#form",
            "https://user@claims.example/",
            "https://claims.example/a b",
            "https://claims.example/<script>",
            'https://claims.example/"',
            "https://claims.example:port/",
            "javascript:alert(1)",
            "corrections@claims.example, other@claims.example",
        ],
    )
    def test_it_rejects_nonsense(self, value: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            environment.corrections({"CORRECTIONS": value}, "CORRECTIONS")
        assert f'CORRECTIONS is "{value}": it may be a mail address' in str(problem.value)


class TestReplicas:
    SERVER = "postgres://me:s3cret@{}.example/claims"
    PRIMARY = database(SERVER.format("primary"))

    def replicas(self, urls: str, primary: dict[str, Any] = PRIMARY) -> dict[str, Any]:
        found = {"DATABASE_REPLICA_URLS": urls}
        return environment.replicas(found, "DATABASE_REPLICA_URLS", primary=primary)

    def test_there_need_be_none(self) -> None:
        assert environment.replicas({}, "DATABASE_REPLICA_URLS", primary=self.PRIMARY) == {}

    def test_each_has_a_name_and_gives_way_to_the_primary_soon(self) -> None:
        found = self.replicas(f"{self.SERVER.format('one')}, {self.SERVER.format('two')}")

        hosts = {name: entry["HOST"] for name, entry in found.items()}
        assert hosts == {"replica-1": "one.example", "replica-2": "two.example"}
        for entry in found.values():
            assert entry["OPTIONS"]["connect_timeout"] == 2
            assert entry["OPTIONS"]["pool"] == {"min_size": 0, "max_size": 20, "timeout": 2}
            assert entry["TEST"] == {"MIRROR": "default"}

    @pytest.mark.parametrize(
        "urls", ["", ",", "nonsense", "sqlite:///claims.sqlite3", SERVER.format("one") + ","]
    )
    def test_they_are_addresses_of_postgresql(self, urls: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            self.replicas(urls)
        assert "it may be addresses of replicas" in str(problem.value)
        assert "s3cret" not in str(problem.value)

    def test_each_of_them_is_read_strictly(self) -> None:
        with pytest.raises(EnvironmentProblem, match='DATABASE_REPLICA_URLS is "postgres://": it'):
            self.replicas("postgres://")

    def test_sqlite_has_none(self) -> None:
        with pytest.raises(EnvironmentProblem, match="DATABASE_URL is not the address of a Postgr"):
            self.replicas(self.SERVER.format("one"), database("sqlite:///claims.sqlite3"))


class TestCache:
    def cache(self, url: str) -> dict[str, Any]:
        return environment.cache({"CACHE_URL": url}, "CACHE_URL", default="locmem")

    def test_memory_is_bounded_by_the_number_of_pages(self) -> None:
        default = environment.cache({}, "CACHE_URL", default="locmem")

        assert default == self.cache("locmem")
        assert default["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
        assert default["OPTIONS"] == {"MAX_ENTRIES": 500}

    def test_it_can_be_off(self) -> None:
        assert self.cache("off") == {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

    @pytest.mark.parametrize(
        "url",
        [
            "redis://127.0.0.1",
            "redis://127.0.0.1:6379/0",
            "redis://:s3cret@cache.example:6379/12",
            "rediss://me:s3cret@cache.example/",
        ],
    )
    def test_it_can_be_a_redis_server(self, url: str) -> None:
        cache = self.cache(url)

        assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
        assert cache["LOCATION"] == url
        assert cache["TIMEOUT"] == 86_400

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "on",
            "LOCMEM",
            "memcached://127.0.0.1",
            "redis://",
            "redis:///0",
            "redis://127.0.0.1:port/0",
            "redis://127.0.0.1/claims",
            "redis://127.0.0.1/0?timeout=1",
            "redis://127.0.0.1/0#1",
            "unix:///run/redis.sock",
        ],
    )
    def test_it_rejects_nonsense(self, url: str) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            self.cache(url)
        assert str(problem.value).startswith(f'CACHE_URL is "{url}": it may be "locmem", "off"')

    def test_its_problem_does_not_tell_the_password(self) -> None:
        with pytest.raises(EnvironmentProblem) as problem:
            self.cache("redis://:s3cret@cache.example/claims")
        assert "s3cret" not in str(problem.value)
