"""The one signal of the project, so that `publication` need not know who listens."""

from django.dispatch import Signal

# Sent inside the transaction that appends an edition, with `instance` (the row) and `edition`.
# A receiver that raises undoes the whole publication.
edition_issued = Signal()
