"""What to do about a server that can be done without: leave it alone for a while once it failed."""

import logging
import threading
import time

# Long enough that few requests wait for a server that is down, short enough that nobody need tell
# the site when it is back.
PAUSE = 10.0

logger = logging.getLogger(__name__)


class Outage:
    """Whether the server called `name` is worth asking. Shared by all threads."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._retry_at: float | None = None

    def may_ask(self) -> bool:
        """After a pause one caller may, and the others wait for what it finds."""
        with self._lock:
            if self._retry_at is None:
                return True
            if time.monotonic() < self._retry_at:
                return False
            self._retry_at = time.monotonic() + PAUSE
            return True

    def failed(self, error: Exception) -> None:
        """Logged once, however often it fails before it answers again."""
        with self._lock:
            if self._retry_at is None:
                logger.warning("%s is left alone until it answers: %s", self._name, error)
            self._retry_at = time.monotonic() + PAUSE

    def answered(self) -> None:
        # Every page from the cache comes here: a server that never failed costs no lock.
        if self._retry_at is None:
            return
        with self._lock:
            was_down, self._retry_at = self._retry_at is not None, None
        if was_down:
            logger.warning("%s answers again.", self._name)
