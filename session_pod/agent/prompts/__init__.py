"""What the agent says to the model, kept as text files; `$name` is filled in, and a missing value is an error."""

import re
from importlib.resources import files
from string import Template
from typing import Final

_CLOSING: Final = re.compile(r"<(?=[\s\u200b-\u200f\u2060\ufeff]*[/∕⁄／])")


def prompt(name: str, **values: object) -> str:
    """The prompt `name`.md with its values filled in. Raises KeyError when one is missing."""
    return Template(files(__name__).joinpath(f"{name}.md").read_text()).substitute(values).strip()


def quoted(text: str) -> str:
    """What the project's own code or files say, so that it can't close the tag it is told in, nor seem to."""
    return _CLOSING.sub(r"<\\", text)
