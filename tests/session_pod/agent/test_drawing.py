"""Strips: of each new head once the pod is quiet, and of versions that somebody asks for; drawn beside the tree."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.session_pod.agent.harness import Harness, running_harness, until

Json = dict[str, Any]
COMPOSITION = {"id": "Video", "width": 1920, "height": 1080, "fps": 30, "durationInFrames": 90}


def _draw(version: Path) -> Json:
    """Pictures that tell which files they were drawn of."""
    title = (version / "src/MyVideo.tsx").read_text()
    shape = {"frames": [0, 45, 89], "columns": 3, "tileWidth": 320, "tileHeight": 180}
    pictures = {name: base64.b64encode(f"{name} of {title}".encode()).decode() for name in ("strip", "poster")}
    return {"composition": COMPOSITION, **shape, **pictures}


@pytest.fixture
def quick() -> Iterator[Harness]:
    with running_harness(quiet_seconds=0.1, first_look_seconds=0.1) as harness:
        harness.project.strip_of = _draw
        yield harness


def _build(version: Path) -> str:
    """A player that tells which files it was built of."""
    folder = version / ".player"
    folder.mkdir()
    (folder / "main.js").write_bytes((version / "src/MyVideo.tsx").read_bytes())
    (folder / "player.json").write_text(json.dumps({"files": ["main.js"], "styles": []}))
    return ""


def _strip(harness: Harness, sha: str) -> Json:
    return until("the strip", lambda: harness.edge.gallery.strips.get(sha), 30)


def test_the_head_and_each_new_one_gets_a_strip_that_browsers_are_told_of(quick: Harness) -> None:
    assert quick.activate().status_code == 200
    first = quick.edge.head
    with quick.browser(cursor={"sessionId": quick.claims.session_id, "seq": 0}) as browser:
        assert browser.wait("strip", seconds=30)["sha"] == first
        head = quick.edge.commit({"src/MyVideo.tsx": "export const title = 'Fast Coast';\n"})
        quick.hint("/head", {"head": head})
        assert browser.wait("strip", seconds=30)["sha"] == head
    kept = _strip(quick, head)
    assert kept["about"] == {
        "sha": head,
        "clip": {"width": 1920, "height": 1080, "fps": 30.0, "durationInFrames": 90},
        "frames": [0, 45, 89],
        "columns": 3,
        "tileWidth": 320,
        "tileHeight": 180,
    }
    assert b"Fast Coast" in kept["strip"]
    assert b"Slow Coast" in _strip(quick, first)["poster"]
    until("the version's files to be gone", lambda: not (quick.pod_dir / "version/project").exists(), 30)


def test_a_head_whose_strip_is_kept_is_not_drawn_again(quick: Harness) -> None:
    quick.edge.gallery.strips[quick.edge.head] = {"kept": True}
    assert quick.activate().status_code == 200
    head = quick.edge.commit({"src/note.ts": "export {};\n"})
    quick.hint("/head", {"head": head})
    _strip(quick, head)
    assert quick.edge.gallery.strips[quick.edge.template.head] == {"kept": True}


def test_an_earlier_version_is_drawn_for_who_asks_while_the_tree_stays_at_the_head(quick: Harness) -> None:
    first = quick.edge.head
    quick.edge.gallery.strips[first] = {"kept": True}  # so that only who asks has it drawn
    head = quick.edge.commit({"src/MyVideo.tsx": "export const title = 'Fast Coast';\n"})
    assert quick.activate().status_code == 200
    assert b"Fast Coast" in _strip(quick, head)["strip"]
    del quick.edge.gallery.strips[first]
    quick.edge.gallery.want(first, "strip")
    assert quick.hint("/wanted").status_code == 202
    assert b"Slow Coast" in _strip(quick, first)["strip"]
    assert "Fast Coast" in (quick.root / "src/MyVideo.tsx").read_text()
    until("nothing to be wanted", lambda: not quick.edge.gallery.wanted, 30)


def test_what_can_not_be_drawn_is_told_to_who_asked_and_does_not_stop_the_next(quick: Harness) -> None:
    first = quick.edge.head
    quick.project.strip_of = lambda version: (
        _draw(version) if "Fast" in (version / "src/MyVideo.tsx").read_text() else None
    )
    head = quick.edge.commit({"src/MyVideo.tsx": "export const title = 'Fast Coast';\n"})
    assert quick.activate().status_code == 200
    _strip(quick, head)
    quick.edge.gallery.want(first, "strip")
    quick.edge.gallery.want("a" * 40, "strip")
    quick.hint("/wanted")
    # Of one order asked for again while it is being filled there are two.
    until("both problems", lambda: {one["sha"] for one in quick.edge.gallery.problems} == {first, "a" * 40}, 30)
    told = {one["sha"]: (one["kind"], one["problem"]) for one in quick.edge.gallery.problems}
    assert told[first] == ("strip", "The video throws")
    assert "hold no commit aaaaaaa" in told["a" * 40][1]
    assert first not in quick.edge.gallery.strips


def test_a_version_that_somebody_wants_to_play_is_built(quick: Harness) -> None:
    quick.project.build_of = _build
    first = quick.edge.head
    quick.edge.commit({"src/MyVideo.tsx": "export const title = 'Fast Coast';\n"})
    assert quick.activate().status_code == 200
    quick.edge.gallery.want(first, "player")
    quick.hint("/wanted")
    player = until("the player", lambda: quick.edge.gallery.players.get(first), 30)
    assert b"Slow Coast" in player["main.js"]
    assert list(quick.edge.gallery.players) == [first]


def test_each_new_head_is_built_while_somebody_may_watch_it_by_a_link(quick: Harness) -> None:
    quick.project.build_of = _build
    assert quick.activate().status_code == 200
    _strip(quick, quick.edge.head)
    assert quick.edge.gallery.players == {}
    quick.edge.gallery.has_links = True
    until("the head's player", lambda: quick.edge.gallery.players.get(quick.edge.head), 30)
    head = quick.edge.commit({"src/MyVideo.tsx": "export const title = 'Fast Coast';\n"})
    quick.hint("/head", {"head": head})
    player = until("the new head's player", lambda: quick.edge.gallery.players.get(head), 30)
    assert b"Fast Coast" in player["main.js"]


def test_why_a_version_can_not_be_built_is_told(quick: Harness) -> None:
    quick.project.build_of = lambda _version: "src/MyVideo.tsx: Unexpected token"
    assert quick.activate().status_code == 200
    quick.edge.gallery.want(quick.edge.head, "player")
    quick.hint("/wanted")
    problem = until("the problem", lambda: quick.edge.gallery.problems, 30)[0]
    assert (problem["kind"], "Unexpected token" in problem["problem"]) == ("player", True)
