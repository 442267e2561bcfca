"""The five texts of real pages that the record began with.

They name private people and are not part of the project, so tests that need them are skipped where
they are not there; the outlines beside the tests of importing stand for them everywhere.
"""

import os
from pathlib import Path

import pytest

BESIDE_THE_PROJECT = Path(__file__).parents[2] / "shared" / "seeds"

SEEDS = Path(os.environ.get("SEED_TEXTS", BESIDE_THE_PROJECT))

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not here")


def seed(number: str) -> Path:
    """The file of a seed by the number that its name begins with, such as "002"."""
    return next(SEEDS.glob(f"{number}_*.txt"))
