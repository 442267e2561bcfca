"""The one signal of the project, so that `publication` need not know who listens."""

from django.dispatch import Signal

# Sent inside the transaction that appends editions of one class of rows, with `pairs`: each row and
# its edition, by number. A receiver that raises undoes the whole publication.
editions_issued = Signal()
