"""Rules for making good videos, one file a subject, which the agent reads when it needs them.

A file's first line is its title, the first paragraph below it says when to read it, and every `tsx` block in it is a
whole module that compiles and renders.
"""

from importlib.resources import files
from typing import Final

from common.errors import NotFound

_PARAGRAPH: Final = "\n\n"


def skill(name: str) -> str:
    """The text of a skill. Raises NotFound, naming all there are."""
    known = _names()
    if name not in known:
        raise NotFound(f"There is no skill {name[:60]!r}; there are {', '.join(known)}.")
    return _text(name)


def skills_index() -> str:
    """One line a skill, `- name: when to read it`, for the system prompt."""
    return "\n".join(f"- {name}: {' '.join(_text(name).split(_PARAGRAPH)[1].split())}" for name in _names())


def _names() -> list[str]:
    return sorted(file.name.removesuffix(".md") for file in files(__name__).iterdir() if file.name.endswith(".md"))


def _text(name: str) -> str:
    return files(__name__).joinpath(f"{name}.md").read_text()
