"""What a page says in which language: its words, each with the `lang` that holds for it."""

from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)
# What assistive technology reads out, and a browser shows in a field.
SPOKEN = ("aria-label", "placeholder", "title", "alt")


class Words(HTMLParser):
    """Every piece of text of a page as (language, text), in order; scripts and styles have none.

    `drawn` are the attributes of everything inside of drawings, without what is read out.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[tuple[str, str]] = []
        self.drawn: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.language
        if tag not in VOID:
            self.open.append((tag, language))
        for name in SPOKEN:
            self.note(language, given.pop(name, None))
        if any(name == "svg" for name, _ in self.open):
            self.drawn.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(name in ("script", "style", "code") for name, _ in self.open):
            self.note(self.language, data)

    def note(self, language: str, text: str | None) -> None:
        if text and text.strip():
            self.pieces.append((language, " ".join(text.split())))

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def said_in(self, language: str) -> list[str]:
        """The pieces in this language or one of its regions."""
        return [text for tag, text in self.pieces if tag.partition("-")[0].lower() == language]
