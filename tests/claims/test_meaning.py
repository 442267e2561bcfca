"""The layers of the model, against a reckoning of their own, and the model against published
figures where the extra is installed."""

import math
import random
from typing import Any

import numpy as np
import pytest

from claims import meaning
from claims.meaning import Bert

WIDTH, INNER, HEADS, WORDS = 4, 6, 2, 5
Matrix = list[list[float]]


def random_weights() -> dict[str, Any]:
    chance = random.Random(1)

    def matrix(rows: int, columns: int) -> Any:
        return np.array([[chance.uniform(-1, 1) for _ in range(columns)] for _ in range(rows)])

    weights = {
        "embeddings.word_embeddings.weight": matrix(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": matrix(8, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
        "embeddings.LayerNorm.weight": matrix(1, WIDTH)[0],
        "embeddings.LayerNorm.bias": matrix(1, WIDTH)[0],
    }
    for layer in ("encoder.layer.0.", "encoder.layer.1."):
        shapes = {
            "attention.self.query": (WIDTH, WIDTH),
            "attention.self.key": (WIDTH, WIDTH),
            "attention.self.value": (WIDTH, WIDTH),
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (INNER, WIDTH),
            "output.dense": (WIDTH, INNER),
        }
        for name, (rows, columns) in shapes.items():
            weights[f"{layer}{name}.weight"] = matrix(rows, columns)
            weights[f"{layer}{name}.bias"] = matrix(1, rows)[0]
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"{layer}{name}.weight"] = matrix(1, WIDTH)[0]
            weights[f"{layer}{name}.bias"] = matrix(1, WIDTH)[0]
    return weights


class ByHand:
    """The same model one number at a time, with the error function of the standard library."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.weights = {name: value.tolist() for name, value in weights.items()}

    def dense(self, row: list[float], name: str) -> list[float]:
        rows, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return [
            sum(w * x for w, x in zip(weights, row, strict=True)) + b
            for weights, b in zip(rows, bias, strict=True)
        ]

    def normal(self, row: list[float], name: str) -> list[float]:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
        gain, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return [(x - mean) / spread * g + b for x, g, b in zip(row, gain, bias, strict=True)]

    def attended(self, rows: Matrix, name: str) -> Matrix:
        query, key, value = (
            [self.dense(row, name + part) for row in rows] for part in ("query", "key", "value")
        )
        size = WIDTH // HEADS
        found: Matrix = [[0.0] * WIDTH for _ in rows]
        for head in range(HEADS):
            own = range(head * size, (head + 1) * size)
            for i, _ in enumerate(rows):
                raw = [
                    math.exp(sum(query[i][c] * other[c] for c in own) / math.sqrt(size))
                    for other in key
                ]
                for c in own:
                    found[i][c] = sum(
                        r / sum(raw) * row[c] for r, row in zip(raw, value, strict=True)
                    )
        return found

    def sentence(self, ids: list[int]) -> list[float]:
        words, places, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        rows = [
            self.normal(
                [words[word][c] + places[at][c] + kinds[0][c] for c in range(WIDTH)],
                "embeddings.LayerNorm",
            )
            for at, word in enumerate(ids)
        ]
        for layer in ("encoder.layer.0.", "encoder.layer.1."):
            seen = self.attended(rows, f"{layer}attention.self.")
            rows = [
                self.added(row, self.dense(other, f"{layer}attention.output.dense"), layer, "a")
                for row, other in zip(rows, seen, strict=True)
            ]
            rows = [
                self.added(
                    row,
                    self.dense(
                        [
                            x / 2 * (1 + math.erf(x / math.sqrt(2)))
                            for x in self.dense(row, f"{layer}intermediate.dense")
                        ],
                        f"{layer}output.dense",
                    ),
                    layer,
                    "b",
                )
                for row in rows
            ]
        mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        return [x / math.sqrt(sum(y * y for y in mean)) for x in mean]

    def added(self, row: list[float], more: list[float], layer: str, place: str) -> list[float]:
        name = {"a": "attention.output.LayerNorm", "b": "output.LayerNorm"}[place]
        return self.normal([x + y for x, y in zip(row, more, strict=True)], layer + name)


@pytest.mark.parametrize("ids", [[0], [1, 2, 3], [4, 4, 0, 1, 2, 3]])
def test_the_layers_are_those_of_a_model_reckoned_by_hand(ids: list[int]) -> None:
    weights = random_weights()
    bert = Bert(weights, heads=HEADS)
    [found] = bert.sentences(np.array([ids]))
    assert found.tolist() == pytest.approx(ByHand(weights).sentence(ids), abs=1e-5)
    both = bert.sentences(np.array([ids, ids[::-1]]))
    assert both[0].tolist() == pytest.approx(found.tolist(), abs=1e-9)


@pytest.mark.skipif(meaning.encoder() is None, reason="the extra “meaning” is not installed")
class TestModel:
    def test_it_gives_the_similarities_that_are_published_for_it(self) -> None:
        """As the examples for this model print them."""
        encoder = meaning.encoder()
        assert encoder is not None
        person, *others = encoder.vectors(
            [
                "That is a happy person",
                "That is a happy dog",
                "That is a very happy person",
                "Today is a sunny day",
            ]
        )
        cosines = [float(person @ other) for other in others]
        assert cosines == pytest.approx([0.6945773, 0.9429148, 0.2568760], abs=1e-5)

    def test_an_empty_text_and_a_long_one_have_vectors_of_length_one(self) -> None:
        encoder = meaning.encoder()
        assert encoder is not None
        vectors = encoder.vectors(["", "word " * 5_000, "\u202e 😀"])
        assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 1, 1], abs=1e-5)
        assert encoder.vectors([]).shape == (0, 384)


def test_without_the_extra_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_spec", lambda name: None)
    meaning.encoder.cache_clear()
    assert meaning.encoder() is None
    meaning.encoder.cache_clear()
