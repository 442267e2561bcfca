"""What is derived from the editions can be made anew, and what was right stays."""

import pytest
from django.core.management import call_command

from claims import search
from claims.models import Claim, Followup, News
from publication.models import Edition, Facet, FacetCount
from sources.models import Source
from tests.derived import derived
from tests.factories import make_claim, make_editor, make_followup, publish_claim

pytestmark = pytest.mark.django_db


def test_everything_is_as_publishing_left_it() -> None:
    claim = make_claim()
    make_followup(claim=claim).publish(by=make_editor())
    publish_claim(claim, make_editor())
    followup, statement = claim.followups.get(), claim.links.get().statement
    followup.summary, statement.note = "Saved and not published.", "Saved and not published."
    followup.save()
    statement.save()
    before, editions = derived(), Edition.objects.count()
    assert Source.objects.with_unpublished_changes().count() == 1

    Facet.objects.all().delete()
    FacetCount.objects.update(number=7, label="wrong")
    FacetCount.objects.filter(name="tag").delete()
    FacetCount.objects.create(kind="claim", name="tag", value="invented", number=1)
    search.put({claim.pk: None})
    News.objects.all().delete()
    for model in (Claim, Source, Followup):
        model.objects.update(unpublished_changes=False)
    Claim.objects.update(
        public_standing="fulfilled", public_first_said="1999-01-01", public_facets="kind fact"
    )
    assert derived() != before

    call_command("rebuild_public", verbosity=0)
    assert derived() == before
    assert Edition.objects.count() == editions
