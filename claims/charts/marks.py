"""The shapes of the standings as drawings: those that the words have beside them, as SVG paths."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """Paths around the point (0, 0), some 16 units wide: what is only drawn, and what is filled."""

    outline: str
    solid: str = ""


_CIRCLE = "M-8 0a8 8 0 1 1 16 0a8 8 0 1 1 -16 0z"
_SQUARE = "M-7.5 -7.5h15v15h-15z"

MARKS = {
    "open": Mark(_CIRCLE),
    "supported": Mark(_CIRCLE, _CIRCLE),
    "contradicted": Mark("M-7 -7l14 14M7 -7l-14 14"),
    "qualified": Mark(_CIRCLE, "M0 -8a8 8 0 0 0 0 16z"),
    "disputed": Mark(_SQUARE, "M-7.5 -7.5h7.5v15h-7.5z"),
    "superseded": Mark("M-6 -8l13 8l-13 8z"),
    "retracted": Mark("M6 -8l-13 8l13 8z"),
    "fulfilled": Mark(_SQUARE, _SQUARE),
    "not_fulfilled": Mark(_SQUARE),
    "unverifiable": Mark("M0 -9l9 9l-9 9l-9 -9z"),
}
