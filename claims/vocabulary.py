"""The words of the record: the label of every stored value, and what each of them means."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.models import Verdict
from claims.models.claim import ClaimKind
from claims.models.claim_statement import Role
from claims.models.followup import Basis, Relation
from claims.models.tag import TagGroup
from sources import vocabulary as sources_vocabulary

ENUMERATIONS: dict[str, Any] = {
    **sources_vocabulary.ENUMERATIONS,
    "verdict": Verdict,
    "claim": ClaimKind,
    "role": Role,
    "relation": Relation,
    "basis": Basis,
    "group": TagGroup,
}


def label(value: str, enumeration: str) -> str:
    """The word of a stored value: `not_fulfilled` is “not fulfilled”. The value itself where it is
    none that this release knows."""
    try:
        return str(ENUMERATIONS[enumeration](value).label)
    except ValueError:
        return value


# One sentence each for the method page, in the order of the values.
MEANINGS: dict[str, dict[str, Any]] = {
    "claim": {
        "fact": _("Something is said to be so, or to have happened."),
        "promise": _("Somebody says that he will do something; most promises have a date."),
        "goal": _("Somebody says what he is trying to reach, without promising it."),
        "non_answer": _("Somebody was asked and did not answer; nothing is asserted by that."),
    },
    "statement": {
        "assertion": _("The speaker says that something is so."),
        "forecast": _("The speaker says that something will be so."),
        "condition": _("The speaker says that something depends on something else."),
        "denial": _("The speaker says that something is not so."),
        "refusal": _("The speaker was asked and did not answer."),
        "report": _("The speaker passes on what somebody else said."),
    },
    "role": {
        "makes": _("The words say what the claim says."),
        "repeats": _("The words say it once more; that is not evidence for it."),
        "hedges": _("The words say it with a reservation or with less certainty."),
        "reports": _("The words say that somebody else says so."),
    },
    "speaker": {
        "person": _("Somebody who speaks under a name of his or her own."),
        "organisation": _("A company, an authority or another body that speaks as such."),
        "reader": _("The one entry that all anonymous commenters share; no names are kept."),
    },
    "verdict": {
        "open": _("No evidence so far has decided anything; the claim is neither true nor false."),
        "supported": _("Independent or official evidence bears the claim out."),
        "contradicted": _("Evidence says otherwise."),
        "qualified": _("Evidence bears out a part of it, or holds only under conditions."),
        "disputed": _("There is evidence for it and against it, and neither decides."),
        "superseded": _("A later claim or event has taken its place."),
        "retracted": _("The speaker took it back."),
        "fulfilled": _("Independent or official evidence shows that the promise was kept."),
        "not_fulfilled": _("Evidence shows that the promise was not kept."),
        "unverifiable": _("It was looked into, and nothing was found that could decide it."),
    },
    "relation": {
        "supports": _("The evidence speaks for the claim."),
        "contradicts": _("The evidence speaks against the claim."),
        "qualifies": _("The evidence narrows the claim down."),
        "updates": _("The evidence tells how the matter went on."),
        "retracts": _("The speaker takes the claim back."),
        "found_nothing": _(
            "Somebody searched and found nothing; the summary says where. That is no evidence."
        ),
    },
    "basis": {
        "self": _("The words of a speaker of the claim."),
        "affiliated": _("Somebody who works for the speaker or has an interest in the matter."),
        "independent": _("Somebody who does not depend on the speaker."),
        "official": _("An authority, a court or a public register."),
    },
    "anchor": {
        "exact": _("The words stand in our copy at their place, character by character."),
        "normalised": _("They differ only in white space, quotes, dashes or coded accents."),
        "moved": _("They stand in our copy at one other place."),
        "not_found": _("They do not stand in our copy."),
        "ambiguous": _("They stand in our copy at several places, so that theirs is not known."),
        "unchecked": _("There is no copy here, so nobody could compare."),
    },
    "date_basis": {
        "stated": _("The document says when it was published."),
        "address": _("The date stands in the address of the document."),
        "inferred": _("The date follows from something else, which a note names."),
        "unknown": _("There is no date."),
    },
}
