"""Claims that resemble a text, best first, whether or not they were ever published."""

from claims.models import Claim
from claims.search import sharing
from claims.search_words import words

MOST_WORDS = 40
# So many of the newest claims are looked at for each word, and of those never published.
CANDIDATES = 400

# Words that say nothing about what a sentence is about; folded and stemmed as the index has them.
EMPTY = frozenset(
    words(
        "a about all also am an and any are as at be been being but by can did do does for from "
        "had has have he her his how i if in into is it its just me more my no not now of on one "
        "or our out s she so some t than that the their them then there these they this those to "
        "up was we were what when which who will with would you your"
    )
)


def telling_words(text: str) -> list[str]:
    """The words that claims are compared by, in their order and once each."""
    found = words(text)
    return list(dict.fromkeys(word for word in found if word not in EMPTY))[:MOST_WORDS]


def resembling(text: str, limit: int = 25) -> list[Claim]:
    """Ranked by how many distinct words they share with `text`; then by how many of them stand in
    the claim's own sentence; then the newest first. The same on every database."""
    wanted = telling_words(text)
    shared = sharing(wanted, CANDIDATES)
    drafts = Claim.objects.drafts().order_by("-pk").values_list("pk", "text")[:CANDIDATES]
    sentences: dict[int, str] = dict(drafts)
    shared |= {pk: set(wanted).intersection(words(own)) for pk, own in sentences.items()}
    best = sorted((pk for pk in shared if shared[pk]), key=lambda pk: (-len(shared[pk]), -pk))
    claims = Claim.objects.in_bulk(best[: max(limit, CANDIDATES)])
    own_words = {pk: set(wanted).intersection(words(claims[pk].text)) for pk in claims}
    ranked = sorted(claims, key=lambda pk: (-len(shared[pk]), -len(own_words[pk]), -pk))
    return [claims[pk] for pk in ranked[:limit]]
