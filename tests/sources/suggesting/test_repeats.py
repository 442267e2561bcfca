"""The same words elsewhere: exact after normalisation, long enough, and of the same question."""

from sources.suggesting.repeats import Elsewhere, repeated_elsewhere, repeated_in_text

WORDS = "We don’t sell machines to anybody."
OTHER = 'They said: "We don\'t  sell machines\nto anybody."'


def test_words_that_stand_twice() -> None:
    text = f"{WORDS} {WORDS} Begun. Begun."
    first, second = (0, len(WORDS)), (len(WORDS) + 1, 2 * len(WORDS) + 1)
    short = [(text.index("Begun"), text.index("Begun") + 6), (len(text) - 6, len(text))]
    places = [(place, None) for place in (first, second, *short)]
    assert repeated_in_text(text, places) == {second: [first]}


def test_the_same_answer_to_another_question_is_no_repeat() -> None:
    text = f"Who? {WORDS} Why? {WORDS} Who? {WORDS}"
    places = []
    for n in range(3):
        start = 5 + n * (len(WORDS) + 6)
        places.append(((start, start + len(WORDS)), (start - 5, start - 1)))
    assert [text[start:end] for (start, end), _ in places] == [WORDS] * 3
    assert repeated_in_text(text, places) == {places[2][0]: [places[0][0]]}


def test_words_in_other_texts() -> None:
    has, has_not = Elsewhere(1, "One", OTHER), Elsewhere(2, "Two", OTHER.replace("sell", "buy"))
    place = (0, len(WORDS))
    assert repeated_elsewhere(WORDS, [place], [has, has_not]) == {place: [has]}
    assert repeated_elsewhere("Begun.", [(0, 6)], [Elsewhere(3, "Three", "Begun.")]) == {}
