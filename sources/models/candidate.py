"""Sentences of a held text that may be worth a statement: suggestions, never facts."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from publication.constraints import bounds_in_order
from sources.fields import EDTFField, bound_column
from sources.models.section import Section
from sources.models.source import Source
from sources.models.speaker import Speaker
from sources.models.statement import Statement, StatementKind
from sources.models.suggestion import Decision, Suggestion, SuggestionQuerySet

# The first mark that says something about the kind, in this order.
_KINDS = {
    "refusal": StatementKind.REFUSAL,
    "promise": StatementKind.FORECAST,
    "condition": StatementKind.CONDITION,
}


class CandidateQuerySet(SuggestionQuerySet):
    def waiting(self) -> Self:
        """Those that nobody decided on and of which no statement was made otherwise."""
        return self.undecided().filter(statement=None)


class Candidate(Suggestion):
    """A place in the text of a source, ranked, and why an editor may want it as a statement.

    `start` and `end` are its positions in Unicode code points.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="candidates")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rank = models.PositiveIntegerField()
    # The likely speaker as printed in the text, and who of the record that is, if anybody.
    speaker_line = models.CharField(max_length=200, blank=True)
    speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    question_start = models.PositiveIntegerField(null=True, blank=True)
    question_end = models.PositiveIntegerField(null=True, blank=True)
    said_on = EDTFField(blank=True)
    said_on_from = bound_column()
    said_on_to = bound_column()
    # What makes it checkable: a list of the names in sources/suggesting/marks.py.
    marks = models.JSONField(default=list, blank=True)
    # Sentences for the editor: how the speaker, the question and the date are known.
    reasons = models.JSONField(default=list, blank=True)
    # The statement that was made of it.
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates"
    )

    objects = CandidateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Suggestion.Meta):
        ordering = ("source", "rank", "start")
        constraints = (
            *Suggestion.Meta.constraints,
            bounds_in_order("said_on"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="candidate_position_in_order"
            ),
            models.UniqueConstraint(
                fields=["source", "start", "end"], name="candidate_once_per_passage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id}, {self.start}–{self.end}"

    def accept(self, statement: Statement, *, by: Any) -> None:
        """Remember the statement that an editor made of it."""
        self.statement = statement
        self.decide(Decision.ACCEPTED, by=by)

    def likely_kind(self) -> str:
        """What the speaker is likely to do with these words, by their marks; "" where open."""
        for mark, kind in _KINDS.items():
            if mark in self.marks:
                return str(kind)
        return str(StatementKind.ASSERTION) if self.marks else ""
