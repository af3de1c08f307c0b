"""The pool manager's settings, all from the environment, all checked at start."""

import shlex
import socket
import sys
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import NoDecode

from common.settings import CommonSettings, OptionalText
from pool_manager.schedule import Schedule, parse_schedule


def _words(value: object) -> object:
    return tuple(shlex.split(value)) if isinstance(value, str) else value


def _schedule(value: object) -> object:
    return parse_schedule(value) if isinstance(value, str) else value


Command = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class PoolManagerSettings(CommonSettings):
    """`STORYDREAM_` plus the field's name in capitals, unless an alias is given."""

    data_dir: Path = Path(".storydream")
    """Pods, leases and logs of the processes backend live here."""
    run_id: str = ""
    """Names this run of the product in every pod's environment, so that whoever supervises it finds them all."""
    redis_url: str = "redis://127.0.0.1:6379/0"
    gateway_url: str = "http://127.0.0.1:8080"
    """The edge as pods reach it: base of `/pod/v1`."""
    app_origin: str = "http://localhost:8080"
    """The only origin that may embed previews."""

    pool_manager_key_file: Path | None = None
    """Ed25519 private key, PEM. Default: keys/pool-manager.pem in the data folder."""
    pool_manager_public_key_file: Path | None = None
    """Its public half, for the pods. Default: keys/pool-manager.pub.pem in the data folder."""
    edge_public_key_file: Path | None = None
    """The edge's public key, to check who calls. Default: keys/edge.pub.pem in the data folder."""

    pool_size: int = Field(default=2, ge=1, le=1000)
    """Pods kept warm at least. Two: one to open and one while its replacement warms up (a few seconds)."""
    pool_depth_max: int | None = Field(default=None, ge=1, le=20_000)
    """Pods kept warm at most, however many are claimed. Default: on one machine `pool_size`, on Kubernetes no bound but
    `pool_max`."""
    pool_max: int = Field(default=8, ge=1, le=20_000)
    """Pods in all, also those that are closing. Eight of 250 MB leave a laptop of 8 GB usable."""
    pool_miss_rate: float = Field(default=0.001, gt=0, lt=1)
    """The share of sessions that may find no warm pod. From 1 % to 0.1 % costs about a quarter more warm pods."""
    pool_schedule: Annotated[Schedule, NoDecode, BeforeValidator(_schedule)] = Schedule()
    """Pods kept warm at least at certain hours: `mon-fri 08:00-18:00 Europe/Berlin=10; sat,sun 10:00-16:00 UTC=4`."""
    pool_cooldown_seconds: float = Field(default=300, ge=0, le=86_400)
    """Warm pods that nobody wanted for this long are retired. A pod costs about a cent an hour, a miss a person's
    patience."""
    warming_max: int = Field(default=2, ge=1, le=50)
    """Pods that warm up at the same time; more of them only slow each other down on few cores."""
    queue_max: int = Field(default=16, ge=0, le=1000)
    """Sessions that may wait for a pod; the next one is told `pool_exhausted`."""
    queue_seconds: float = Field(default=120, gt=0, le=600)
    """How long a session waits for a pod. People give up before two minutes."""

    idle_minutes: float = Field(default=30, gt=0)
    """A session without activity or work in flight is saved and released after this long."""
    renew_seconds: float = Field(default=5, gt=0, le=20)
    """How often sessions are recorded anew and looked at for idleness; well within their lease in Redis (60 s)."""
    warm_seconds: float = Field(default=90, gt=0)
    """A pod that isn't warm by then has failed. A cold disk and a busy laptop took 20 s at worst."""
    activate_seconds: float = Field(default=30, gt=0)
    """The longest `/activate`: packs of a big project over a slow line."""
    save_seconds: float = Field(default=15, gt=0)
    """The longest `/save` before a release."""
    silent_seconds: float = Field(default=60, gt=0)
    """A pod whose agent hasn't answered for this long is given up. An overloaded machine stalls for seconds."""

    backend: Literal["processes", "kubernetes"] = "processes"
    """What runs the pods: processes on this machine, or a Kubernetes cluster."""
    manager_name: str = Field(default_factory=socket.gethostname, min_length=1)
    """This pool manager among several, as it owns work and leads. Default: the host's name, in a cluster its pod's."""
    platform_namespace: str = "storydream"
    """Where the Lease of the leading pool manager is."""
    handover_seconds: float = Field(default=20, ge=0, le=300)
    """How long a pool manager that was told to stop finishes what it is at; another one goes on with the rest."""
    kubeconfig: Path | None = None
    """How the cluster is reached from outside. Default: as from a pod inside it, by its service account."""
    kubernetes_connections: int = Field(default=64, ge=8, le=1000)
    """Connections to the Kubernetes API that are kept: one a watch (4) and one for each session that opens at once."""
    sessions_namespace: str = "storydream-sessions"
    """Where session pods and the projects' Leases are."""
    pool_revision: OptionalText = None
    """The pool revision (Deployment `pool-{revision}`) to go over to. Default: the newest one; set it to go back."""
    quarantine_seconds: float = Field(default=900, ge=0)
    """How long a pod is kept that could not save or never became warm: its agent tries on, somebody may look at it."""
    preview_domain: str = "preview.storydream.localhost"
    """On Kubernetes previews are at `{sessionId}.{preview_domain}`."""
    preview_scheme: Literal["http", "https"] = "https"
    """How browsers reach the preview gateway."""
    pod_agent_port: int = Field(default=3001, ge=1, le=65535)
    """The agent's port in a pod on Kubernetes."""

    pod_ports: tuple[int, int] = (20000, 27999)
    """First and last port for pods; below 32768, where outgoing connections don't collide with them."""
    pod_agent_command: Command = (sys.executable, "-m", "session_pod.agent")
    """A pod's two processes; the runner also lays out the pod's folder."""
    pod_runner_command: Command = (sys.executable, "-m", "session_pod.runner")
    anthropic_model: OptionalText = Field(default=None, validation_alias="ANTHROPIC_MODEL")
    anthropic_summary_model: OptionalText = Field(default=None, validation_alias="ANTHROPIC_SUMMARY_MODEL")
    """Passed on to the pods; the edge must be told the same."""

    @property
    def models(self) -> dict[str, str]:
        """As a pod's environment names them; what isn't set is left to the pod."""
        named = {"ANTHROPIC_MODEL": self.anthropic_model, "ANTHROPIC_SUMMARY_MODEL": self.anthropic_summary_model}
        return {variable: model for variable, model in named.items() if model is not None}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        first, last = self.pod_ports
        if not 1024 <= first < last <= 32767:
            raise ValueError("pod_ports must be a range between 1024 and 32767")
        if self.pool_size > self.pool_max:
            raise ValueError(f"pool_size {self.pool_size} is more than pool_max {self.pool_max}")
        if self.pool_schedule.most > self.pool_max:
            raise ValueError(f"pool_schedule asks for {self.pool_schedule.most}, more than pool_max {self.pool_max}")
        if self.pool_depth_max is not None and self.pool_depth_max < self.pool_size:
            raise ValueError(f"pool_depth_max {self.pool_depth_max} is less than pool_size {self.pool_size}")
        return self

    @property
    def depth_max(self) -> int:
        """How deep claims alone may make the pool."""
        return self.pool_depth_max or (self.pool_size if self.backend == "processes" else self.pool_max)

    @property
    def private_key(self) -> Path:
        return self.pool_manager_key_file or self.data_dir / "keys" / "pool-manager.pem"

    @property
    def public_key(self) -> Path:
        return self.pool_manager_public_key_file or self.data_dir / "keys" / "pool-manager.pub.pem"

    @property
    def edge_key(self) -> Path:
        return self.edge_public_key_file or self.data_dir / "keys" / "edge.pub.pem"
