"""What the agent looked at, kept for the browsers that are open: a few pictures, in memory, while the session lasts."""

import base64
import threading
from collections import OrderedDict
from typing import Any, Final

PICTURES_MAX: Final = 10
PICTURE_MAX_BYTES: Final = 180 * 1024  # 240 KiB in base64: one frame of the event socket


class Pictures:
    """The newest pictures by the id of the tool's use. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def keep(self, tool_id: str, media_type: str, data: bytes) -> bool:
        """→ whether it can be asked for: one that is larger than a frame takes is not kept."""
        if len(data) > PICTURE_MAX_BYTES:
            return False
        with self._lock:
            self._kept[tool_id] = (media_type, data)
            while len(self._kept) > PICTURES_MAX:
                self._kept.popitem(last=False)
        return True

    def told(self, tool_id: str) -> dict[str, Any]:
        """The members of the `picture` event: without `data` when it isn't kept any more."""
        with self._lock:
            kept = self._kept.get(tool_id)
        if kept is None:
            return {"toolId": tool_id}
        media_type, data = kept
        return {"toolId": tool_id, "mediaType": media_type, "data": base64.b64encode(data).decode()}
