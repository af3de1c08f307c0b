"""What a project's pods are to make of its checkpoints, as changes of its document."""

from typing import Any

from common.picture_models import WANTED_MAX, Kind, Wanted


def wanted_changes(known: list[Wanted], wanted: Wanted, only_known: bool) -> dict[str, Any] | None:
    """With this one noted, of the oldest only the newest WANTED_MAX kept; None where nothing is to be noted."""
    others = _without(known, wanted.sha, wanted.kind)
    if only_known and len(others) == len(known):
        return None
    return _changes([*others, wanted][-WANTED_MAX:])


def made_changes(known: list[Wanted], sha: str, kind: Kind) -> dict[str, Any] | None:
    """Without this one, which is made; None where nobody wanted it."""
    others = _without(known, sha, kind)
    return None if len(others) == len(known) else _changes(others)


def _without(known: list[Wanted], sha: str, kind: Kind) -> list[Wanted]:
    return [one for one in known if (one.sha, one.kind) != (sha, kind)]


def _changes(wanted: list[Wanted]) -> dict[str, Any]:
    return {"wanted": [one.model_dump(by_alias=True) for one in wanted]}
