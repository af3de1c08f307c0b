"""Settings of the session pod's agent process."""

from pathlib import Path

from pydantic import Field, field_validator

from common.ids import ID_PATTERN
from common.prices import SUMMARY_MODEL
from common.settings import CommonSettings
from common.template_catalogue import TEMPLATES
from session_pod.layout import TEMPLATE_DIR


class AgentSettings(CommonSettings):
    """What the agent process is told at start. It gets no credential: the pod token comes with `/activate`."""

    pod_uid: str = Field(pattern=ID_PATTERN)
    """Names this one pod; an activation for another pod is refused."""
    pod_dir: Path = Path("/srv/pod")
    """Holds the platform's files and, in `project/`, the user's working tree."""
    git_dir: Path | None = None
    """The agent's own git folder. Outside the working tree, so that neither Vite nor the user's commands see it;
    `repo.git` in the pod folder when unset."""
    template_dir: Path = TEMPLATE_DIR
    """The template that the pod begins as. Its pack is put into the git folder at warm-up, so that a project begun from
    this version of it needs no fetch: 60 ms of an open at 20 ms a storage request."""
    template_id: str = "default"
    """What that template is published as; it stands in the template's commit."""
    templates_dir: Path = TEMPLATES
    """The other templates, with their catalogue: their packs follow, unless they come too late and are fetched."""
    agent_host: str = "127.0.0.1"
    """Where to listen; 0.0.0.0 in a pod of its own."""
    agent_port: int = Field(default=3001, ge=1, le=65535)
    runner_socket: Path
    control_socket: Path
    edge_public_key: str
    """PEM text: checks tickets and the edge's hints."""
    pool_manager_public_key: str
    """PEM text: checks activations."""
    model: str = Field(default="claude-sonnet-5-5", validation_alias="ANTHROPIC_MODEL")
    """Must be one that the edge lets through. The default is the newest Sonnet that the pinned SDK knows."""
    summary_model: str = Field(default=SUMMARY_MODEL, validation_alias="ANTHROPIC_SUMMARY_MODEL")
    """Writes the conversation's rolling summary, on a budget of its own: a cheap one does."""

    max_connections: int = Field(default=128, ge=8)
    """Requests and sockets served at once; each takes a thread (about 60 KiB touched)."""
    max_clients: int = Field(default=32, ge=1)
    """Browsers connected to the events at once."""
    ticket_seconds: float = 900.0
    """A socket wants a new ticket this often, so that a lost role or a signed-out user ends it."""
    heartbeat_busy_seconds: float = 5.0
    heartbeat_idle_seconds: float = 20.0

    turn_steps_max: int = Field(default=60, ge=1)
    """Model calls in one turn. A large change takes about 30; more is a loop."""
    turn_seconds_max: int = Field(default=900, ge=1)
    """Wall time of one turn, waiting for the model included."""
    turn_tokens_max: int = Field(default=500_000, ge=1)
    """Tokens of one turn that the model read anew or wrote, not from its cache: ten times those of a large change."""
    turn_micros_max: int = Field(default=3_000_000, ge=1)
    """Money for one turn, in millionths of a US dollar. A large change costs about half a dollar."""
    answer_tokens_max: int = Field(default=16_000, ge=256)
    """Output tokens of one model call: a whole file of 1,000 lines."""
    history_tokens_max: int = Field(default=24_000, ge=100)
    """The conversation is told in full up to this many tokens (and 30 messages), then summarised."""
    summary_tokens_max: int = Field(default=4_000, ge=256)
    """Output tokens of one summary: 700 words, and the thinking before them."""
    model_silence_seconds: float = 90.0
    """The model sends a ping every few seconds while it thinks; longer silence is a broken stream."""
    save_give_up_seconds: float = 600.0
    """A save that can't be stored is tried for this long, then the turn fails with its work kept."""
    row_store_seconds: float = 2.0
    """Streaming text is stored at most this often: Firestore takes about one write a second a document."""
    preview_wait_seconds: float = 2.5
    """How long a connected page may take to report on the agent's last edit (HMR measured at 0.07–0.95 s)."""
    quiet_seconds: float = 1.0
    """How long nothing may have happened before a new version is looked at for its timeline: edits come in rows."""
    first_look_seconds: float = 4.0
    """How long that waits after an opening: the preview's first picture and the eyes' start (2 s of CPU) come first."""
    start_wait_seconds: float = 20.0
    """How long `/activate` waits for Vite to answer on the checked-out tree."""
    exit_save_seconds: float = 5.0
    """On SIGTERM: how long saving through the edge may take before the work goes to the rescue URL."""

    @field_validator("edge_public_key", "pool_manager_public_key")
    @classmethod
    def _is_pem(cls, value: str) -> str:
        if "BEGIN PUBLIC KEY" not in value:
            raise ValueError("is not a public key in PEM form")
        return value

    @property
    def project_dir(self) -> Path:
        """The user's working tree."""
        return self.pod_dir / "project"

    @property
    def version_dir(self) -> Path:
        """Where another version of the project is laid out; the project's process reads it there."""
        return self.pod_dir / "version" / "project"

    @property
    def repository_dir(self) -> Path:
        """The agent's git folder."""
        return self.git_dir or self.pod_dir / "repo.git"
