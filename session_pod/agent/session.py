"""One session, live: a worker that owns the tree and runs the turns, a heartbeat, and what others may ask of them."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Literal

from common.errors import Conflict, HeadMoved, NotFound, StoryDreamError, Superseded
from common.git.messages import CheckpointMessage
from common.ids import new_id
from common.logs import bound, current_trace
from common.models import MessageStatus
from common.sharing_models import Pen
from common.tokens import PodClaims
from session_pod.agent.catch_up import CatchUp
from session_pod.agent.edge_client import HeartbeatAnswer
from session_pod.agent.keeping import LEFTOVER
from session_pod.agent.orphans import settle_orphans
from session_pod.agent.patience import is_temporary
from session_pod.agent.sockets import Clients
from session_pod.agent.turn import Turn, TurnLimits
from session_pod.agent.turns import TurnRunner
from session_pod.agent.workbench import Workbench

logger = logging.getLogger(__name__)

QUEUE_PAGE = 10
LEFTOVER_SECONDS = 5.0
HOLD_SECONDS = 30.0  # after a save for release: no new turn, unless the release doesn't come
STOP_SECONDS = 10.0
KEPT_FROM_BEFORE = CheckpointMessage("Work kept from before")

State = Literal["active", "closing"]


class LiveSession:
    """Created by an activation once the tree is right. Threads: `worker` (owns the tree), `heartbeat`, reports, and one
    or two a client."""

    def __init__(self, claims: PodClaims, bench: Workbench, clients: Clients) -> None:
        self.claims = claims
        self.bench = bench
        self.clients = clients
        self.state: State = "active"
        self._turn: Turn | None = None
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._beat_now = threading.Event()
        self._closing = threading.Event()
        self._hurry = threading.Event()
        self._head_moved = threading.Event()
        self._saves: list[Future[tuple[str, bool]]] = []
        self._hold_until = 0.0
        self._trace: str | None = None
        self._rescue_url: str | None = None
        self._revoked: list[str] = []
        self._replaced = False
        self._note = LEFTOVER
        self._worker = threading.Thread(target=self._work, name="worker", daemon=True)
        self._heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self, state: str) -> None:
        """Begin working: orphans first, then the queue."""
        self.bench.events.emit("session.state", state=state, step="Ready", sha=self.bench.repository.saved)
        self.bench.events.emit("save.state", state="saved", sha=self.bench.repository.saved)
        self.clients.on_change = self._beat_now.set
        self.bench.preview.start()
        self.bench.uploads.start()
        self.bench.quiet.start(self.bench.repository.saved)
        self._worker.start()
        self._heart.start()
        self._woken.set()

    @property
    def turn_running(self) -> bool:
        return self._turn is not None

    def look(self) -> None:
        """Look at the queue soon; the caller's trace goes on in the next turn."""
        self._trace = current_trace()
        self._woken.set()

    def wanted_hint(self) -> None:
        """The edge wants something, and says what in its answer to a heartbeat."""
        self._beat_now.set()

    def head_hint(self, head: str) -> None:
        """The edge says that head is now this."""
        if head not in (self.bench.repository.saved, self.bench.repository.head):
            self._head_moved.set()
            with self._lock:
                if self._turn is not None:
                    self._turn.head_moved.set()
            self._woken.set()

    def people_changed(self) -> None:
        """The edge says that somebody came, went, or has another role: ask who may be here."""
        self._beat_now.set()

    def pass_pen(self, uid: str, action: str, to: str | None) -> Pen:
        """Ask for the pen, keep it or give it → who has it then; browsers are told. Raises Conflict (`not_here`,
        `pen_moved`)."""
        pen = self.clients.pen.ask(uid) if action == "ask" else self.clients.pen.answer(uid, to)
        self.clients.tell_presence()
        return pen

    def stop_turn(self, turn_id: str, *, keep: bool) -> None:
        """Stop that turn if it runs; browsers see `stopping` at once."""
        with self._lock:
            turn = self._turn if self._turn is not None and self._turn.id == turn_id else None
        if turn is not None:
            self._stop(turn, keep=keep)

    def save(self) -> tuple[str, bool]:
        """End a running turn with its work kept, save everything: → (head, whether all of it is acknowledged). Then no
        turn begins for 30 s, in which the pod is released."""
        self._hold_until = time.monotonic() + HOLD_SECONDS
        with self._lock:
            turn = self._turn
        if turn is not None:
            self._stop(turn, keep=True)
        asked: Future[tuple[str, bool]] = Future()
        with self._lock:
            self._saves.append(asked)
            self._hurry.set()
        self._woken.set()
        try:
            head, saved = asked.result(timeout=STOP_SECONDS + self.bench.settings.exit_save_seconds)
        except TimeoutError:
            head, saved = self.bench.repository.saved, False
        if not saved:
            self._hold_until = 0.0
        return head, saved

    def shut_down(self, deadline: float) -> None:
        """SIGTERM: stop the turn, save through the edge until `deadline` (monotonic), else put the work aside."""
        self.state = "closing"
        self._close()
        with self._lock:
            turn = self._turn
        if turn is not None and turn.ask_to_stop(keep=True, reason="closing"):
            self.bench.end_command(turn.id)
        self._woken.set()
        self._worker.join(timeout=max(0.0, deadline - time.monotonic()))
        self._leave_behind()
        self.bench.events.emit("session.state", state="closed", step="Closed", reason="shutdown")
        self.clients.close_all("closed")
        self.bench.preview.close()
        self.bench.uploads.close()
        self.bench.quiet.close()
        self._beat_now.set()
        self._heart.join(timeout=1)
        self.bench.memory.close()
        self.bench.edge.close()
        self.bench.model.close()

    # -- the worker ----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        with bound(project_id=self.claims.project_id, session_id=self.claims.session_id):
            # First what earlier sessions could still say, then the end of what they could not.
            self._careful(self.bench.edge.adopt_rescues)
            self._careful(lambda: settle_orphans(self.bench.edge, self.claims.epoch))
            while not self._closing.is_set():
                self._woken.wait()
                self._woken.clear()
                if not self._careful(self._round):
                    return
            self._careful(self._settle)

    def _careful(self, step: Callable[[], None]) -> bool:
        """Run a step; False when the session is over. A temporary failure is left to the next wake."""
        try:
            step()
        except Superseded:
            self._superseded()
            return False
        except StoryDreamError as error:
            logger.warning("the round failed", extra={"fields": {"code": error.problem_code, "reason": error.detail}})
        return True

    def _round(self) -> None:
        self._settle_as_asked()
        while not self._closing.is_set() and time.monotonic() >= self._hold_until and self._run_next():
            self._settle_as_asked()

    def _settle_as_asked(self) -> None:
        """Settle, and answer the saves that were asked for before. One that is asked for meanwhile cuts the waits short
        and gets a round of its own."""
        with self._lock:
            asked, self._saves = self._saves, []
            if not self._closing.is_set():
                self._hurry.clear()
        try:
            self._settle()
            self.bench.unsent.send_again(self.bench.edge)
        finally:
            repository = self.bench.repository
            for one in asked:
                one.set_result((repository.saved, not repository.unsaved()))

    def _run_next(self) -> bool:
        """Run the oldest queued message's turn; False when there is none."""
        for message in self.bench.edge.messages("queued", QUEUE_PAGE):
            if message.status is not MessageStatus.QUEUED:
                continue
            turn = Turn(message, self._limits())
            with bound(turn_id=turn.id, trace_id=self._trace or new_id()):
                self._trace = None
                try:
                    self.bench.edge.claim(message.id, turn.id)
                except (Conflict, NotFound) as taken:
                    if isinstance(taken, Superseded):
                        raise
                    continue
                self._run(turn)
            return True
        return False

    def _limits(self) -> TurnLimits:
        settings = self.bench.settings
        return TurnLimits(
            settings.turn_steps_max, settings.turn_seconds_max, settings.turn_tokens_max, settings.turn_micros_max
        )

    def _run(self, turn: Turn) -> None:
        self._note = turn.note()
        with self._lock:
            self._turn = turn
            if self._head_moved.is_set():
                turn.head_moved.set()
            if self._closing.is_set():
                turn.ask_to_stop(keep=True, reason="closing")
        self._beat_now.set()
        if turn.message.author_id is not None and self.clients.pen.wrote(turn.message.author_id):
            self.clients.tell_presence()
        try:
            with self.bench.quiet.held():
                outcome = TurnRunner(self.bench, turn, CatchUp(turn, self.bench)).run()
            logger.info("turn ended", extra={"fields": {"state": outcome.state, "steps": turn.steps}})
            self.bench.memory.keep_up(turn.message)
        finally:
            with self._lock:
                self._turn = None
            self._beat_now.set()

    def _settle(self) -> None:
        """Before anything new is asked of the model: the newest head, and what an earlier turn could not save."""
        if self._head_moved.is_set():
            self._follow_head()
        if self.bench.repository.unsaved():
            self._save_leftovers()

    def _follow_head(self) -> None:
        """No turn runs: bring the tree to the edge's head, keeping what was never saved. Tried again at the next wake
        when that isn't possible now."""
        self._head_moved.clear()
        try:
            self.bench.follow(self._note)
        except StoryDreamError:
            self._head_moved.set()
            raise

    def _save_leftovers(self) -> None:
        try:
            saved = self.bench.saver.save(KEPT_FROM_BEFORE, [], self._hurry, LEFTOVER_SECONDS)
        except HeadMoved:
            self._follow_head()
            self._woken.set()  # they may still be here, on top of what came
        except StoryDreamError as error:
            if is_temporary(error) and self._head_moved.is_set():
                self._follow_head()  # it moved meanwhile: what can't be saved upon it is put aside
            elif is_temporary(error) or isinstance(error, Superseded):
                raise
            else:
                self.bench.give_up(self._note)
        else:
            if saved is not None:
                self.bench.shows(saved.sha)

    # -- the heartbeat -------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        settings = self.bench.settings
        with bound(project_id=self.claims.project_id, session_id=self.claims.session_id):
            while not self._closing.is_set():
                try:
                    self._beat_once()
                except Superseded:
                    self._superseded()
                    return
                except StoryDreamError as error:
                    logger.warning("no heartbeat", extra={"fields": {"reason": error.detail}})
                busy = self.clients.count > 0 or self.turn_running
                self._beat_now.wait(settings.heartbeat_busy_seconds if busy else settings.heartbeat_idle_seconds)
                self._beat_now.clear()
                self._closing.wait(0.2)  # several changes at once are one heartbeat

    def _beat_once(self) -> None:
        repository = self.bench.repository
        busy = {"browser": self.clients.count > 0, "turn": self.turn_running}
        answer = self.bench.edge.heartbeat({"busy": busy, "state": self.state, "head": repository.saved})
        if answer.token:
            self.bench.edge.renew(answer.token)
        self._rescue_url = answer.rescue_url or self._rescue_url
        self._admit(answer)
        for order in self.bench.drawing.orders(answer.wanted, players=answer.players):
            self.bench.quiet.ask(order)
        if answer.head:
            self.head_hint(answer.head)
        if answer.queued or self.bench.unsent.waiting or repository.head != repository.saved:
            self._woken.set()

    def _admit(self, answer: HeartbeatAnswer) -> None:
        """Who lost their access is cut off from events and preview; who got it back may load the preview again."""
        self.clients.admit(answer.revoked_uids, answer.roles)
        if answer.revoked_uids != self._revoked:
            self.bench.project.arm(self.claims.session_id, self.claims.epoch, revoked=answer.revoked_uids)
            self._revoked = answer.revoked_uids

    # -- the ends ------------------------------------------------------------------------------------------------

    def _stop(self, turn: Turn, *, keep: bool) -> None:
        if turn.ask_to_stop(keep=keep, reason="user"):
            self.bench.events.emit("turn.state", turn_id=turn.id, state="stopping", messageId=turn.message.id)
            self.bench.end_command(turn.id)

    def _close(self) -> None:
        """No round begins any more, and none waits."""
        with self._lock:
            self._closing.set()
            self._hurry.set()

    def _superseded(self) -> None:
        """A newer session has the project: keep the work in `rescue/`, tell the browsers, never write again."""
        if self._closing.is_set():
            return
        logger.warning("superseded by a newer session")
        self.state = "closing"
        self.bench.quiet.close()
        self._replaced = True
        self._close()
        with self._lock:
            turn = self._turn
        if turn is not None:
            turn.supersede()
        self._woken.set()
        self._beat_now.set()
        if threading.current_thread() is not self._worker:
            self._worker.join(timeout=STOP_SECONDS)
        step = self._step_of_replaced()
        try:
            self.bench.project.arm(self.claims.session_id, self.claims.epoch, closed=True)
        except StoryDreamError as error:
            logger.info("the guard was not told", extra={"fields": {"reason": error.detail}})
        self.bench.events.emit("session.state", state="closed", step=step, reason="superseded")
        self.clients.close_all("superseded")

    def _step_of_replaced(self) -> str:
        """Put the work aside; → what the user is told."""
        try:
            aside = self.bench.keeper.put_aside(self._note)
        except StoryDreamError as error:
            logger.warning("the rescue was not accepted", extra={"fields": {"reason": error.detail}})
            self._leave_behind()
            return "Replaced by a newer workspace"
        return "Replaced by a newer workspace" + ("; changes that were not saved were put aside" if aside else "")

    def _leave_behind(self) -> None:
        """What the edge could not be told goes to the rescue URL; of messages only while they are this session's."""
        ends = [] if self._replaced else self.bench.unsent.left()
        self.bench.keeper.leave_behind(self._rescue_url, self.claims.session_id, self._note, ends)
