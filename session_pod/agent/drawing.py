"""Pictures of versions: drawn of each new head once the pod is quiet, and of others when somebody asks for them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from common.errors import Invalid, StoryDreamError
from common.picture_models import PROBLEM_MAX, Clip, Kind, StripAbout, Wanted
from session_pod.agent.events import EventLog
from session_pod.agent.patience import is_temporary
from session_pod.agent.player_files import Player, read_player
from session_pod.agent.project import ExecResult
from session_pod.agent.versions import VersionFolder
from session_pod.agent.video import Strip

logger = logging.getLogger(__name__)


class Artist(Protocol):
    """Who draws what lies in the version's folder; see session_pod/agent/project.py."""

    def strip(self) -> Strip: ...
    def build(self) -> ExecResult: ...


class Gallery(Protocol):
    """Who keeps what is drawn; see session_pod/agent/edge_client.py."""

    def has_strip(self, sha: str) -> bool: ...
    def post_strip(self, about: StripAbout, strip: bytes, poster: bytes) -> None: ...
    def has_player(self, sha: str) -> bool: ...
    def post_player(self, player: Player) -> None: ...
    def cannot_make(self, sha: str, kind: Kind, problem: str) -> None: ...


@dataclass(frozen=True)
class Order:
    """Something that somebody asked for, as a job for quiet times; the same order twice is one."""

    drawing: "Drawing"
    sha: str
    kind: Kind

    def __call__(self, _head: str) -> None:
        self.drawing.fill(self.sha, self.kind)


class Drawing:
    """Of one session; the methods that draw are for the thread of quiet work. While `players` is set, each new head
    gets a player too: somebody may watch it by a link."""

    def __init__(self, versions: VersionFolder, artist: Artist, gallery: Gallery, events: EventLog) -> None:
        self._versions = versions
        self._artist = artist
        self._gallery = gallery
        self._events = events
        self._made: set[tuple[str, Kind]] = set()
        self.players = False

    def draw_head(self, sha: str) -> None:
        """A job for each new version. Raises what the drawing raises: a video that is broken has no pictures."""
        self._make(sha, "strip")

    def build_head(self, sha: str) -> None:
        """The same for its player."""
        if self.players:
            self._make(sha, "player")

    def orders(self, wanted: Sequence[Wanted], *, players: bool) -> list[Callable[[str], None]]:
        """Jobs for what the edge says is wanted, now that each head is to have a player or not."""
        begins, self.players = players and not self.players, players
        orders: list[Callable[[str], None]] = [Order(self, one.sha, one.kind) for one in wanted]
        return [*orders, self.build_head] if begins else orders

    def fill(self, sha: str, kind: Kind) -> None:
        """Make what was asked for, or tell why it can't be made. Raises what is temporary."""
        try:
            self._make(sha, kind)
        except StoryDreamError as error:
            if is_temporary(error):
                raise
            logger.info("not made", extra={"fields": {"sha": sha, "kind": kind, "reason": error.detail}})
            self._gallery.cannot_make(sha, kind, error.detail)

    def _make(self, sha: str, kind: Kind) -> None:
        if (sha, kind) in self._made:
            return
        is_kept = self._gallery.has_strip if kind == "strip" else self._gallery.has_player
        if not is_kept(sha):
            try:
                self._versions.lay_out(sha)
                (self._draw_strip if kind == "strip" else self._build_player)(sha)
            finally:
                self._versions.clear()
        self._made.add((sha, kind))

    def _draw_strip(self, sha: str) -> None:
        drawn = self._artist.strip()
        about = StripAbout(
            sha=sha,
            clip=Clip.model_validate(drawn.composition.model_dump(exclude={"id"})),
            frames=drawn.frames,
            columns=drawn.columns,
            tile_width=drawn.tile_width,
            tile_height=drawn.tile_height,
        )
        self._gallery.post_strip(about, drawn.strip, drawn.poster)
        self._events.emit("strip", sha=sha)

    def _build_player(self, sha: str) -> None:
        built = self._artist.build()
        if built.timed_out:
            raise Invalid("Building this version took too long.")
        if built.exit_code != 0:
            raise Invalid(f"This version can't be built: {built.output.strip()[-PROBLEM_MAX:] or 'no reason given'}")
        self._gallery.post_player(read_player(self._versions.folder, sha))
