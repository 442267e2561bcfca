"""Others' fact checks as they publish them: ClaimReview of schema.org.

A file holds JSON-LD (one object, a list, an `@graph`), a saved page with JSON-LD in its scripts, or
a feed of Data Commons (`{"dataFeedElement": [{"item": [ClaimReview, …]}, …]}`). Nothing is taken
over but facts: addresses, names, dates, ratings, and the claim as the checker put it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from claims.json_ld import Node, UnusableFile, documents, listed, nodes, types
from claims.review_ratings import Rating
from sources.dates import NotEDTF, bounds

# All of a file is read into memory, as objects of up to twenty times its size.
MOST_BYTES = 100 * 1024 * 1024
MOST_APPEARANCES = 20

# What the columns hold.
LONGEST_TEXT = 300
LONGEST_URL = 500
LONGEST_NAME = 200

# No database stores halves of pairs, PostgreSQL no NUL, and nobody reads the others.
UNREADABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")
DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ].{1,40})?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# Where anybody posts: the address of a post may name whoever wrote it.
PLATFORMS = re.compile(
    r"(^|\.)(facebook|fb|instagram|threads|twitter|x|tiktok|youtube|youtu|t|telegram|whatsapp|wa|"
    r"reddit|vk|weibo|bsky|gettr|truthsocial|rumble|bitchute|odysee|parler|snapchat|linkedin)"
    r"\.(com|net|be|me|org|app|ru|cn)$"
)
# Claimants that are nobody in particular, or hide who it is.
NOBODY = re.compile(
    r"^@|://|^x$|^(a|the) |^posts?\b|"
    r"\b(facebook|instagram|tiktok|whatsapp|twitter|youtube|telegram|reddit|threads|social|"
    r"sozialen?|sociaux|sociales|sociali|internet|online|users?|usuarios|nutzer\w*|posts|"
    r"publications?|viral\w*|memes?|chain|e-?mails?|bloggers?|various|multiple|several|many|some|"
    r"unknown|anonymous\w*|anonym\w*|unbekannt|websites?|people|netizens?|tweets?|videos?|images?|"
    r"photos?|sources?|messages?)\b",
    re.IGNORECASE,
)


NONE = "There is no ClaimReview in this file."


class UnusableReview(ValueError):
    """A sentence that begins with the field that is wrong."""


class Claimant(NamedTuple):
    """Who is said to have made the claim; `role` is empty where the file gives none."""

    name: str
    kind: str
    role: str


class Appearance(NamedTuple):
    """A document in which the claim is said to stand; `title` and `published_on` may be empty."""

    url: str
    title: str
    publisher: str
    published_on: str


@dataclass(frozen=True)
class Review:
    """One fact check of one claim. `text` is the checker's wording, with a full stop; `set_aside`
    are sentences about what is not taken over."""

    url: str
    checker: str
    checker_url: str
    is_press: bool
    title: str
    published_on: str
    language: str
    text: str
    rating: Rating
    claimant: Claimant | None
    appearances: tuple[Appearance, ...]
    set_aside: tuple[str, ...]


def read_file(data: bytes) -> Iterator[Review | UnusableReview]:
    """Every ClaimReview of a file, in its order. Raises UnusableFile where there is none."""
    found = 0
    if data.strip() and b"ClaimReview" not in data:
        raise UnusableFile(NONE)
    for document in documents(data):
        if isinstance(document, UnusableFile):
            yield UnusableReview(str(document))
            continue
        objects = list(nodes(document, "ClaimReview"))
        index = {node["@id"]: node for node in objects if isinstance(node.get("@id"), str)}
        for node in objects:
            if "ClaimReview" in types(node):
                found += 1
                try:
                    yield _Reader(index).review(node)
                except UnusableReview as error:
                    yield error
    if not found:
        raise UnusableFile(NONE)


def _shown(value: Any) -> str:
    """The beginning of any value, in signs that a terminal prints."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = value[:60] if isinstance(value, str) else str(value)[:60]
    return f"“{''.join(char if char.isprintable() else '�' for char in text)}”"


class _Reader:
    """Reads one review; `index` has the objects of its document by `@id`, to which others point."""

    def __init__(self, index: dict[str, Node]) -> None:
        self.index = index

    def review(self, node: Node) -> Review:
        checker, page = self.checker(node)
        text = as_sentence(self.text(node, "claimReviewed", most=LONGEST_TEXT, needed=True))
        item = self.object(node, "itemReviewed") or {}
        claimant, aside = self.claimant(item)
        appearances, left_out = self.appearances(item)
        title = self.text(node, "headline", most=LONGEST_TEXT) or self.text(
            node, "name", most=LONGEST_TEXT
        )
        language = self.text(node, "inLanguage", most=12)
        return Review(
            url=self.address(node, "url", needed=True),
            checker=checker,
            checker_url=page,
            is_press=any("NewsMediaOrganization" in types(one) for one in self.objects(node)),
            title=title,
            published_on=self.date(node, needed=True),
            # The tag for a language that nobody has determined.
            language=language if LANGUAGE.fullmatch(language) else "und",
            text=text,
            rating=self.rating(node, checker),
            claimant=claimant,
            appearances=appearances,
            set_aside=(*aside, *left_out),
        )

    def objects(self, node: Node) -> list[Node]:
        """Who made the review, as far as these are objects."""
        given = [*listed(node.get("author")), *listed(node.get("publisher"))]
        return [one for one in map(self.followed, given) if isinstance(one, dict)]

    def checker(self, node: Node) -> tuple[str, str]:
        """Name and address of the organisation. A person who wrote it is not its publisher."""
        for one in self.objects(node):
            if "Person" not in types(one):
                name = self.text(one, "name", at="author.", most=LONGEST_NAME, needed=True)
                return name, self.address(one, "url", at="author.")
        raise UnusableReview("author: it names no organisation, and nor does publisher.")

    def rating(self, node: Node, checker: str) -> Rating:
        given = self.object(node, "reviewRating") or {}
        at = "reviewRating."
        return Rating(
            checker,
            self.text(given, "alternateName", at=at, most=LONGEST_TEXT),
            *(self.number(given, name) for name in ("ratingValue", "worstRating", "bestRating")),
        )

    def claimant(self, item: Node) -> tuple[Claimant | None, list[str]]:
        """Only an organisation, or a person of whom the file gives a public role or a page about
        them: of all others it is not known whether their name may ever stand here."""
        author = self.object(item, "author", at="itemReviewed.")
        at = "itemReviewed.author."
        name = self.text(author, "name", at=at, most=LONGEST_NAME) if author else ""
        if not author or not name:
            return None, []
        kinds = types(author)
        role = self.text(author, "jobTitle", at=at, most=LONGEST_TEXT)
        if NOBODY.search(name):
            why = "nobody in particular"
        elif any(one.endswith(("Organization", "Corporation", "NGO")) for one in kinds):
            return Claimant(name, "organisation", role), []
        elif "Person" not in kinds:
            why = "neither a person nor an organisation"
        elif role or self.text(author, "sameAs", at=at, most=LONGEST_URL, any_of=True):
            return Claimant(name, "person", role), []
        else:
            why = "perhaps a private person"
        return None, [f"claimant {_shown(name)}: {why}"]

    def appearances(self, item: Node) -> tuple[tuple[Appearance, ...], list[str]]:
        names = ("firstAppearance", "appearance")
        given = [one for name in names for one in listed(item.get(name))]
        if len(given) > MOST_APPEARANCES:
            raise UnusableReview(
                f"itemReviewed.appearance: {len(given)} of them; {MOST_APPEARANCES} are allowed."
            )
        found: dict[str, Appearance] = {}
        aside = []
        for one in map(self.followed, given):
            read = self.appearance(one if isinstance(one, dict) else {"url": one})
            if isinstance(read, Appearance):
                found[read.url] = read
            else:
                aside.append(read)
        return tuple(found.values()), list(dict.fromkeys(aside))

    def appearance(self, work: Node) -> Appearance | str:
        at = "itemReviewed.appearance."
        url = self.address(work, "url", at=at)
        host = urlsplit(url).hostname or ""
        publisher = self.object(work, "publisher", at=at)
        name = self.text(publisher, "name", at=f"{at}publisher.", most=LONGEST_NAME)
        if PLATFORMS.search(host):
            return f"appearance on {host}: the address of a post may name a private person"
        if not url or not name:
            return "an appearance: it has no address, or no publisher"
        title = self.text(work, "headline", at=at, most=LONGEST_TEXT) or self.text(
            work, "name", at=at, most=LONGEST_TEXT
        )
        return Appearance(url, title, name, self.date(work, at=at))

    def followed(self, value: Any) -> Any:
        """The object itself where there is only its `@id`."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2:
            return self.index.get(value["@id"], value)
        return value

    def object(self, node: Node, name: str, *, at: str = "") -> Node | None:
        """The first where there are several; None where there is none."""
        given = [self.followed(one) for one in listed(node.get(name))]
        if not given:
            return None
        if not isinstance(given[0], dict):
            raise UnusableReview(f"{at}{name}: {_shown(given[0])} is no object.")
        return given[0]

    def text(
        self,
        node: Node | None,
        name: str,
        *,
        at: str = "",
        most: int,
        needed: bool = False,
        any_of: bool = False,
    ) -> str:
        """Empty where there is none; of several (`any_of`) the first. White space becomes single
        spaces."""
        given = listed((node or {}).get(name))
        value = given[0] if given and (any_of or len(given) == 1) else given or ""
        if isinstance(value, dict) and "@value" in value:
            value = value["@value"]
        if not isinstance(value, str):
            raise UnusableReview(f"{at}{name}: {_shown(value)} is no text.")
        text = " ".join(value.split())
        if UNREADABLE.search(text):
            raise UnusableReview(f"{at}{name}: {_shown(text)} has characters that are no text.")
        if len(text) > most:
            raise UnusableReview(f"{at}{name}: {len(text)} characters; {most} are allowed.")
        if needed and not text:
            raise UnusableReview(f"{at}{name}: it is missing.")
        return text

    def number(self, node: Node, name: str) -> str:
        """A number as it is written: scales differ, so nothing is computed with it."""
        value = node.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            node = {name: str(value)}
        return self.text(node, name, at="reviewRating.", most=20)

    def address(self, node: Node, name: str, *, at: str = "", needed: bool = False) -> str:
        text = self.text(node, name, at=at, most=LONGEST_URL, needed=needed)
        try:
            parts = urlsplit(text)
            fine = parts.scheme in ("http", "https") and parts.hostname and " " not in text
        except ValueError:
            fine = False
        if text and not fine:
            raise UnusableReview(f"{at}{name}: {_shown(text)} is no http or https address.")
        return text

    def date(self, node: Node, *, at: str = "", needed: bool = False) -> str:
        """A day, month or year; a time of day is left out."""
        text = self.text(node, "datePublished", at=at, most=LONGEST_TEXT, needed=needed)
        if not text:
            return ""
        match = DATE.fullmatch(text)
        try:
            if match:
                bounds(match[1])
                return match[1]
        except NotEDTF:
            pass
        raise UnusableReview(f"{at}datePublished: {_shown(text)} is no date such as 2014-01-31.")


def as_sentence(text: str) -> str:
    """The checker's wording as one sentence: not in quotation marks, since it need not be anybody's
    words, and with a full stop. Raises UnusableReview for a question or an exclamation."""
    for opening, closing in ("“”", '""', "‘’", "''", "«»", "„“"):
        inner = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and not {opening, closing} & set(inner):
            text = inner.strip()
            break
    if text.endswith(("?", "!", "…", ":")) or not text:
        raise UnusableReview("claimReviewed: it is no sentence that could end with a full stop.")
    sentence = text if text.endswith(".") else f"{text}."
    if len(sentence) > LONGEST_TEXT:
        raise UnusableReview(
            f"claimReviewed: {len(sentence)} characters with its full stop; {LONGEST_TEXT} are "
            "allowed."
        )
    return sentence
