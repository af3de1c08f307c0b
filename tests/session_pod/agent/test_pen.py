"""Who has the pen: the first who came and may write, until they give it, leave for long, or don't answer."""

import pytest

from common.errors import Conflict
from common.models import Role
from session_pod.agent.pen import ANSWER_SECONDS, AWAY_SECONDS, PenHolder
from tests.session_pod.agent.harness import Harness, running_harness, until

LENA: dict[str, Role] = {"lena": "owner"}
MIKA: dict[str, Role] = {"mika": "editor"}
TOVE: dict[str, Role] = {"tove": "viewer"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pen(clock: Clock) -> PenHolder:
    return PenHolder(clock)


def test_the_first_who_may_write_has_it(pen: PenHolder) -> None:
    assert pen.follow(TOVE).writer is None
    assert pen.follow({**TOVE, **MIKA}).writer == "mika"
    assert pen.follow({**TOVE, **MIKA, **LENA}).writer == "mika"


def test_it_waits_for_a_page_that_is_loaded_again_and_no_longer(pen: PenHolder, clock: Clock) -> None:
    pen.follow({**LENA, **MIKA})
    assert pen.follow(MIKA).writer == "lena"
    clock.now = AWAY_SECONDS - 1
    assert pen.follow({**MIKA, **LENA}).writer == "lena"
    pen.follow(MIKA)
    clock.now += AWAY_SECONDS
    assert pen.follow({**MIKA, **LENA}).writer == "mika"


def test_who_may_write_no_more_has_it_no_more(pen: PenHolder) -> None:
    pen.follow({**MIKA, **LENA})
    assert pen.follow({"mika": "viewer", **LENA}).writer == "lena"
    assert pen.follow({"mika": "viewer"}).writer == "lena"  # whose page is being loaded again


def test_who_asks_has_it_at_once_when_nobody_else_is_there_to_ask(pen: PenHolder) -> None:
    pen.follow({**LENA, **MIKA})
    pen.follow(MIKA)
    assert pen.ask("mika").writer == "mika"


def test_who_has_it_keeps_it_or_gives_it(pen: PenHolder) -> None:
    pen.follow({**LENA, **MIKA})
    asked = pen.ask("mika")
    assert (asked.writer, asked.asking) == ("lena", ["mika"])
    kept = pen.answer("lena", None)
    assert (kept.writer, kept.asking) == ("lena", [])
    pen.ask("mika")
    given = pen.answer("lena", "mika")
    assert (given.writer, given.asking) == ("mika", [])
    with pytest.raises(Conflict) as refused:
        pen.answer("lena", None)
    assert refused.value.problem_code == "pen_moved"


def test_a_question_without_an_answer_is_answered_by_asking_again(pen: PenHolder, clock: Clock) -> None:
    pen.follow({**LENA, **MIKA})
    pen.ask("mika")
    clock.now = ANSWER_SECONDS - 1
    assert pen.ask("mika").writer == "lena"
    clock.now = ANSWER_SECONDS
    assert pen.ask("mika").writer == "mika"


def test_who_leaves_asks_no_more(pen: PenHolder) -> None:
    pen.follow({**LENA, **MIKA})
    pen.ask("mika")
    assert pen.follow(LENA).asking == []


def test_it_moves_to_who_wrote(pen: PenHolder) -> None:
    pen.follow({**LENA, **MIKA, **TOVE})
    assert pen.wrote("mika")
    assert not pen.wrote("mika")
    assert not pen.wrote("tove")
    assert not pen.wrote("somebody-away")
    assert pen.follow({**LENA, **MIKA}).writer == "mika"


@pytest.mark.parametrize("uid", ["tove", "somebody-away"])
def test_who_may_not_write_or_is_not_there_never_has_it(pen: PenHolder, uid: str) -> None:
    pen.follow({**LENA, **TOVE})
    with pytest.raises(Conflict) as refused:
        pen.ask(uid)
    assert refused.value.problem_code == "not_here"
    with pytest.raises(Conflict) as refused:
        pen.answer("lena", uid)
    assert refused.value.problem_code == "not_here"


def test_browsers_see_who_is_there_by_name_and_who_takes_over(live: Harness) -> None:
    with live.browser(name="Lena") as lena, live.browser(uid="uid-mika", role="editor", name="Mika") as mika:
        people = [
            {"uid": "uid-lena", "role": "owner", "name": "Lena"},
            {"uid": "uid-mika", "role": "editor", "name": "Mika"},
        ]
        assert mika.wait("presence", people=people)["writer"] == "uid-lena"
        asked = live.hint("/pen", {"uid": "uid-mika", "action": "ask"})
        assert asked.json() == {"writer": "uid-lena", "asking": ["uid-mika"]}
        lena.wait("presence", asking=["uid-mika"])
        given = live.hint("/pen", {"uid": "uid-lena", "action": "give", "to": "uid-mika"})
        assert given.json()["writer"] == "uid-mika"
        mika.wait("presence", writer="uid-mika", asking=[])
        refused = live.hint("/pen", {"uid": "uid-lena", "action": "keep"})
        assert (refused.status_code, refused.json()["code"]) == (409, "pen_moved")
        live.turn("Hello")  # Lena's
        mika.wait("presence", writer="uid-lena")


def test_the_pen_is_asked_for_by_the_edge_only(live: Harness) -> None:
    assert live.http.post("/pen", json={"uid": "uid-lena", "action": "ask"}).status_code == 401
    assert live.http.post("/people", json={}).status_code == 401


def test_who_lost_their_access_is_cut_off_at_once_and_comes_back_when_let_in_again() -> None:
    with running_harness(heartbeat_busy_seconds=60, heartbeat_idle_seconds=60) as live:
        assert live.activate().status_code == 200
        with live.browser(uid="uid-vera", role="viewer") as vera:
            vera.wait("snapshot")
            live.edge.revoked = ["uid-vera"]
            assert live.hint("/people").status_code == 202
            until("the end", lambda: vera.next(1) is None and not vera.ws.connected, 20)
            assert vera.ws.close_reason == 4403
        until("the preview to know", lambda: live.project.armed[-1].get("uidsRevoked") == ["uid-vera"])
        live.edge.revoked = []
        live.hint("/people")
        until("the preview to forget", lambda: live.project.armed[-1].get("uidsRevoked") == [])


def test_who_has_another_role_must_come_back_with_a_ticket_that_says_so() -> None:
    with running_harness(heartbeat_busy_seconds=60, heartbeat_idle_seconds=60) as live:
        assert live.activate().status_code == 200
        with live.browser(uid="uid-mika", role="editor") as mika, live.browser() as lena:
            mika.wait("snapshot")
            live.edge.roles = {"uid-lena": "owner", "uid-mika": "viewer"}
            live.hint("/people")
            until("the end", lambda: mika.next(1) is None and not mika.ws.connected, 20)
            assert mika.ws.close_reason == 4401
            lena.send(type="ping")
            lena.wait("pong")
