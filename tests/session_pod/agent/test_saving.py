import secrets

import pytest

from common.errors import PackInvalid, StoryDreamError
from tests.session_pod.agent.harness import Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})


def create(path: str, content: str = "export {};\n") -> tuple[str, dict[str, str]]:
    return ("create", {"path": path, "content": content})


def test_a_save_is_tried_again_while_the_edge_fails_and_the_user_sees_pending(live: Harness) -> None:
    live.edge.fail("POST", "/checkpoints", times=2)
    live.edge.model.plays(Answer("", [EDIT]))
    with live.browser() as browser:
        assert live.turn("Make it fast")["checkpointSha"] == live.edge.head
        browser.wait("turn.state", state="done")
    states = [event["state"] for event in browser.seen if event["type"] == "save.state" and "turnId" in event]
    assert states == ["pending", "pending", "saved"]


def test_a_bug_of_the_edge_is_waited_out_like_its_silence(live: Harness) -> None:
    live.edge.fail("POST", "/checkpoints", error=StoryDreamError())
    live.edge.model.plays(Answer("", [EDIT]))
    message = live.turn("Make it fast")
    assert (message["status"], message["checkpointSha"]) == ("done", live.edge.head)


def test_a_lost_reply_makes_no_second_checkpoint(live: Harness) -> None:
    live.edge.fail("POST", "/checkpoints", after_effect=True)
    live.edge.model.plays(Answer("", [EDIT]))
    assert live.turn("Make it fast")["checkpointSha"] == live.edge.head
    assert len(live.edge.log()) == 2


@pytest.mark.parametrize("path", ["/messages", "/heartbeat", "/repo"])
def test_lost_replies_elsewhere_change_nothing(live: Harness, path: str) -> None:
    for method in ("PUT", "POST", "GET"):
        live.edge.fail(method, path, times=2, after_effect=True)
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
    message = live.turn("Make it fast")
    assert message["status"] == "done"
    assert [answer.content for answer in live.edge.answers()] == ["Done. "]


def test_saving_that_stays_impossible_fails_the_turn_and_keeps_its_work_for_later() -> None:
    with running_harness(save_give_up_seconds=0.5, exit_save_seconds=0.5) as live:
        assert live.activate().status_code == 200
        live.edge.fail("POST", "/checkpoints", times=10_000)
        live.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
        message = live.turn("Make it fast")
        assert message["status"] == "failed"
        assert "Fast" in (live.root / "src/MyVideo.tsx").read_text()
        live.edge.mend()
        until("the work to be saved later", lambda: "Fast" in str(live.edge.file("src/MyVideo.tsx")))
        assert live.save()["saved"] is True  # after the save that the edge has seen
        with live.browser() as browser:
            assert browser.wait("snapshot")["save"]["state"] == "saved"


def test_a_save_carries_the_video_settings_of_the_new_head_where_they_are_literals(live: Harness) -> None:
    def turn(old: str, new: str) -> object:
        live.edge.model.plays(Answer("", [("edit", {"path": "src/Root.tsx", "oldText": old, "newText": new})]))
        live.turn("Change the settings")
        return live.edge.metas[-1].get("videoSettings")

    assert turn("{180}", "{240}") == {"width": 1920, "height": 1080, "fps": 30, "durationInFrames": 240}
    assert turn("{240}", "{LENGTH}") is None


def test_packs_span_everything_since_base_over_many_turns(live: Harness) -> None:
    for number in range(3):
        live.edge.model.plays(Answer("", [create(f"src/n{number}.ts")]), Answer("Done."))
        live.turn(f"Add {number}")
    assert len(live.edge.log()) == 4
    assert live.edge.fsck() == ""
    assert live.edge.acknowledged[-1] == live.edge.head


def test_a_restored_versions_large_files_need_not_travel_again(warm: Harness) -> None:
    films = {f"public/{number}.bin": secrets.token_hex(500_000) for number in range(2)}
    first = warm.edge.commit(films)
    warm.edge.compact(large=tuple(films))
    warm.edge.commit(dict.fromkeys(films, "gone\n"))
    warm.edge.compact()
    warm.edge.commit({path: str(warm.edge.file(path, first)) for path in films})
    assert warm.activate().status_code == 200
    warm.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
    assert warm.turn("Make it fast")["checkpointSha"] == warm.edge.head
    assert warm.edge.posted_bytes[-1] < 10_000
    assert (warm.root / "public/1.bin").read_text() == films["public/1.bin"]


def test_after_a_compaction_the_pod_packs_again(live: Harness) -> None:
    live.edge.model.plays(Answer("", [create("src/a.ts")]), Answer("Done."))
    live.turn("Add a")
    live.edge.compact()
    live.edge.model.plays(Answer("", [create("src/b.ts")]), Answer("Done."))
    assert live.turn("Add b")["checkpointSha"] == live.edge.head
    assert live.edge.file("src/a.ts") is not None


def test_changes_that_can_never_be_saved_fail_the_turn_and_are_taken_back(live: Harness) -> None:
    make = "for n in 1 2 3; do head -c 9000000 /dev/urandom > public.$n.bin; done"
    live.edge.model.plays(Answer("", [("bash", {"command": make})]), Answer("Done."))
    message = live.turn("Make large files")
    assert message["status"] == "failed"
    (answer,) = live.edge.answers()
    assert "25 MB" in str(answer.error)
    assert not (live.root / "public.1.bin").exists()
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
    assert live.turn("Make it fast")["status"] == "done"


def test_what_the_edge_would_refuse_stays_in_the_folder_and_the_user_is_told(live: Harness) -> None:
    mess = (
        "ln -s MyVideo.tsx src/Same.tsx; head -c 10485761 /dev/zero > big.bin; echo x > 'a:b.txt'; "
        "mkdir -p code && echo 1 > code/kept.ts; ln -s code linked; echo y > \"$(printf 'n\\377')\""
    )
    live.edge.model.plays(Answer("", [EDIT, ("bash", {"command": mess})]), Answer("Done."))
    assert live.turn("Make it fast, and a mess")["status"] == "done"
    assert "Fast" in str(live.edge.file("src/MyVideo.tsx"))
    assert live.edge.file("code/kept.ts") == "1\n"
    for path in ("src/Same.tsx", "big.bin", "a:b.txt", "linked"):
        assert live.edge.file(path) is None
        assert (live.root / path).exists()
    told = str(live.edge.answers()[-1].error)
    assert "src/Same.tsx (is a link" in told
    assert "big.bin (is larger than 10 MiB" in told
    assert "a:b.txt (is not a safe name)" in told
    assert live.save()["saved"] is True


def test_a_file_that_became_a_link_keeps_its_saved_version_and_is_told_of_once(live: Harness) -> None:
    swap = "mv src/MyVideo.tsx src/Moved.tsx; ln -s Moved.tsx src/MyVideo.tsx"
    live.edge.model.plays(Answer("", [("bash", {"command": swap})]), Answer("Done."))
    live.turn("Move it")
    assert "Slow" in str(live.edge.file("src/MyVideo.tsx"))
    assert "Slow" in str(live.edge.file("src/Moved.tsx"))
    assert (live.root / "src/MyVideo.tsx").is_symlink()
    live.edge.model.plays(Answer("", [create("src/n.ts")]), Answer("Done."))
    live.turn("Add another")
    assert [bool(answer.error) for answer in live.edge.answers()] == [True, False]


def test_an_oversized_change_keeps_the_saved_version_and_is_never_stored(live: Harness) -> None:
    grow = "head -c 10485761 /dev/zero > src/MyVideo.tsx"
    live.edge.model.plays(Answer("", [("bash", {"command": grow})]), Answer("Done."))
    message = live.turn("Grow it")
    assert (message["status"], message.get("checkpointSha")) == ("done", None)
    assert "Slow" in str(live.edge.file("src/MyVideo.tsx"))
    assert (live.root / "src/MyVideo.tsx").stat().st_size == 10485761
    assert "larger than 10 MiB" in str(live.edge.answers()[-1].error)


def test_a_folder_that_became_a_file_and_a_file_that_became_a_folder_are_saved(live: Harness) -> None:
    first = "mkdir a; echo 1 > a/x; echo 1 > b"
    live.edge.model.plays(Answer("", [("bash", {"command": first})]), Answer("Done."))
    live.turn("Begin")
    second = "rm -r a b; echo 2 > a; mkdir b; echo 2 > b/x"
    live.edge.model.plays(Answer("", [("bash", {"command": second})]), Answer("Done."))
    assert live.turn("Swap")["status"] == "done"
    assert (live.edge.file("a"), live.edge.file("b/x"), live.edge.file("a/x")) == ("2\n", "2\n", None)


def test_what_a_command_leaves_behind_never_reaches_git_or_the_world_outside(live: Harness) -> None:
    outside = live.pod_dir / "outside"
    outside.mkdir()
    (outside / "MyVideo.tsx").write_text("not yours\n")
    mess = f"git init -q nested; git init -q .; mkfifo pipe; rm -rf src; ln -s {outside} src; echo x > made.txt"
    live.edge.model.plays(Answer("", [("bash", {"command": mess})]), Answer("Done."))
    assert live.turn("Make a mess")["status"] == "done"
    assert live.edge.file("made.txt") == "x\n"
    assert live.edge.file("src") is None
    assert (outside / "MyVideo.tsx").read_text() == "not yours\n"
    (live.root / "src").symlink_to(outside)  # before the head moves: a heartbeat may have the pod follow it at once
    head = live.edge.commit({"src/MyVideo.tsx": "restored\n"})
    live.hint("/head", {"head": head})
    until("the tree", lambda: not (live.root / "src").is_symlink() and (live.root / "src/MyVideo.tsx").exists())
    assert (outside / "MyVideo.tsx").read_text() == "not yours\n"


def test_leftovers_that_are_refused_for_good_are_put_aside_and_the_session_goes_on() -> None:
    with running_harness(save_give_up_seconds=0.3, exit_save_seconds=0.3) as live:
        assert live.activate().status_code == 200
        live.edge.fail("POST", "/checkpoints", times=2, error=StoryDreamError())
        live.edge.fail("POST", "/checkpoints", times=100, error=PackInvalid("not like this"))
        live.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast."))
        assert live.turn("Make it fast")["status"] == "failed"
        until("the work to be put aside", lambda: live.edge.rescued)
        until("the saved version", lambda: "Slow" in (live.root / "src/MyVideo.tsx").read_text())
        live.edge.mend()
        live.edge.model.plays(Answer("", [create("src/n.ts")]), Answer("Done."))
        assert live.turn("Go on")["checkpointSha"] == live.edge.head
        assert len(live.edge.rescued) == 1


def test_an_end_that_could_not_be_stored_is_sent_again() -> None:
    with running_harness(save_give_up_seconds=0.3) as live:
        assert live.activate().status_code == 200
        live.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast.", waits=1))
        message_id = live.edge.say("Make it fast")
        live.hint("/turns")
        until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
        live.edge.fail("PUT", "/messages/", times=10_000)
        live.edge.model.go_on()
        until("the turn to end", lambda: live.http.get("/healthz").json()["turn"] is False)
        assert live.edge.messages[message_id].status == "running"
        live.edge.mend()
        assert live.ended(message_id)["checkpointSha"] == live.edge.head
        assert [answer.content for answer in live.edge.answers()] == ["The title is fast. "]


def test_save_before_release_stops_the_turn_with_its_work_kept(live: Harness) -> None:
    live.edge.model.plays(Answer("", [EDIT]), Answer("Speaking on and on for a good while " * 60, pause=0.1))
    message_id = live.edge.say("Make it fast")
    live.hint("/turns")
    until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
    assert live.save() == {"sha": live.edge.head, "saved": True}
    assert "Fast" in str(live.edge.file("src/MyVideo.tsx"))
    assert live.edge.messages[message_id].status == "stopped"
    later = live.edge.say("Not in this pod")
    live.hint("/turns")
    with pytest.raises(AssertionError):
        live.ended(later, seconds=1)
    assert live.edge.messages[later].status == "queued"


def test_save_needs_the_pool_managers_token_for_this_session(live: Harness) -> None:
    assert live.http.post("/save", json={}).status_code == 401
    token = live.keys.signers["edge"].mint_activation(live.claims, live.settings.pod_uid)
    assert live.http.post("/save", json={}, headers={"Authorization": f"Bearer {token}"}).status_code == 401
