"""Ids: one pattern for all of them, so that an id can be a host label and a Kubernetes name."""

import re
import secrets
from typing import Annotated

from pydantic import StringConstraints

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{7,39}$"
_ID = re.compile(ID_PATTERN)

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


def is_id(value: str) -> bool:
    """Whether `value` can be an id of ours."""
    return _ID.fullmatch(value) is not None


def new_id() -> str:
    """A fresh random id: 32 hex digits, 128 bits; also a session's host label, so it can't be guessed."""
    return secrets.token_hex(16)
