"""The head moves on the edge (a restored version, a push, an edit by hand) while a pod has the project open: the tree
follows, and nothing that wasn't saved is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pygit2
import pytest

from common.errors import PackInvalid, StoryDreamError
from common.git.messages import CheckpointMessage
from tests.session_pod.agent.harness import Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
THINKING = "Thinking about it for a while now"


def create(path: str, content: str = "export {};\n") -> tuple[str, dict[str, str]]:
    return ("create", {"path": path, "content": content})


def video(live: Harness) -> str:
    return (live.root / "src/MyVideo.tsx").read_text()


def edited(live: Harness, *later: Answer) -> str:
    """A turn that has made its first edit; → the message's id."""
    live.edge.model.plays(Answer("", [EDIT]), *later)
    message_id = live.edge.say("Make it fast\nplease")
    live.hint("/turns")
    until("the edit", lambda: "Fast" in video(live))
    return message_id


def moved(live: Harness, files: dict[str, str]) -> str:
    """Somebody else's version; the pod has its hint, and a model that waits goes on. → its sha."""
    head = live.edge.commit(files)
    live.hint("/head", {"head": head})
    live.edge.model.go_on()
    return head


def rescued(live: Harness) -> list[pygit2.Commit]:
    """The commits that the edge keeps for the pod."""
    return [live.edge.rescued_commit(pack, name.partition("-")[2]) for name, pack in live.edge.rescued.items()]


def content(commit: pygit2.Commit, path: str) -> str:
    return commit.tree[path].peel(pygit2.Blob).data.decode()


@contextmanager
def unsaved(live: Harness) -> Iterator[None]:
    """Inside, an ended turn's work couldn't be saved; saves fail all the time."""
    live.edge.fail("POST", "/checkpoints", times=10_000)
    live.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast."))
    assert live.turn("Make it fast")["status"] == "failed"
    yield
    live.edge.mend()


@pytest.fixture
def hasty() -> Iterator[Harness]:
    """A pod that gives a save up after a moment."""
    with running_harness(save_give_up_seconds=0.3, exit_save_seconds=0.3) as live:
        assert live.activate().status_code == 200
        yield live


def test_an_idle_pod_follows_a_head_that_moved_on_the_edge(live: Harness) -> None:
    head = moved(live, {"src/MyVideo.tsx": "restored\n"})
    until("the tree", lambda: video(live) == "restored\n")
    until("the pages", lambda: live.project.heads[-1] == {"sha": head, "dirty": False})
    assert live.edge.rescued == {}


def test_an_idle_pod_notices_a_moved_head_by_its_heartbeat(live: Harness) -> None:
    live.edge.commit({"src/MyVideo.tsx": "restored\n"})
    until("the tree", lambda: video(live) == "restored\n")


def test_a_head_that_moves_in_mid_turn_puts_the_work_aside_and_the_model_is_told(live: Harness) -> None:
    message_id = edited(
        live,
        Answer(THINKING, [create("src/late.ts")], waits=1),
        Answer("", [create("src/later.ts")]),
        Answer("Done."),
    )
    moved(live, {"src/MyVideo.tsx": "restored\n"})
    assert live.ended(message_id)["status"] == "done"
    assert live.edge.file("src/MyVideo.tsx") == "restored\n"
    assert live.edge.file("src/late.ts") is None
    assert live.edge.file("src/later.ts") is not None
    (name,) = live.edge.rescued
    told = live.edge.model.requests[2]["messages"][-1]["content"][0]
    assert told["is_error"]
    assert f"kept as rescue/{name}, not in the folder" in told["content"]
    (kept,) = rescued(live)
    assert content(kept, "src/MyVideo.tsx") == 'export const title = "Fast Coast";\n'
    note = CheckpointMessage.parse(kept.message)
    assert (note.summary, note.message_id, note.author_id) == ("Make it fast", message_id, "uid-lena")


def test_a_head_that_moves_unnoticed_is_met_by_the_save(live: Harness) -> None:
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
    live.pod.session.head_hint = lambda _: None  # type: ignore[union-attr, method-assign]
    live.edge.commit({"src/Other.tsx": "other\n"})
    message_id = live.edge.say("Make it fast")
    live.hint("/turns")
    message = live.ended(message_id)
    assert message["status"] == "done"
    assert len(live.edge.rescued) == 1
    assert live.edge.file("src/Other.tsx") == "other\n"
    assert "<notice>" in str(live.edge.model.requests[-1]["messages"][-1])


def test_two_moves_in_one_turn_put_each_piece_of_work_aside(live: Harness) -> None:
    message_id = edited(
        live,
        Answer(THINKING, [create("src/late.ts")], waits=1),
        Answer("", [create("src/second.ts", "second\n")]),
        Answer(THINKING, [create("src/late.ts")], waits=1),
        Answer("", [create("src/third.ts")]),
        Answer("There is a third file."),
    )
    moved(live, {"src/MyVideo.tsx": "restored\n"})
    until("the second piece", (live.root / "src/second.ts").exists)
    moved(live, {"src/MyVideo.tsx": "restored again\n"})
    assert live.ended(message_id)["checkpointSha"] == live.edge.head
    first, second = rescued(live)
    assert "Fast" in content(first, "src/MyVideo.tsx")
    assert content(second, "src/second.ts") == "second\n"
    assert content(second, "src/MyVideo.tsx") == "restored\n"
    assert live.edge.file("src/second.ts") is None
    assert live.edge.file("src/third.ts") is not None
    assert live.edge.log()[0].startswith("There is a third file\n\nAsked: Make it fast\n")


def test_a_version_with_the_very_files_that_the_work_was_built_on_still_keeps_the_work(live: Harness) -> None:
    message_id = edited(live, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Nothing left to do."))
    before = live.edge.head
    moved(live, {"src/MyVideo.tsx": 'export const title = "Slow Coast";\n'})
    assert live.edge.git[live.edge.head].tree_id == live.edge.git[before].tree_id  # type: ignore[attr-defined]
    assert live.ended(message_id)["checkpointSha"] is None
    assert "Slow" in video(live)
    (kept,) = rescued(live)
    assert "Fast" in content(kept, "src/MyVideo.tsx")


def test_while_the_work_cannot_be_kept_the_turn_waits_and_the_tree_stays(live: Harness) -> None:
    live.edge.fail("PUT", "/rescue/", times=10_000)
    message_id = edited(live, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Done."))
    with live.browser() as browser:
        moved(live, {"src/MyVideo.tsx": "restored\n"})
        browser.wait("save.state", state="pending")
        assert "Fast" in video(live)
        assert len(live.edge.model.requests) == 2
        live.edge.mend()
        browser.wait("save.state", state="saved", sha=live.edge.head)
    assert live.ended(message_id)["status"] == "done"
    assert video(live) == "restored\n"
    (kept,) = rescued(live)
    assert "Fast" in content(kept, "src/MyVideo.tsx")


def test_a_turn_that_waits_in_vain_ends_with_its_work_in_the_tree_and_a_later_wake_keeps_it(hasty: Harness) -> None:
    hasty.edge.fail("PUT", "/rescue/", times=10_000)
    message_id = edited(hasty, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Done."))
    moved(hasty, {"src/MyVideo.tsx": "restored\n"})
    message = hasty.ended(message_id)
    assert message["status"] == "failed"
    assert "Fast" in video(hasty)
    assert hasty.save()["saved"] is False
    hasty.edge.mend()
    until("the tree", lambda: video(hasty) == "restored\n")
    (kept,) = rescued(hasty)
    assert "Fast" in content(kept, "src/MyVideo.tsx")


def test_a_stop_ends_a_turn_that_waits_for_its_work_to_be_kept(live: Harness) -> None:
    live.edge.fail("PUT", "/rescue/", times=10_000, error=StoryDreamError())
    message_id = edited(live, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Done."))
    with live.browser() as browser:
        moved(live, {"src/MyVideo.tsx": "restored\n"})
        browser.wait("save.state", state="pending")
    started = time.monotonic()
    live.hint("/stop", {"turnId": live.running(message_id), "keep": True})
    assert live.ended(message_id)["status"] == "stopped"
    assert time.monotonic() - started < 30
    assert "Fast" in video(live)
    live.edge.mend()
    until("the rescue", lambda: live.edge.rescued)


def test_work_that_the_edge_refuses_for_good_is_kept_in_the_pod_and_the_tree_moves(live: Harness) -> None:
    live.edge.fail("PUT", "/rescue/", times=100, error=PackInvalid("not like this"))
    message_id = edited(live, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Done."))
    with live.browser() as browser:
        moved(live, {"src/MyVideo.tsx": "restored\n"})
        assert "not like this" in browser.wait("error", code="not_put_aside")["message"]
    live.ended(message_id)
    assert video(live) == "restored\n"
    git = pygit2.Repository(str(live.settings.repository_dir))
    (ref,) = [name for name in git.references if name.startswith("refs/storydream/kept/")]
    assert "Fast" in content(git.references[ref].peel(pygit2.Commit), "src/MyVideo.tsx")
    told = str(live.edge.model.requests[2]["messages"][-1])
    assert f"{ref}, in this workspace only (not like this)" in told


def test_an_idle_pods_unsaved_work_is_kept_before_the_tree_moves(hasty: Harness) -> None:
    hasty.edge.fail("PUT", "/rescue/", times=6)
    with unsaved(hasty):
        moved(hasty, {"src/MyVideo.tsx": "restored\n"})
        until("the work to be kept", lambda: hasty.edge.rescued)
        until("the tree", lambda: video(hasty) == "restored\n")
    (kept,) = rescued(hasty)
    assert "Fast" in content(kept, "src/MyVideo.tsx")
    assert kept.message.startswith("The title is fast\n\nAsked: Make it fast\n")
    assert hasty.save() == {"sha": hasty.edge.head, "saved": True}


def test_a_rescue_whose_reply_was_lost_is_the_same_rescue_the_next_time(live: Harness) -> None:
    live.edge.fail("PUT", "/rescue/", times=6, after_effect=True)
    message_id = edited(live, Answer(THINKING, [create("src/late.ts")], waits=1), Answer("Done."))
    moved(live, {"src/MyVideo.tsx": "restored\n"})
    assert live.ended(message_id)["status"] == "done"
    assert len(live.edge.rescued) == 1


def test_a_move_before_the_save_for_release_puts_the_work_aside(hasty: Harness) -> None:
    """Also where the pod hears of the move only while it still tries to save."""
    with unsaved(hasty):
        head = hasty.edge.commit({"src/MyVideo.tsx": "restored\n"})
        assert hasty.save() == {"sha": head, "saved": True}
    (kept,) = rescued(hasty)
    assert "Fast" in content(kept, "src/MyVideo.tsx")


def test_a_turn_that_is_stopped_for_release_while_the_head_moves_keeps_its_work(live: Harness) -> None:
    message_id = edited(live, Answer(THINKING * 60, pause=0.1))
    live.pod.session.head_hint = lambda _: None  # type: ignore[union-attr, method-assign]
    head = live.edge.commit({"src/MyVideo.tsx": "restored\n"})
    assert live.save() == {"sha": head, "saved": True}
    assert live.edge.messages[message_id].status == "stopped"
    assert "put aside" in str(live.edge.answers()[0].error)
    (kept,) = rescued(live)
    assert "Fast" in content(kept, "src/MyVideo.tsx")


def test_a_commit_whose_reply_was_lost_is_no_unsaved_work_when_the_head_moves_on(hasty: Harness) -> None:
    hasty.edge.fail("POST", "/checkpoints", times=10_000, after_effect=True)
    before = hasty.edge.head
    hasty.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast."))
    message_id = hasty.edge.say("Make it fast")
    hasty.hint("/turns")
    until("the commit", lambda: hasty.edge.head != before)
    head = moved(hasty, {"src/Other.tsx": "other\n"})
    hasty.ended(message_id)
    until("the tree", (hasty.root / "src/Other.tsx").exists)
    until("the version", lambda: hasty.save() == {"sha": head, "saved": True})
    assert hasty.edge.rescued == {}
    assert "Fast" in str(hasty.edge.file("src/MyVideo.tsx"))


def test_a_hint_of_the_past_changes_nothing(live: Harness) -> None:
    before = live.edge.head
    live.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast."))
    assert live.turn("Make it fast")["status"] == "done"
    live.hint("/head", {"head": before})
    assert live.save() == {"sha": live.edge.head, "saved": True}
    assert "Fast" in video(live)
    assert live.edge.rescued == {}
