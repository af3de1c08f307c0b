"""What the pod asks of the edge's `/pod/v1`, with the pod token: the only way out of the pod.

Temporary failures (5xx, silence) are retried a few times with jitter where a repeat is harmless; a 4xx is final.
"""

import json
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import Field

from common.errors import NotFound, UpstreamFailed
from common.history_models import Passage
from common.http import ServiceClient, problem_of, retrying
from common.logs import TRACE_HEADER, current_trace
from common.models import ChatMessage, ProjectSummary, RepoSnapshot, Role, Stored
from common.picture_models import PROBLEM_MAX, Kind, StripAbout, Wanted
from common.rescue_envelope import ENVELOPE_HEADERS
from common.version_models import VersionDiff
from session_pod.agent.player_files import Player

Json = dict[str, Any]

PACK_TIMEOUT = httpx.Timeout(30.0, connect=2.0)
SAVE_TIMEOUT = httpx.Timeout(20.0, connect=2.0)
SEARCH_TIMEOUT = httpx.Timeout(15.0, connect=2.0)
PARALLEL_PACKS = 8
ASSET_PIECE_BYTES = 256 * 1024


class CheckpointAnswer(Stored):
    """`POST checkpoints`: committed; `line` is the manifest's new line."""

    sha: str
    line: str


class StoredAsset(Stored):
    """`GET assets/{id}`: where the bytes of an upload are, and what they are to be checked by."""

    id: str
    size: int
    sha256: str
    url: str


class HeartbeatAnswer(Stored):
    """`POST heartbeat`: what the pod must know; `rescue_url` takes one PUT when the edge can't be reached."""

    head: str | None = None
    token: str | None = None
    revoked_uids: list[str] = Field(default_factory=list)
    roles: dict[str, Role] = Field(default_factory=dict)
    rescue_url: str | None = None
    queued: bool = False
    wanted: list[Wanted] = Field(default_factory=list)
    players: bool = False


class EdgeClient:
    """One session's client. Thread-safe. Raises the edge's named errors (Superseded, HeadMoved, MessageTaken, …) or
    UpstreamFailed. `tls` is made before there is a session: reading the certificates takes 25 ms each time."""

    def __init__(self, edge_url: str, token: str, epoch: int, tls: ssl.SSLContext) -> None:
        self._base = f"{edge_url.rstrip('/')}/pod/v1"
        self._epoch = epoch
        self._token = token
        self._token_lock = threading.Lock()
        self._service = ServiceClient(f"{self._base}/", self.token, tls=tls)
        self._packs = httpx.Client(timeout=PACK_TIMEOUT, verify=tls)

    @property
    def model_url(self) -> str:
        """Base URL for the Anthropic SDK."""
        return f"{self._base}/model"

    def token(self) -> str:
        with self._token_lock:
            return self._token

    def renew(self, token: str) -> None:
        with self._token_lock:
            self._token = token

    def repo(self) -> RepoSnapshot:
        """The project's manifest as it is now."""
        answer = retrying(lambda: self._service.request("GET", "repo")).json()
        return RepoSnapshot(line=answer["line"], tail=answer["tail"], generation=answer.get("generation"))

    def download_packs(self, names: list[str], folder: Path) -> None:
        """Fetch pack files (`pack-….pack`, `pack-….idx`) into `folder`, in parallel. Raises NotFound when one is
        gone: read the manifest again. The indexes are put in place last, as they make a pack visible."""
        trace = current_trace()
        with ThreadPoolExecutor(PARALLEL_PACKS) as pool:
            list(pool.map(lambda name: retrying(lambda: self._download(name, folder, trace)), names))
        for name in sorted(names, key=lambda name: name.endswith(".idx")):
            _partial(folder, name).replace(folder / name)

    def _download(self, name: str, folder: Path, trace: str) -> None:
        headers = {"Authorization": f"Bearer {self.token()}", TRACE_HEADER: trace}
        try:
            with self._packs.stream("GET", f"{self._base}/repo/packs/{name}", headers=headers) as response:
                if not response.is_success:
                    response.read()
                    raise problem_of(response)
                with _partial(folder, name).open("wb") as file:
                    for chunk in response.iter_bytes():
                        file.write(chunk)
        except httpx.HTTPError as error:
            raise UpstreamFailed(f"The pack {name} could not be fetched: {type(error).__name__}.") from error

    def find_asset(self, asset_id: str) -> StoredAsset:
        """Raises NotFound."""
        answer = retrying(lambda: self._service.request("GET", f"assets/{asset_id}")).json()
        return StoredAsset.model_validate(answer)

    def download_asset(self, asset: StoredAsset, take: Callable[[bytes], None]) -> None:
        """Hand the bytes on as they come, once; without our token, as the address says all. Raises UpstreamFailed, and
        what `take` does."""
        try:
            with self._packs.stream("GET", asset.url) as response:
                response.raise_for_status()
                for piece in response.iter_bytes(ASSET_PIECE_BYTES):
                    take(piece)
        except httpx.HTTPError as error:
            raise UpstreamFailed(f"An upload could not be fetched: {type(error).__name__}.") from error

    def post_checkpoint(self, meta: Json, pack: bytes) -> CheckpointAnswer:
        """Commit a pack. One try: `saving` decides about the next."""
        response = self._service.request(
            "POST",
            "checkpoints",
            data={"meta": json.dumps(meta)},
            files={"pack": ("checkpoint.pack", pack, "application/octet-stream")},
            timeout=SAVE_TIMEOUT,
        )
        return CheckpointAnswer.model_validate(response.json())

    def put_rescue(self, epoch: int, sha: str, pack: bytes) -> None:
        """Keep work that can't become a checkpoint; create-only, so a repeat is harmless."""
        retrying(
            lambda: self._service.request(
                "PUT",
                f"rescue/{epoch}-{sha[:7]}",
                params={"head": sha},
                content=pack,
                headers={"Content-Type": "application/octet-stream"},
                timeout=SAVE_TIMEOUT,
            )
        )

    def messages(
        self, status: Literal["queued", "running"] | None = None, limit: int = 50, before: str | None = None
    ) -> list[ChatMessage]:
        """Oldest first; without a status the newest `limit` of the conversation, or of what came before a message."""
        params: Json = {
            "limit": limit,
            **({"status": status} if status else {}),
            **({"before": before} if before else {}),
        }
        answer = retrying(lambda: self._service.request("GET", "messages", params=params)).json()
        return [ChatMessage.model_validate(message) for message in answer["messages"]]

    def summary(self) -> ProjectSummary | None:
        """The rolling summary that is kept."""
        told = retrying(lambda: self._service.request("GET", "summary")).json()["summary"]
        return None if told is None else ProjectSummary.model_validate(told)

    def put_summary(self, text: str, until: str) -> None:
        """Raises Conflict when the one that is kept covers more."""
        body = {"text": text, "untilMessageId": until}
        retrying(lambda: self._service.request("PUT", "summary", json=body))

    def search_history(self, query: str) -> list[Passage]:
        """What fits best of all that was said and done, best first."""
        answer = retrying(lambda: self._service.request("GET", "history", params={"q": query}, timeout=SEARCH_TIMEOUT))
        return [Passage.model_validate(passage) for passage in answer.json()["passages"]]

    def changes_since(self, sha: str) -> VersionDiff:
        """How the project's head differs from a version before it. Raises NotFound."""
        answer = retrying(lambda: self._service.request("GET", "changes", params={"since": sha}))
        return VersionDiff.model_validate(answer.json())

    def put_message(self, message_id: str, body: Json) -> None:
        """One try; idempotent by id and turn."""
        self._service.request("PUT", f"messages/{message_id}", json={**body, "epoch": self._epoch})

    def claim(self, message_id: str, turn_id: str) -> None:
        """Make a queued message this turn's. Raises MessageTaken or NotFound when somebody else was first."""
        retrying(lambda: self.put_message(message_id, {"status": "running", "turnId": turn_id}))

    def heartbeat(self, body: Json) -> HeartbeatAnswer:
        answer = self._service.request("POST", "heartbeat", json={**body, "epoch": self._epoch})
        return HeartbeatAnswer.model_validate(answer.json())

    def has_strip(self, sha: str) -> bool:
        """Whether the checkpoint's pictures are kept already."""
        try:
            retrying(lambda: self._service.request("GET", f"strips/{sha}"))
        except NotFound:
            return False
        return True

    def post_strip(self, about: StripAbout, strip: bytes, poster: bytes) -> None:
        """Have a checkpoint's pictures kept; a repeat is harmless."""
        files = {"strip": ("strip.jpg", strip, "image/jpeg"), "poster": ("poster.jpg", poster, "image/jpeg")}
        told = {"about": about.model_dump_json()}
        retrying(
            lambda: self._service.request("POST", f"strips/{about.sha}", data=told, files=files, timeout=SAVE_TIMEOUT)
        )

    def has_player(self, sha: str) -> bool:
        """Whether the checkpoint's player is kept already."""
        try:
            retrying(lambda: self._service.request("GET", f"players/{sha}"))
        except NotFound:
            return False
        return True

    def post_player(self, player: Player) -> None:
        """Have a checkpoint's player kept: only the files that no other version has are sent. A repeat is harmless."""
        about = player.about
        told = {"about": about.model_dump_json()}
        lacking = retrying(lambda: self._service.request("POST", f"players/{about.sha}", data=told)).json()["lacking"]
        if lacking:
            files = {name: (name, player.files[name], "application/octet-stream") for name in lacking}
            retrying(
                lambda: self._service.request(
                    "POST", f"players/{about.sha}", data=told, files=files, timeout=PACK_TIMEOUT
                )
            )

    def cannot_make(self, sha: str, kind: Kind, problem: str) -> None:
        """Tell whoever asked for it why it won't be there."""
        body = {"kind": kind, "problem": problem[:PROBLEM_MAX] or "It could not be made."}
        retrying(lambda: self._service.request("POST", f"wanted/{sha}", json=body))

    def adopt_rescues(self) -> None:
        """Have the edge take in what earlier sessions of the project left at their rescue URLs. One try."""
        self._service.request("POST", "rescues", timeout=SAVE_TIMEOUT)

    def put_rescue_url(self, url: str, body: bytes, seconds: float) -> None:
        """Last resort at exit: a put to a signed URL, without our token, tried again for a few seconds."""

        def put() -> None:
            try:
                answer = self._packs.put(url, content=body, headers=ENVELOPE_HEADERS, timeout=seconds)
                answer.raise_for_status()
            except httpx.HTTPError as error:
                raise UpstreamFailed(f"The rescue copy was not accepted: {type(error).__name__}.") from error

        retrying(put, attempts=3, seconds=seconds)

    def close(self) -> None:
        self._service.close()
        self._packs.close()


def _partial(folder: Path, name: str) -> Path:
    return folder / f"{name}.partial"
