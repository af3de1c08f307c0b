"""Names as people write them, as refs that git takes."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.git.refs import names_by_sha, ref_of, refs_of, tag_of

A, B = "a" * 40, "b" * 40
NAMES = st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable())


@given(NAMES)
def test_every_name_comes_back_as_it_was(name: str) -> None:
    ref = ref_of("name", name)
    assert list(refs_of({"main": B, ref: A, "branch/x": B}, "name")) == [(name, A)]
    assert ref.isascii()


@pytest.mark.parametrize(
    "name", ["Final cut", "v1.0", "..", ".lock", "a/b", "@{", "~^:?*[\\", "✓ fertig", "-x", "a.lock"]
)
def test_git_takes_every_name_as_a_ref_and_as_a_tag(name: str) -> None:
    for ref in (f"refs/{ref_of('name', name)}", f"refs/tags/{tag_of(name, {})}"):
        subprocess.run(["git", "check-ref-format", ref], check=True, timeout=60)


def test_tags_that_would_be_the_same_are_numbered() -> None:
    tags: dict[str, str] = {}
    for name in ("a b", "a-b", "a.b"):
        tags[tag_of(name, tags)] = name
    assert tags == {"a-b": "a b", "a-b-2": "a-b", "a-b-3": "a.b"}


def test_the_name_given_last_is_shown() -> None:
    assert names_by_sha({"main": B, ref_of("name", "draft"): A, ref_of("name", "final"): A}) == {A: "final"}
