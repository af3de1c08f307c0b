"""What a manifest's refs are called: `main`, and create-only ones for names, branches and rescued work."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal
from urllib.parse import quote, unquote

RefKind = Literal["name", "branch", "rescue"]
REFS_MAX: Final = 500
"""Names and branches together: each is about 100 bytes of a manifest that every save writes anew."""


def ref_of(kind: RefKind, text: str) -> str:
    """The ref of a name as a person wrote it: what git can't have in a ref is percent-encoded."""
    return f"{kind}/{quote(text, safe='').replace('.', '%2E').replace('~', '%7E')}"


def refs_of(refs: Mapping[str, str], kind: RefKind) -> Iterator[tuple[str, str]]:
    """→ (name, sha) of every ref of a kind, in the order in which they were made."""
    for ref, sha in refs.items():
        if ref.startswith(f"{kind}/"):
            yield unquote(ref.partition("/")[2]), sha


def names_by_sha(refs: Mapping[str, str]) -> dict[str, str]:
    """What each named commit was called last."""
    return {sha: name for name, sha in refs_of(refs, "name")}


def tag_of(name: str, taken: Mapping[str, str]) -> str:
    """A tag for a plain git client, as close to the name as git allows and not in `taken`."""
    clean = "".join(char if char.isalnum() or char in "-_" else "-" for char in name).strip("-") or "version"
    tag, number = clean, 2
    while tag in taken:
        tag, number = f"{clean}-{number}", number + 1
    return tag
