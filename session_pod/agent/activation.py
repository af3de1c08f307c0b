"""A pod's life as its agent sees it: warming → warm → activating → active → closing, or failed; activated once."""

import logging
import threading
import time
from pathlib import Path
from typing import Literal

import httpx
from pydantic import Field

from common.errors import Conflict, Forbidden, StoryDreamError, Superseded, Unauthenticated, Unavailable
from common.git.manifest import Manifest
from common.ids import Id
from common.models import Model, RepoSnapshot, Stored
from common.template_catalogue import template_folders
from common.template_pack import build_template_pack
from common.tokens import ActivationClaims, PodClaims, Verifier
from session_pod.agent.drawing import Drawing
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.keeping import Keeper
from session_pod.agent.memory import Memory
from session_pod.agent.model import Model as LanguageModel
from session_pod.agent.model import preload
from session_pod.agent.preview import PreviewWatch
from session_pod.agent.project import ProjectClient, RunnerHealth
from session_pod.agent.quiet import QuietWork
from session_pod.agent.repository import Repository
from session_pod.agent.saving import Saver
from session_pod.agent.session import LiveSession
from session_pod.agent.sockets import ClientActions, Clients, Tickets
from session_pod.agent.timeline import TimelineTeller
from session_pod.agent.unsent import UnsentEnds
from session_pod.agent.uploads import Uploads
from session_pod.agent.versions import VersionFolder
from session_pod.agent.workbench import Workbench
from session_pod.settings import AgentSettings

logger = logging.getLogger(__name__)

PodState = Literal["warming", "warm", "activating", "active", "closing", "failed"]
VITE_POLL_SECONDS = 0.05
READY_STATES = frozenset({"warm", "activating", "active", "closing"})
HEALTH_SECONDS = 1.0  # a health answer is used again for this long


class ActivationRefused(Conflict):
    code, title = "not_warm", "This pod can't take a session"


class ActivationBody(Model):
    """`POST /activate`."""

    pod_token: str = Field(min_length=1)
    session_id: Id
    project_id: Id
    epoch: int = Field(ge=0)
    edge_url: str = Field(pattern=r"^https?://")
    repo: RepoSnapshot | None = None


class ActivationAnswer(Stored):
    """`broken`: the head is checked out, but its code doesn't compile."""

    sha: str
    state: Literal["ready", "broken"]


class Pod:
    """The one of this process. Its death is the pod's death: nothing here survives or is started again."""

    def __init__(self, settings: AgentSettings, project: ProjectClient, pool: Verifier, edge: Verifier) -> None:
        self.settings = settings
        self._project = project
        self._pool = pool
        self._edge = edge
        self._lock = threading.Lock()
        self._state: PodState = "warming"
        self._burnt: set[str] = set()
        self._session: LiveSession | None = None
        self._answer: ActivationAnswer | None = None
        self._heard: tuple[float, RunnerHealth] = (0.0, RunnerHealth())
        self._repository = Repository(settings.repository_dir, settings.project_dir)
        self._tls = httpx.create_ssl_context()
        self._ended = threading.Event()
        self._keeping = threading.Thread(target=self._keep_other_templates, name="templates", daemon=True)

    def warm_up(self) -> None:
        """What can be done before a project is known."""
        preload()
        self._repository.warm()
        self._keep_template(self.settings.template_id, self.settings.template_dir)
        # Nobody waits for these: 0.5 s in all, and most projects begin as the one above.
        self._keeping.start()

    def _keep_other_templates(self) -> None:
        try:
            for template_id, folder in template_folders(self.settings.templates_dir):
                if self._ended.is_set():
                    return
                if template_id != self.settings.template_id:
                    self._keep_template(template_id, folder)
        except (OSError, ValueError) as error:
            logger.warning("no other templates", extra={"fields": {"reason": str(error)}})

    def _keep_template(self, template_id: str, folder: Path) -> None:
        try:
            self._repository.keep_template(build_template_pack(template_id, folder))
        except StoryDreamError as error:  # the pack is then fetched at each open
            fields = {"template": template_id, "reason": error.detail}
            logger.warning("no pack of a template", extra={"fields": fields})

    def health(self) -> dict[str, object]:
        """`GET /healthz`: tells nothing secret. Warm means that Vite answers and no session is here yet."""
        runner = self._runner_health()
        vite_up = runner.vite_up
        session = self._session
        state = self._state
        if state == "warming" and vite_up and self._rehearsed():
            with self._lock:
                if self._state == "warming":
                    self._state = "warm"
                state = self._state
        elif session is not None and session.state == "closing":
            state = "closing"
        health: dict[str, object] = {
            "podUid": self.settings.pod_uid,
            "state": state,
            "viteUp": vite_up,
            "isolation": runner.isolation,
            "turn": False,
        }
        if session is not None:
            health |= {
                "sessionId": session.claims.session_id,
                "epoch": session.claims.epoch,
                "turn": session.turn_running,
            }
        return health

    def is_ready(self) -> bool:
        """`GET /readyz`: Vite answers, and there is or may come a session."""
        health = self.health()
        return bool(health["viteUp"]) and health["state"] in READY_STATES

    def _rehearsed(self) -> bool:
        """Whether Vite has answered a check of the template: its first one, and the first request on its socket, cost
        80 ms more than those after it."""
        try:
            self._project.check(["transform"])
        except StoryDreamError as error:
            logger.info("no check of the template", extra={"fields": {"reason": error.detail}})
            return False
        return True

    def session_for_hint(self, token: str) -> LiveSession:
        """The live session, when the edge's hint is for it. Raises Unauthenticated."""
        session = self._session
        if session is None:
            raise Unauthenticated("There is no session here.", code="no_session")
        self._edge.verify_hint(token, session.claims.session_id)
        return session

    def session_for_save(self, token: str) -> LiveSession:
        """The live session, when the pool manager's token is for it. Raises Unauthenticated, Superseded."""
        claims = self._redeem(token)
        session = self._session
        if session is None or session.claims.session_id != claims.session_id:
            raise Superseded("Another session is here, or none.")
        return session

    @property
    def session(self) -> LiveSession | None:
        return self._session

    def activate(self, token: str, body: ActivationBody) -> ActivationAnswer:
        """Take a session, once: check out its head, arm the preview, answer when Vite serves the tree.

        Asked again for the same session (with a fresh token), it answers the same. Raises Unauthenticated, Forbidden,
        Superseded (another session is here), ActivationRefused, or what made it fail; a failed pod stays failed.
        """
        claims = self._redeem(token)
        if (claims.session_id, claims.project_id, claims.epoch) != (body.session_id, body.project_id, body.epoch):
            raise Forbidden("The token is for another session.")
        with self._lock:
            if self._answer is not None and self._session is not None and self._session.claims == _plain(claims):
                return self._answer
            if self._state in ("active", "closing") or self._session is not None:
                raise Superseded("This pod serves another session.")
            if self._state not in ("warming", "warm"):
                raise ActivationRefused(f"This pod is {self._state}.")
            self._state = "activating"
        try:
            session, answer = self._open(_plain(claims), body)
        except StoryDreamError:
            self._state = "failed"
            raise
        with self._lock:
            self._session, self._answer, self._state = session, answer, "active"
        session.start(answer.state)
        return answer

    def _open(self, claims: PodClaims, body: ActivationBody) -> tuple[LiveSession, ActivationAnswer]:
        """The steps of an activation, in order."""
        started = time.monotonic()
        edge = EdgeClient(body.edge_url, body.pod_token, claims.epoch, self._tls)
        snapshot = Manifest.from_snapshot(body.repo) if body.repo is not None else None
        sha = self._repository.check_out(self._repository.receive(edge, snapshot))
        checked_out = time.monotonic()
        self._wait_for_vite()
        self._project.arm(claims.session_id, claims.epoch)
        self._project.head(sha, dirty=False)
        check = self._project.check(["transform"])
        answer = ActivationAnswer(sha=sha, state="ready" if check.ok else "broken")
        session = self._live(claims, edge, sha)
        if not check.ok:
            shown = [finding.model_dump(mode="json", exclude_none=True) for finding in check.findings[:10]]
            session.bench.events.emit("check", kind="transform", ok=False, findings=shown)
        times = {"checkoutMs": _ms(checked_out - started), "viteMs": _ms(time.monotonic() - checked_out)}
        logger.info("activated", extra={"fields": {"sha": sha, "state": answer.state, **times}})
        return session, answer

    def _wait_for_vite(self) -> None:
        deadline = time.monotonic() + self.settings.start_wait_seconds
        while not self._project.health().vite_up:
            if time.monotonic() > deadline:
                raise Unavailable("The preview did not start.")
            time.sleep(VITE_POLL_SECONDS)

    def _live(self, claims: PodClaims, edge: EdgeClient, sha: str) -> LiveSession:
        settings, repository = self.settings, self._repository
        events = EventLog(claims.session_id, claims.epoch)
        uploads = Uploads(settings.project_dir, edge, claims.session_id)
        versions = VersionFolder(settings.repository_dir, settings.version_dir, edge, uploads)
        drawing = Drawing(versions, self._project, edge, events)
        bench = Workbench(
            settings=settings,
            root=settings.project_dir,
            edge=edge,
            repository=repository,
            saver=Saver(repository, edge, events, claims.epoch, give_up_seconds=settings.save_give_up_seconds),
            keeper=Keeper(repository, edge, claims.epoch),
            unsent=UnsentEnds(),
            project=self._project,
            preview=PreviewWatch(self._project, events, sha),
            model=self._model(edge, settings.model, settings.answer_tokens_max, "turn"),
            memory=Memory(
                edge,
                self._model(edge, settings.summary_model, settings.summary_tokens_max, "summary"),
                settings.history_tokens_max,
            ),
            events=events,
            quiet=QuietWork(
                [
                    TimelineTeller(settings.project_dir, self._project, events).tell,
                    drawing.draw_head,
                    drawing.build_head,
                ],
                quiet_seconds=settings.quiet_seconds,
                first_seconds=settings.first_look_seconds,
            ),
            drawing=drawing,
            uploads=uploads,
        )
        tickets = Tickets(self._edge, claims.session_id, claims.epoch)
        clients = Clients(events, tickets, limit=settings.max_clients, ticket_seconds=settings.ticket_seconds)
        session = LiveSession(claims, bench, clients)
        clients.actions = ClientActions(
            lambda turn_id, keep: session.stop_turn(turn_id, keep=keep),
            bench.preview.heard_from_browser,
            bench.preview.restart,
            repository.unsaved_work,
        )
        return session

    def _model(
        self, edge: EdgeClient, name: str, max_tokens: int, purpose: Literal["turn", "summary"]
    ) -> LanguageModel:
        return LanguageModel(
            edge.model_url,
            edge.token,
            name,
            max_tokens=max_tokens,
            silence_seconds=self.settings.model_silence_seconds,
            tls=self._tls,
            purpose=purpose,
        )

    def _redeem(self, token: str) -> ActivationClaims:
        claims = self._pool.verify_activation(token)
        if claims.pod_uid != self.settings.pod_uid:
            raise Unauthenticated("The token is for another pod.", code="token_invalid")
        with self._lock:
            if claims.jti in self._burnt:
                raise Unauthenticated("The token was used already.", code="token_used")
            self._burnt.add(claims.jti)
        return claims

    def _runner_health(self) -> RunnerHealth:
        """As lately heard; asked anew every few seconds, and each time while Vite is down."""
        asked, health = self._heard
        if time.monotonic() - asked > HEALTH_SECONDS or not health.vite_up:
            try:
                health = self._project.health()
            except StoryDreamError:
                health = RunnerHealth()
            self._heard = (time.monotonic(), health)
        return health

    def shut_down(self, deadline: float) -> None:
        """Save what there is, until `deadline` (monotonic seconds)."""
        self._ended.set()
        if self._session is not None:
            self._session.shut_down(deadline)
        if self._keeping.is_alive():
            self._keeping.join(max(0.0, deadline - time.monotonic()))


def _plain(claims: ActivationClaims) -> PodClaims:
    return PodClaims(claims.project_id, claims.session_id, claims.epoch)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
