"""How near the meaning of some words is to that of claims, where the extra `meaning` is there.

The vector of a claim's sentence takes some hundredths of a second, so it is kept in a table until
the sentence changes. Only claims that share words are asked about, a few hundred at most.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from claims import meaning
from claims.models import Claim, ClaimMeaning


def has_meaning() -> bool:
    return meaning.encoder() is not None


class Nearness:
    def __init__(self, *, words_only: bool = False) -> None:
        self._encoder = None if words_only else meaning.encoder()
        self._vectors: dict[int, Any] = {}

    def of(self, text: str, keys: Sequence[int]) -> dict[int, float]:
        """The cosine for each claim, by its id, from -1 to 1; empty without the extra."""
        if self._encoder is None or not keys:
            return {}
        missing = [key for key in keys if key not in self._vectors]
        if missing:
            self._vectors |= self._kept(missing)
        [own] = self._encoder.vectors([text])
        return {key: float(self._vectors[key] @ own) for key in keys if key in self._vectors}

    def _kept(self, keys: list[int]) -> dict[int, Any]:
        """Those that are stored, and those that had to be computed, which are stored now."""
        import numpy as np  # noqa: PLC0415 (an optional package)

        texts = dict(Claim.objects.filter(pk__in=keys).values_list("pk", "text"))
        digests = {key: _digest(text) for key, text in texts.items()}
        rows = ClaimMeaning.objects.filter(claim__in=texts)
        known = {
            row.claim_id: np.frombuffer(row.vector, "<f4")
            for row in rows
            if row.digest == digests[row.claim_id]
        }
        wanted = [key for key in texts if key not in known]
        if not wanted or self._encoder is None:
            return known
        vectors = self._encoder.vectors([texts[key] for key in wanted])
        fresh = dict(zip(wanted, vectors, strict=True))
        ClaimMeaning.objects.bulk_create(
            [
                ClaimMeaning(
                    claim_id=key, digest=digests[key], vector=vector.astype("<f4").tobytes()
                )
                for key, vector in fresh.items()
            ],
            update_conflicts=True,
            unique_fields=["claim"],
            update_fields=["digest", "vector"],
        )
        return known | fresh


def _digest(text: str) -> str:
    return hashlib.sha256(f"{meaning.MODEL}\n{text}".encode()).hexdigest()
