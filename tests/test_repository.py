"""What holds for the repository as a whole: its layering, its names, its lock files."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each package may import itself and those after it.
LAYERS = ("claimtracker", "claims", "sources", "publication")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "services", "managers"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def modules() -> list[Path]:
    return sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imported_packages(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it the import stands."""
    packages = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            packages.add(node.module.partition(".")[0])
    return packages


def against_the_direction(layer: str, source: str) -> set[str]:
    allowed = LAYERS[LAYERS.index(layer) :]
    return (imported_packages(source) & set(LAYERS)) - set(allowed)


class TestImportDirection:
    @pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
    def test_imports_point_one_way(self, module: Path) -> None:
        layer = module.relative_to(ROOT).parts[0]

        assert against_the_direction(layer, module.read_text(encoding="utf-8")) == set()

    @pytest.mark.parametrize(
        ("layer", "source", "found"),
        [
            ("publication", "from claims.models import Claim", {"claims"}),
            ("publication", "import sources.models", {"sources"}),
            ("sources", "def late():\n    from claims import models", {"claims"}),
            ("claims", "from claimtracker import settings", {"claimtracker"}),
            ("claims", "from sources.models import Source\nfrom . import models", set()),
            ("claimtracker", "import claims, sources, publication", set()),
        ],
    )
    def test_a_wrong_direction_would_be_found(
        self, layer: str, source: str, found: set[str]
    ) -> None:
        assert against_the_direction(layer, source) == found


def test_modules_are_named_for_their_subject() -> None:
    names = {part for path in modules() for part in path.relative_to(ROOT).with_suffix("").parts}

    assert names & FORBIDDEN_NAMES == set()
    assert "settings" in names


class TestDependencies:
    def test_each_is_bounded_and_has_its_why(self) -> None:
        lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        project = tomllib.loads("\n".join(lines))["project"]
        dependencies = [*project["dependencies"], *project["optional-dependencies"]["test"]]

        assert len(dependencies) > 10
        for dependency in dependencies:
            assert re.search(r">=\d.*,<\d", dependency), f"{dependency} has no bounds"
            line = next(number for number, text in enumerate(lines) if f'"{dependency}"' in text)
            assert lines[line - 1].lstrip().startswith("# "), f"{dependency} has no why"

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
    def test_locks_are_valid_on_any_machine(self, lock: Path) -> None:
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)

        assert pins
        assert text.count("==") >= len(pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert not re.search(r"index-url|find-links|://|/", re.sub(r"#.*", "", text))
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=" in block, f"{block} has no hash"

    def test_the_locks_agree(self) -> None:
        run, test = (
            dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / path).read_text(), re.MULTILINE))
            for path in ("requirements/run.txt", "requirements/test.txt")
        )

        assert run.items() <= test.items()

    def test_every_direct_dependency_is_locked(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")

        for dependency in project["dependencies"]:
            name = re.split(r"[\[><=]", dependency)[0]
            assert re.search(rf"^{name}==", locked, re.MULTILINE), f"{name} is not locked"


def test_ci_and_compose_name_the_same_postgresql() -> None:
    compose = re.findall(
        r"image: postgres:(\d+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    )
    ci = re.findall(
        r"postgresql-(\d+)|pg_ctlcluster (\d+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    )

    assert compose
    assert {version for found in ci for version in found if version} == set(compose)


def test_the_image_and_the_project_name_the_same_python() -> None:
    image = re.findall(r"^FROM python:([\d.]+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert [f">={version}" for version in image] == [project["requires-python"]]
