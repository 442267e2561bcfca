"""Who answers whom in a part of a text, by all the forms in which texts print that."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from sources.suggesting.answer import Answer, Scene
from sources.suggesting.headed import headed_answers
from sources.suggesting.question_lists import labelled_answers, numbered_answers
from sources.suggesting.quoted_speech import introduced_answers, quoted_answers

# The clearest form first: where two forms claim the same words, it is the one that counts.
FORMS: tuple[Callable[[Scene], Iterable[Answer]], ...] = (
    headed_answers,
    numbered_answers,
    labelled_answers,
    introduced_answers,
    quoted_answers,
)


def answers(scene: Scene) -> list[Answer]:
    """The words of the part that somebody is shown to say, in its order and without overlap."""
    found: list[Answer] = []
    for form in FORMS:
        free = _without_overlap(form(scene), found)
        found = sorted([*found, *free], key=lambda one: one.start)
    return found


def _without_overlap(new: Iterable[Answer], taken: Sequence[Answer]) -> Iterator[Answer]:
    """Those of the new that lie between the taken, which are in order."""
    starts = [one.start for one in taken]
    reached = 0
    for one in sorted(new, key=lambda one: one.start):
        place = bisect_left(starts, one.end)
        if one.start >= reached and (not place or taken[place - 1].end <= one.start):
            yield one
            reached = one.end
