"""What the `project` process is told by its environment (docs/contracts.md, "Environment of a pod")."""

from pathlib import Path

from pydantic import Field

from common.settings import CommonSettings

IMAGE_DIR = Path(__file__).resolve().parents[1] / "image"


class RunnerSettings(CommonSettings):
    """Holds no token, and never will: whatever runs here can be read by the user's code where there is no sandbox."""

    pod_dir: Path
    """The pod's folder, laid out by `session_pod.layout`."""
    image_dir: Path = IMAGE_DIR
    """The pod image: Vite's config, the preview page, node_modules."""
    preview_port: int = Field(ge=1, le=65535)
    preview_host: str = "127.0.0.1"
    """Where Vite listens; 0.0.0.0 in a pod of its own."""
    runner_socket: Path
    control_socket: Path
    edge_public_key: str = Field(min_length=1)
    app_origin: str = Field(min_length=1)
    preview_domain: str = "localhost"
    run_id: str = ""
    """Of the composition that all this belongs to; handed on so that its watchdog finds every process, also orphans."""
    sandbox: bool = True
    """False forces isolation "none"; for tests of that case."""
    max_processes: int = Field(default=128, ge=8)
    """Processes and threads a command may have at once: node takes 11 threads, tsc about 20 on 2 cores."""
    max_memory_mb: int = Field(default=2048, ge=256)
    """Private memory that one process may map (RLIMIT_DATA); the container bounds the sum."""
    max_file_mb: int = Field(default=256, ge=1)
    """The largest file a command may write."""
    max_project_mb: int = Field(default=768, ge=16)
    """What the project's folder may hold; a command that goes beyond is ended. A save takes 25 MiB at a time; in a
    cluster the pod's volume has 1 GiB, and a pod that fills it is evicted."""
    max_project_files: int = Field(default=50_000, ge=1000)
    """Files and folders in it; a save takes 5,000, a project that unpacked its own packages has about 30,000."""
    eyes_memory_mb: int = Field(default=640, ge=128)
    """What the headless browser may use of memory (its share of it, PSS); with more it is ended and started anew."""
    eyes_frame_seconds: float = Field(default=12.0, ge=4)
    """How long one frame may take to be drawn, what it waits for included; code that never ends is ended after it."""
