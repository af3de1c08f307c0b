"""The data StoryDream keeps and sends, camelCase on the wire; `make generate` makes the TypeScript types of these.

Limits are constants here; `firestore.rules` repeats those it must judge by, and a test compares the two.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from common.base_models import Model as Model
from common.base_models import Stored as Stored
from common.chat_models import DURATION_MAX_FRAMES as DURATION_MAX_FRAMES
from common.chat_models import Card, CardAnswer, Suggestions, TurnLimit, TurnUsage
from common.chat_models import MessageContext as MessageContext
from common.ids import Id, Sha
from common.picture_models import Wanted

NAME_MAX = 120
DESCRIPTION_MAX = 2_000
CONTENT_MAX_BYTES = 256 * 1024  # Firestore's document limit is 1 MiB; a message also carries actions
PROMPT_MAX = 32_000
ACTIONS_MAX = 200
ATTACHMENTS_MAX = 10
SUMMARY_MAX = 8_000
MEMBERS_MAX = 50
"""Of one project, pending invites included: its document carries them, and its pod is told each."""
PAGE_MAX = 100
PAGE_DEFAULT = 50
TRASH_DAYS = 30
DIMENSION_MIN, DIMENSION_MAX = 16, 4096  # Chromium and H.264 level 5.2 end near 4096
FPS_MAX = 120
PACK_MAX_BYTES = 25 * 1024 * 1024  # Cloud Run takes requests of 32 MiB
FILE_VIEW_MAX_BYTES = 1024 * 1024


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX)]
Role = Literal["owner", "editor", "commenter", "viewer"]
Isolation = Literal["full", "none", "unknown"]
"""Whether what a project runs is shut into namespaces of its own; unknown until a pod has told."""


class VideoSettings(Model):
    """Size in pixels (even, as H.264 wants), frames a second, and length in frames. Truth: `src/Root.tsx`."""

    width: int = Field(ge=DIMENSION_MIN, le=DIMENSION_MAX, multiple_of=2)
    height: int = Field(ge=DIMENSION_MIN, le=DIMENSION_MAX, multiple_of=2)
    fps: int = Field(ge=1, le=FPS_MAX)
    duration_in_frames: int = Field(ge=1, le=DURATION_MAX_FRAMES)


class ProjectStatus(StrEnum):
    SEEDING = "seeding"
    READY = "ready"
    FAILED = "failed"


class ProjectSummary(Stored):
    """The rolling summary of the conversation up to and with message `until_message_id`, which was sent `until_at`."""

    text: str = Field(max_length=SUMMARY_MAX)
    until_message_id: str
    until_at: datetime | None = None


class ProjectOrigin(Stored):
    """The version of another project that a copy began as."""

    project_id: Id
    sha: Sha


class Project(Stored):
    """`projects/{id}`. One with an `origin` begins as a copy, else as its template. `revoked` are users who lost their
    access, newest last; `watchable` says that there is a watch link."""

    id: Id
    user_id: str
    name: str
    description: str | None = None
    git_repo_path: str
    current_commit_sha: str
    thumbnail_url: str | None = None
    created_at: datetime
    updated_at: datetime
    last_opened_at: datetime | None = None
    video_settings: VideoSettings | None = None
    status: ProjectStatus
    status_reason: str | None = None
    members: dict[str, Role]
    member_ids: list[str]
    revoked: list[str] = Field(default_factory=list)
    watchable: bool = False
    template_id: str = "default"
    origin: ProjectOrigin | None = None
    deleted_at: datetime | None = None
    wanted: list[Wanted] = Field(default_factory=list)
    player_sha: Sha | None = None
    summary: ProjectSummary | None = None
    epoch: int = 0


class ActionType(StrEnum):
    FILE_EDIT = "file_edit"
    FILE_CREATE = "file_create"
    FILE_DELETE = "file_delete"
    COMMAND_RUN = "command_run"


class AgentAction(Stored):
    """One thing the agent did in a turn; `summary` is for a person."""

    type: ActionType
    file_path: str | None = None
    summary: str = Field(max_length=500)
    commit_sha: str | None = None


class MessageRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class MessageStatus(StrEnum):
    """User messages: queued → running → done | failed | stopped. The agent's: streaming → done | failed | stopped."""

    QUEUED = "queued"
    RUNNING = "running"
    STREAMING = "streaming"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class ChatMessage(Stored):
    """`projects/{projectId}/messages/{id}`. `card` to `suggestions` are on the agent's messages only."""

    id: Id
    project_id: Id
    role: MessageRole
    content: str
    actions: list[AgentAction] = Field(default_factory=list, max_length=ACTIONS_MAX)
    created_at: datetime
    token_count: int | None = None
    author_id: str | None = None
    turn_id: str | None = None
    epoch: int | None = None
    status: MessageStatus
    attachments: list[str] = Field(default_factory=list, max_length=ATTACHMENTS_MAX)
    checkpoint_sha: str | None = None
    context: MessageContext | None = None
    error: str | None = None
    card: Card | None = None
    answer: CardAnswer | None = None
    limit: TurnLimit | None = None
    usage: TurnUsage | None = None
    suggestions: Suggestions | None = None


class Plan(StrEnum):
    FREE = "free"
    PRO = "pro"
    TEAM = "team"


class Preferences(Model):
    theme: Literal["light", "dark", "system"] = "system"
    default_video_settings: VideoSettings | None = None


class Usage(Stored):
    """What a user's turns used this month: the model's own count of tokens (`input_tokens` without the cached ones),
    and millionths of a US dollar."""

    month: str = ""
    turns: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    cost_micros: int = 0


class User(Stored):
    """`users/{uid}`."""

    id: str
    email: str
    display_name: str | None = None
    plan: Plan = Plan.FREE
    preferences: Preferences = Field(default_factory=Preferences)
    created_at: datetime
    last_login_at: datetime
    usage: Usage = Field(default_factory=Usage)

    @property
    def called(self) -> str:
        """What others see: the chosen name, else what stands before the @."""
        return self.display_name or self.email.partition("@")[0] or "Someone"


class BudgetState(Stored):
    """What may be spent on the model in a day or month, in millionths of a US dollar: what the user's plan gives, and
    what any one user may use. It starts anew at `resets_at`."""

    scope: Literal["plan", "user"]
    period: Literal["day", "month"]
    unit: Literal["micros"] = "micros"
    used: int
    limit: int
    resets_at: datetime


class Me(User):
    """The signed-in user, with what is left to spend."""

    budgets: list[BudgetState]


class Checkpoint(Stored):
    """A durable git commit on `main`. `author_id` is a uid, absent for the template's own commits; `name` is what a
    person called it last."""

    sha: Sha
    parent: Sha | None = None
    summary: str
    name: str | None = None
    author_name: str
    author_id: str | None = None
    turn_id: str | None = None
    message_id: str | None = None
    created_at: datetime


class FileEntry(Stored):
    """A file at a checkpoint; `size` in bytes."""

    path: str
    size: int
    binary: bool


class SessionState(StrEnum):
    """claiming → restoring → starting → ready | broken | queued | failed | closed."""

    CLAIMING = "claiming"
    RESTORING = "restoring"
    STARTING = "starting"
    READY = "ready"
    BROKEN = "broken"
    QUEUED = "queued"
    FAILED = "failed"
    CLOSED = "closed"


class QueuePosition(Stored):
    """Place in the line for a pod, 1 = next."""

    position: int
    estimate_seconds: int


class Session(Stored):
    """What the browser gets of a session; URLs and ticket are there once a pod is."""

    session_id: str | None = None
    epoch: int = 0
    state: SessionState
    step: str
    preview_url: str | None = None
    events_url: str | None = None
    ticket: str | None = None
    queue: QueuePosition | None = None
    reason: str | None = None


class PoolSession(Stored):
    """A session as the pool manager tells it (see docs/contracts.md); times in ms since 1970."""

    session_id: str
    project_id: str
    epoch: int
    state: SessionState
    step: str
    pod_name: str | None = None
    preview_url: str | None = None
    events_url: str | None = None
    agent_url: str | None = None
    queue: QueuePosition | None = None
    created_at: int
    last_activity: int
    reason: str | None = None


class RepoSnapshot(Model):
    """A project's repository as `/activate` and `GET /pod/v1/repo` carry it."""

    line: str
    tail: str  # base64 of the tail pack followed by its index
    generation: int | None = None


class FieldError(Stored):
    field: str
    message: str


class Problem(Stored):
    """RFC 9457; `code` is stable and machine-readable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    trace_id: str
    errors: list[FieldError] | None = None
    retry_after: float | None = None


class FirebaseWebConfig(Model):
    api_key: str
    auth_domain: str
    project_id: str
    app_id: str


class EmulatorAddresses(Model):
    """`auth` is a URL, `firestore` a host:port."""

    auth: str
    firestore: str


class Template(Stored):
    """What a project can begin as. Its scenes are named in their order; its still is the app's file
    `templates/{id}.jpg`."""

    id: str
    name: str
    description: str
    width: int
    height: int
    fps: int
    duration_in_frames: int
    scenes: list[str]
    tags: list[str]


class Limits(Model):
    """What the UI may tell before the server refuses."""

    name_max: int = NAME_MAX
    description_max: int = DESCRIPTION_MAX
    prompt_max: int = PROMPT_MAX
    attachments_max: int = ATTACHMENTS_MAX
    trash_days: int = TRASH_DAYS
    dimension_max: int = DIMENSION_MAX
    fps_max: int = FPS_MAX
    duration_max_frames: int = DURATION_MAX_FRAMES


class Config(Model):
    """`GET /api/config`, public."""

    firebase: FirebaseWebConfig
    emulators: EmulatorAddresses | None = None
    limits: Limits = Field(default_factory=Limits)
    demo_model: bool
    isolation: Isolation = "unknown"
    version: str
