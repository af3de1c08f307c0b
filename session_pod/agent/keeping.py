"""What can't become a checkpoint is kept before the tree moves: in `rescue/` on the edge; refused there, in the pod."""

import logging
from dataclasses import dataclass

from common.errors import StoryDreamError, Unavailable
from common.git.manifest import Manifest
from common.git.messages import CheckpointMessage
from common.rescue_envelope import RescueEnvelope, RescueLine, UnsentEnd
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.patience import is_temporary
from session_pod.agent.repository import Repository

logger = logging.getLogger(__name__)

RESCUE_SECONDS = 3.0
LEFTOVER = CheckpointMessage("Work that could not be saved")


@dataclass(frozen=True)
class Aside:
    """Unsaved work that was kept as `ref`. `refused`: why the edge wouldn't have it; then it is in this pod only."""

    ref: str
    refused: str | None = None

    def told(self) -> str:
        """For the model and for people."""
        return self.ref if self.refused is None else f"{self.ref}, in this workspace only ({self.refused})"


@dataclass(frozen=True)
class Moved:
    """The tree is now at `head`; `aside` is what was unsaved. `kept`: only uploads came or went, so that what is
    unsaved stayed where it is."""

    head: str
    aside: Aside | None = None
    kept: bool = False


class Keeper:
    """Used by the worker thread, and at the very end by the one that shuts down.

    Where a method raises a temporary error, nothing is kept yet and the tree is as it was: try again.
    """

    def __init__(self, repository: Repository, edge: EdgeClient, epoch: int) -> None:
        self._repository = repository
        self._edge = edge
        self._epoch = epoch
        self._kept: str | None = None

    def put_aside(self, note: CheckpointMessage) -> Aside | None:
        """Keep what isn't saved; None when there is nothing."""
        try:
            with self._repository.lock:
                sha = self._repository.commit_aside(note)
                if sha is None:
                    return None
                pack = self._repository.pack_since_base(sha)
            self._edge.put_rescue(self._epoch, sha, pack)
            self._kept = sha
        except StoryDreamError as error:
            if is_temporary(error):
                raise
            return self._keep_here(note, error)
        aside = Aside(f"rescue/{self._epoch}-{sha[:7]}")
        logger.info("work put aside", extra={"fields": {"ref": aside.ref}})
        return aside

    def _keep_here(self, note: CheckpointMessage, refusal: StoryDreamError) -> Aside | None:
        ref = self._repository.keep_here(note)
        if ref is None:
            return None
        fields = {"ref": ref, "code": refusal.problem_code, "reason": refusal.detail}
        logger.error("work is kept in this pod only", extra={"fields": fields})
        return Aside(ref, refusal.detail)

    def give_up(self, note: CheckpointMessage) -> Aside | None:
        """What the edge will never accept: keep it, then go back to the acknowledged version."""
        aside = self.put_aside(note)
        self._repository.discard()
        return aside

    def follow(self, note: CheckpointMessage) -> Moved | None:
        """When the edge's head isn't the one saved here: keep what is unsaved, then check the new head out.

        None when nothing has moved: hints and heartbeats may be older than the last save.
        """
        repository = self._repository
        manifest = Manifest.from_snapshot(self._edge.repo())
        if manifest.head == repository.saved:
            return None
        manifest = repository.receive(self._edge, manifest)
        repository.find_saved(manifest)
        if manifest.head == repository.saved:
            return None
        if repository.take_register(manifest):
            return Moved(manifest.head, kept=True)
        aside = self.put_aside(note)
        return Moved(repository.check_out(manifest), aside)

    def leave_behind(self, url: str | None, session_id: str, note: CheckpointMessage, ends: list[UnsentEnd]) -> None:
        """The pod ends and didn't reach the edge: put what is unsaved, and unsent, at the rescue URL. Never raises."""
        sha, pack = self._last_pack(note)
        if sha is None and not ends:
            return
        base = self._repository.base if sha else None
        line = RescueLine(head=sha, base=base, epoch=self._epoch, session_id=session_id, messages=ends)
        fields = {"head": sha, "bytes": len(pack), "messages": len(ends)}
        try:
            if url is None:
                raise Unavailable("There is no rescue URL.")
            self._edge.put_rescue_url(url, RescueEnvelope(line, pack).data(), RESCUE_SECONDS)
            logger.info("work left at the rescue URL", extra={"fields": fields})
        except StoryDreamError as error:
            fields["reason"] = error.detail
            logger.error("work is lost: it could not be put aside", extra={"fields": fields})  # noqa: TRY400 - the reason says it

    def _last_pack(self, note: CheckpointMessage) -> tuple[str | None, bytes]:
        try:
            with self._repository.lock:
                sha = self._repository.commit_aside(note)
                if sha is None or sha == self._kept:
                    return None, b""
                return sha, self._repository.pack_since_base(sha)
        except StoryDreamError as error:
            logger.error("work is lost: it can't be packed", extra={"fields": {"reason": error.detail}})  # noqa: TRY400 - the reason says it
            return None, b""
