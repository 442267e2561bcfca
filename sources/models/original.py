"""The file that a source's text was read from, byte for byte."""

from django.db import models

from publication.constraints import one_of
from sources.models.source import Source


class Certainty(models.TextChoices):
    MARKED = "marked", "the file marks its encoding"
    VALID = "valid", "the bytes are valid UTF-8"
    DECLARED = "declared", "the file declares its encoding"
    GUESSED = "guessed", "the encoding is a guess"


class Original(models.Model):
    """The bytes as they came, and how they were read. For editors only: never published."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="original")
    content = models.BinaryField()
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=40)
    certainty = models.CharField(max_length=8, choices=Certainty)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # Who may see a source at the desk may see its file.
        default_permissions = ()
        constraints = (one_of("certainty", Certainty),)

    def __str__(self) -> str:
        return f"File of {self.source_id}"
