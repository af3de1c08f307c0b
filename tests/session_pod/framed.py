"""The app's side of a preview that it frames."""

import time
from typing import Any

from playwright.sync_api import Page

from tests.session_pod.pod import Pod

Message = dict[str, Any]


class App:
    """The app's side of a framed preview: what it hears, what it tells."""

    def __init__(self, page: Page, pod: Pod) -> None:
        self.page = page
        self._pod = pod
        self._heard = 0

    def open(self, url: str) -> None:
        self.page.evaluate("url => open_preview(url)", url)

    def tell(self, **message: object) -> None:
        self.page.evaluate("message => tell(message)", message)

    def hear(self, kind: str, seconds: float = 30, **fields: object) -> Message:
        """The next message of this kind with these fields; skips others. What was skipped isn't heard again."""
        deadline = time.monotonic() + seconds
        seen: list[Message] = []
        while time.monotonic() < deadline:
            for message in self.page.evaluate(f"heard.slice({self._heard})"):
                self._heard += 1
                seen.append(message)
                if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                    return dict(message)
            time.sleep(0.02)
        raise AssertionError(f"no {kind} {fields} within {seconds} s; heard {seen}")

    def skip(self) -> None:
        self._heard = self.page.evaluate("heard.length")

    def picture(self) -> str:
        """The text that the framed page shows."""
        return self.page.frames[1].locator("body").inner_text()
