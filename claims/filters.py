"""One set of filters for the page and the JSON of the claims list.

Every filter asks the facets and columns that publishing wrote, so nothing unpublished can be found.
With `as_of`, each but `q` asks what held on that day; search knows the newest words only.

A filter says what is asked of a claim at hand; how the claims are come by is matching.py's.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from claims import search
from claims.known import Bound, Known, known, values
from claims.models import Claim, Verdict
from claims.models.claim import ClaimKind, ClaimQuerySet
from claims.models.followup import Basis
from claims.standing import SETTLED
from publication.keyset import UNSTORABLE, Order
from publication.models import having
from sources.forms import DayField, PeriodField

# Filters whose values are ids of published things: one that nobody published answers 404.
ID_FILTERS = ("tag", "speaker", "source", "statement", "publisher")
REPEATABLE = frozenset({"standing", "tag", "speaker"})
UNSETTLED = [verdict for verdict in Verdict.values if verdict not in SETTLED]

ORDERS = {
    "-last_evidence": Order("public_last_evidence", descending=True),
    "open_since": Order("public_open_since"),
    "-statements": Order("public_statements", descending=True),
    "first_said": Order("public_first_said"),
    "-first_said": Order("public_first_said", descending=True),
    "-last_said": Order("public_last_said", descending=True),
    "due": Order("public_due"),
}
SORTS = (
    ("-last_evidence", _("latest evidence")),
    ("open_since", _("longest open")),
    ("-statements", _("most repeated")),
    ("first_said", _("first said, oldest first")),
    ("-first_said", _("first said, newest first")),
    ("-last_said", _("last said")),
    ("due", _("due date")),
)
DEFAULT_SORT = "first_said"
OVERDUE = (("true", _("yes")), ("false", _("no")))
# In the past the latest statement, the latest evidence and the standing were others than the
# columns hold.
SORTS_OF_THE_PAST = frozenset({"first_said", "-first_said", "due"})


# More tags at once narrow no list down any further, and each costs a look at every claim.
MOST_TAGS = 20

# Undated words have `date.max` as their first day; they were said on no day that can be asked for.
LAST_DAY = date.max - timedelta(days=1)


def unknown_choice(allowed: tuple[tuple[str, Any], ...] | list[tuple[str, Any]]) -> dict[str, Any]:
    values = ", ".join(value for value, label in allowed)
    sentence = _("“%(value)s” is not known here. Allowed: {values}.")
    return {"invalid_choice": format_lazy(sentence, values=values)}


UNKNOWN_ID = _("Nothing that is published has the id “%(value)s”.")


class IdField(django_filters.fields.ChoiceField):
    """Any id: whether it is published is asked of all ids together."""

    def valid_value(self, value: str) -> bool:
        return True


class IdsField(django_filters.fields.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        return True


class IdFilter(django_filters.ChoiceFilter):
    field_class = IdField


class IdsFilter(django_filters.MultipleChoiceFilter):
    field_class = IdsField


class PeriodFilter(django_filters.Filter):
    field_class = PeriodField


class DayFilter(django_filters.Filter):
    field_class = DayField


class ClaimFilterForm(forms.Form):
    """`known` is what clean() found out about the values asked for; see known.py. Where it is given
    before, for these values and others, it is not asked for again."""

    known: Known | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._refuse_what_does_not_go_together(data)
        if self.known is None:
            late_on = timezone.localdate() if _is_late_today(data) else None
            askable = [one for one in values(data) if not UNSTORABLE.search(one.value)]
            self.known = known(askable, bounds(data), late_on=late_on)
        for name, value in values(data):
            if name in ID_FILTERS and (name, value) not in self.known.names:
                fault = ValidationError(UNKNOWN_ID, "invalid_choice", {"value": value})
                self.add_error(name, fault)
        return data

    def _refuse_what_does_not_go_together(self, data: dict[str, Any]) -> None:
        if data.get("as_of") and data.get("sort") not in ("", None, *SORTS_OF_THE_PAST):
            allowed = ", ".join(sorted(SORTS_OF_THE_PAST))
            sentence = _("Together with as_of, one of these is allowed: {allowed}.")
            self.add_error("sort", format_lazy(sentence, allowed=allowed))
        if len(set(data.get("tag") or ())) > MOST_TAGS:
            sentence = _("At most {most} can be asked for at once.")
            self.add_error("tag", format_lazy(sentence, most=MOST_TAGS))


class ClaimFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Words"), max_length=200)
    standing = django_filters.MultipleChoiceFilter(
        method="by_any",
        label=_("Standing"),
        choices=Verdict.choices,
        error_messages=unknown_choice(Verdict.choices),
    )
    tag = IdsFilter(method="by_all", label=_("Tag"))
    kind = django_filters.ChoiceFilter(
        method="by_kind",
        label=_("Kind"),
        choices=ClaimKind.choices,
        empty_label=_("any"),
        error_messages=unknown_choice(ClaimKind.choices),
    )
    speaker = IdsFilter(method="by_any", label=_("Speaker"))
    source = IdFilter(method="by_one", label=_("Source"))
    statement = IdFilter(method="by_one", label=_("Statement"))
    publisher = IdFilter(method="by_one", label=_("Publisher"))
    basis = django_filters.ChoiceFilter(
        method="by_one",
        label=_("Basis of evidence"),
        choices=Basis.choices,
        empty_label=_("any"),
        error_messages=unknown_choice(Basis.choices),
    )
    said_after = PeriodFilter(method="by_said_after", label=_("Said on or after"))
    said_before = PeriodFilter(method="by_said_before", label=_("Said on or before"))
    due_before = DayFilter(method="by_due_before", label=_("Due on or before"))
    overdue = django_filters.ChoiceFilter(
        method="by_overdue",
        label=_("Overdue"),
        choices=OVERDUE,
        empty_label=_("either"),
        error_messages=unknown_choice(OVERDUE),
    )
    as_of = DayFilter(method="by_as_of", label=_("As of"))
    sort = django_filters.ChoiceFilter(
        method="by_sort",
        label=_("Sort by"),
        choices=SORTS,
        empty_label=None,
        error_messages=unknown_choice(SORTS),
    )

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()
        form = ClaimFilterForm

    def __init__(
        self,
        data: QueryDict,
        *,
        queryset: ClaimQuerySet,
        default_sort: str = DEFAULT_SORT,
        known: Known | None = None,
    ) -> None:
        """`known` is that of another set of filters that asks for these values and more."""
        super().__init__(data, queryset=queryset)
        self.default_sort = default_sort
        self.form.known = known

    @property
    def known(self) -> Known:
        """What is known of the values of valid filters."""
        found: Known = self.form.known
        return found

    @property
    def day(self) -> date | None:
        """The day of `as_of`, or None for today's record."""
        period = self.form.cleaned_data["as_of"]
        return period.upper if period else None

    @property
    def sorted_by(self) -> str:
        """The order asked for, or else the default one, where the past has it."""
        possible = self.day is None or self.default_sort in SORTS_OF_THE_PAST
        default = self.default_sort if possible else DEFAULT_SORT
        return self.form.cleaned_data["sort"] or default

    @property
    def order(self) -> Order:
        return ORDERS[self.sorted_by]

    def without(self, *names: str) -> ClaimQuerySet:
        """What all the other filters find. Not for `as_of` and `said_before`, which others ask."""
        claims = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if value and name not in names:
                claims = self.filters[name].filter(claims, value)
        return claims

    def alone(self, *names: str) -> ClaimQuerySet:
        """What these filters find, as if no others but the day were on."""
        return self.without(*self.form.cleaned_data.keys() - set(names))

    @property
    def error_status(self) -> int:
        """404 where the only fault is an id that is not published, else 400."""
        codes = {
            error.code if name in ID_FILTERS else "wrong"
            for name, errors in self.form.errors.as_data().items()
            for error in errors
        }
        return 404 if codes == {"invalid_choice"} else 400

    def held(self, name: str) -> dict[str, Any]:
        """Which values of a facet hold on the day asked for. Only a standing ever ends, and where
        the end is not asked, an index answers alone."""
        ended = {"until": date.max} if self.day is None else {"until__gt": self.day}
        began = {} if self.day is None else {"since__lte": self.day}
        return began | (ended if name == "standing" else {})

    def search(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        matching = search.matching(value)
        return claims.none() if matching is None else claims.filter(pk__in=matching)

    def by_any(self, claims: ClaimQuerySet, name: str, values: list[str]) -> ClaimQuerySet:
        if name == "standing" and self.day is None:
            return claims.filter(public_standing__in=values)
        return claims.filter(having(name, *values, **self.held(name)))

    def by_all(self, claims: ClaimQuerySet, name: str, values: list[str]) -> ClaimQuerySet:
        for value in values:
            claims = claims.filter(having(name, value, **self.held(name)))
        return claims

    def by_one(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return claims.filter(having(name, value, **self.held(name)))

    def by_kind(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """A claim is of one kind, on whatever day."""
        return claims.filter(public_kind=value)

    def by_said_after(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        """One statement must fall into the whole period, so both ends are asked together. Where the
        first or the last one does, no other has to be looked at."""
        before = self.form.cleaned_data["said_before"]
        latest = min(before.upper if before else LAST_DAY, self.day or LAST_DAY, LAST_DAY)
        fitting = having("said", since__range=(value.lower, latest))
        return claims.filter(
            Q(public_first_said__gte=value.lower) | Q(public_last_said__lte=latest) | Q(fitting),
            public_first_said__lte=latest,
            public_last_said__gte=value.lower,
        )

    def by_said_before(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.filter(public_first_said__lte=_latest(value.upper, self.day))

    def by_due_before(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.filter(public_due__lte=value.upper)

    def by_overdue(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return claims.filter(self.late() if value == "true" else ~self.late())

    def late(self) -> Q:
        """Whether the due date of a claim had passed unanswered on the day asked for."""
        if self.day is None:
            return Q(public_due__lt=timezone.localdate(), public_standing__in=UNSETTLED)
        return Q(public_due__lt=self.day) & Q(
            having("standing", *UNSETTLED, **self.held("standing"))
        )

    def by_as_of(self, claims: ClaimQuerySet, name: str, value: Any) -> ClaimQuerySet:
        return claims.filter(public_first_said__lte=value.upper)

    def by_sort(self, claims: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """The order is applied with the page; see `order`."""
        return claims


def bounds(asked: dict[str, Any]) -> Iterator[Bound]:
    """What the dates asked for say about indexed columns; what matches is within each of them."""
    day = asked["as_of"].upper if asked.get("as_of") else None
    if day:
        yield Bound("as_of", "public_first_said", "<=", day)
    if asked.get("said_before"):
        latest = _latest(asked["said_before"].upper, day)
        yield Bound("said_before", "public_first_said", "<=", latest)
    if asked.get("said_after"):
        yield Bound("said_after", "public_last_said", ">=", asked["said_after"].lower)
    if asked.get("due_before"):
        yield Bound("due_before", "public_due", "<=", asked["due_before"].upper)
    if day and asked.get("overdue") == "true":
        yield Bound("overdue", "public_due", "<", day)


def _latest(upper: date, day: date | None) -> date:
    return min(upper, day or LAST_DAY, LAST_DAY)


def _is_late_today(asked: dict[str, Any]) -> bool:
    return asked.get("overdue") == "true" and not asked.get("as_of")
