"""How many published documents have a value of a facet, alone and together with another value."""

from django.db import models


class FacetCount(models.Model):
    """Of all documents of `kind` in force with the value `of_value` of the facet `of_name`, or of
    all where both are empty: `number` of them have the value `value` of the facet `name` today.
    Two facets and their values are divided by a space.

    The row with the empty `name` counts the documents themselves. Kept by publishing (counting.py),
    from the facets that hold now; no row has the number 0. `label` and `detail` are those of the
    newest edition that has the value, and are empty beside a value, where nobody needs them twice.
    """

    kind = models.CharField(max_length=20)
    of_name = models.CharField(max_length=20, blank=True)
    of_value = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "of_name", "of_value", "name", "value"], name="facet_count_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} × {self.name}={self.value} of {self.of_name}={self.of_value}"
