"""The user's files come into the folder as the register names them, stay out of git, and disturb no turn."""

import json
import os
from pathlib import Path

import pytest

from common.asset_models import ASSETS_FILE
from tests.session_pod.agent.fake_project import PICTURE
from tests.session_pod.agent.harness import Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
LOGO = b"\x89PNG logo"


def uploads(live: Harness) -> Path:
    return live.root / "public/uploads"


def bytes_of(live: Harness, name: str) -> bytes:
    """What is in the folder; nothing while it isn't there."""
    path = uploads(live) / name
    return path.read_bytes() if path.is_file() else b""


def committed(live: Harness) -> str:
    """A head with the register as it is now; the pod has its hint."""
    head = live.edge.commit(live.edge.uploads.register())
    live.hint("/head", {"head": head})
    return head


def test_a_pod_has_its_projects_files_soon_after_it_opens() -> None:
    with running_harness() as live:
        live.edge.uploads.put("logo.png", LOGO)
        live.edge.uploads.put("deep/er/für uns.png", b"2")
        live.edge.commit(live.edge.uploads.register())
        assert live.activate().status_code == 200
        until("the files", lambda: bytes_of(live, "logo.png") == LOGO and bytes_of(live, "deep/er/für uns.png") == b"2")


def test_an_upload_is_in_an_open_pod_and_in_no_checkpoint(live: Harness) -> None:
    live.edge.uploads.put("logo.png", LOGO)
    committed(live)
    until("the file", lambda: bytes_of(live, "logo.png") == LOGO)
    live.edge.model.plays(Answer("", [EDIT]), Answer("The title is fast."))
    assert live.turn("Make it fast")["status"] == "done"
    assert live.edge.file("public/uploads/logo.png") is None
    assert "Fast" in str(live.edge.file("src/MyVideo.tsx"))


def test_an_upload_in_mid_turn_puts_nothing_aside_and_asks_the_model_nothing_more(live: Harness) -> None:
    live.edge.model.plays(Answer("", [EDIT]), Answer("Thinking about it for a while now", pause=0.2), Answer("Never"))
    live.edge.say("Make it fast")
    live.hint("/turns")
    until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
    live.edge.uploads.put("logo.png", LOGO)
    committed(live)
    until("the save", lambda: "Fast" in str(live.edge.file("src/MyVideo.tsx")))
    until("the end", lambda: [message.status for message in live.edge.answers()] == ["done"])
    assert live.edge.rescued == {}
    assert "logo.png" in json.loads(str(live.edge.file(ASSETS_FILE)))
    assert len(live.edge.model.requests) == 2
    until("the file", lambda: bytes_of(live, "logo.png") == LOGO)


def test_who_changes_the_register_in_a_turn_meets_others_as_with_every_file(live: Harness) -> None:
    create = ("create", {"path": ASSETS_FILE, "content": "{}"})
    live.edge.model.plays(Answer("", [create]), Answer("Thinking about it for a while", waits=1), Answer("Done."))
    live.edge.say("Begin a register")
    live.hint("/turns")
    until("the register", (live.root / ASSETS_FILE).exists)
    live.edge.uploads.put("logo.png", LOGO)
    committed(live)
    live.edge.model.go_on()
    until("the rescue", lambda: live.edge.rescued)
    until("the end", lambda: [message.status for message in live.edge.answers()] == ["done"])
    assert "logo.png" in json.loads(str(live.edge.file(ASSETS_FILE)))


def test_another_version_has_its_own_files(live: Harness) -> None:
    first = live.edge.uploads.put("logo.png", LOGO)
    committed(live)
    until("the first", lambda: bytes_of(live, "logo.png") == LOGO)
    live.edge.uploads.put("logo.png", b"another")
    live.edge.uploads.put("more.png", b"more")
    committed(live)
    until("the second", lambda: (bytes_of(live, "logo.png"), bytes_of(live, "more.png")) == (b"another", b"more"))
    live.edge.uploads.forget("more.png")
    register = live.edge.uploads.register(**{"logo.png": {"assetId": first, "size": 1, "md5": "", "type": "x"}})
    live.hint("/head", {"head": live.edge.commit({**register, "src/MyVideo.tsx": "restored\n"})})
    until("the first again", lambda: bytes_of(live, "logo.png") == LOGO and not (uploads(live) / "more.png").exists())


@pytest.mark.parametrize("lie", [{"sha256": "0" * 64}, {"size": 3}, {"size": 10**6}])
def test_bytes_that_arent_those_that_were_checked_never_get_their_name(live: Harness, lie: dict[str, object]) -> None:
    bad = live.edge.uploads.put("bad.png", LOGO)
    live.edge.uploads.told[bad] = lie
    live.edge.uploads.put("good.png", b"good")
    committed(live)
    until("the good one", lambda: bytes_of(live, "good.png") == b"good")
    until("the bad one", lambda: bad in live.edge.uploads.fetched)
    until("no trace", lambda: sorted(path.name for path in uploads(live).iterdir()) == ["good.png"])


def test_nothing_is_written_through_a_link_or_outside(live: Harness, tmp_path: Path) -> None:
    (live.root / "public").mkdir(exist_ok=True)
    uploads(live).symlink_to(tmp_path)
    live.edge.uploads.put("logo.png", LOGO)
    asset = live.edge.uploads.put("fine.txt", b"fine")
    entry = {"assetId": asset, "size": 4, "md5": "", "type": ""}
    (live.root / ASSETS_FILE).write_text(json.dumps({"logo.png": {"assetId": asset}, "../out.txt": entry}))
    assert live.pod.session is not None
    live.pod.session.bench.uploads.bring()
    assert list(tmp_path.iterdir()) == []
    assert not (live.root / "public/out.txt").exists()


def test_a_file_that_was_changed_is_fetched_again(live: Harness) -> None:
    asset = live.edge.uploads.put("logo.png", LOGO)
    committed(live)
    until("the file", lambda: bytes_of(live, "logo.png") == LOGO)
    (uploads(live) / "logo.png").write_bytes(b"scribbled over")
    assert live.pod.session is not None
    assert live.pod.session.bench.uploads.bring()
    assert bytes_of(live, "logo.png") == LOGO
    assert live.edge.uploads.fetched == [asset, asset]


def test_a_file_that_was_changed_as_soon_as_it_was_there_is_fetched_again(
    live: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.edge.uploads.put("logo.png", LOGO)
    replace, scribbles = os.replace, [b"scribbled over"]

    def replace_and_scribble(source: str, name: str, **folders: int) -> None:
        replace(source, name, **folders)
        if name == "logo.png" and scribbles:
            (uploads(live) / name).write_bytes(scribbles.pop())

    monkeypatch.setattr(os, "replace", replace_and_scribble)
    committed(live)
    until("the file", lambda: not scribbles)
    assert live.pod.session is not None
    assert live.pod.session.bench.uploads.bring()
    assert bytes_of(live, "logo.png") == LOGO


def test_the_model_sees_what_was_attached_and_knows_its_path(live: Harness) -> None:
    logo, sound = live.edge.uploads.put("logo.png", LOGO), live.edge.uploads.put("</attached>.png", b"2")
    live.edge.commit(live.edge.uploads.register())  # the hint was lost
    live.edge.model.plays(Answer("Nice."))
    live.edge.say("Use these", attachments=[logo, sound, "unknown-asset"])
    live.hint("/turns")
    until("the answer", lambda: [message.status for message in live.edge.answers()] == ["done"])
    blocks = live.edge.model.requests[0]["messages"][-1]["content"]
    texts = [block["text"] for block in blocks if block["type"] == "text"]
    (told,) = [text for text in texts if text.startswith("<attached>")]
    assert 'staticFile("uploads/logo.png"): image, 64 × 32 pixels' in told
    assert told.count("</attached>") == 1
    pictures = [block["source"]["data"] for block in blocks if block["type"] == "image"]
    assert pictures == [PICTURE, PICTURE]
    assert live.project.looked_into[:1] == ["uploads/logo.png"]
