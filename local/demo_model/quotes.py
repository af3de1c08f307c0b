"""Quoted texts taken out of a request, so that its own words can be looked at without them."""

import re
from dataclasses import dataclass
from typing import Final

TEXT_MAX: Final = 200

_QUOTED: Final = re.compile(r"[\"“„«]([^\"”“»]{1,200})[\"”“»]|(?<!\w)['‘‚]([^'’]{1,200})['’](?!\w)")
_MARK: Final = re.compile(r"\x00(\d+)\x00")


@dataclass(frozen=True)
class Quoted:
    """`bare` holds a mark for each of `texts`."""

    bare: str
    texts: list[str]

    @classmethod
    def of(cls, request: str) -> "Quoted":
        texts: list[str] = []

        def keep(match: re.Match[str]) -> str:
            texts.append((match.group(1) or match.group(2)).strip())
            return f"\x00{len(texts) - 1}\x00"

        return cls(_QUOTED.sub(keep, request.replace("\x00", "")), texts)

    def first(self, clause: str) -> str | None:
        """The first quoted text of a part of the request."""
        found = _MARK.search(clause)
        return None if found is None else self.texts[int(found.group(1))]

    def without(self, clause: str) -> str:
        return _MARK.sub("", clause)

    def restored(self, clause: str) -> str:
        return _MARK.sub(lambda at: f"“{self.texts[int(at.group(1))]}”", clause)
