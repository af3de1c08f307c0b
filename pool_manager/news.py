"""Word of what other pool managers changed, so that nobody here has to wait for the next look."""

import logging
import threading

from common.errors import Unavailable
from common.session_store import LINE_CHANNEL, SWITCHES_CHANNEL
from pool_manager.leadership import Leadership
from pool_manager.lifecycle import Parts

logger = logging.getLogger(__name__)


def follow(parts: Parts, leadership: Leadership) -> threading.Event:
    """Listen in the background until the event is set."""

    def heard(channel: str) -> None:
        if channel == SWITCHES_CHANNEL:
            leadership.look()
        elif channel == LINE_CHANNEL:
            parts.line.notify()
        else:
            parts.changes.tell()

    stop = threading.Event()
    threading.Thread(target=parts.store.listen, args=(heard, stop), name="news", daemon=True).start()
    return stop


def tell_of_switches(parts: Parts) -> None:
    """Without Redis the others see it within seconds by themselves."""
    try:
        parts.store.announce(SWITCHES_CHANNEL)
    except Unavailable as error:
        logger.warning("Other pool managers see the switches a little later: %s", error.detail)
