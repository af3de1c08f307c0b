"""`python -m session_pod.agent`: the agent process of a pod. One process, and when it ends the pod has ended."""

import gc
import logging
import os
import signal
import threading
import time
from types import FrameType

from common import logs
from common.settings import load
from common.tokens import Verifier
from session_pod.agent.activation import Pod
from session_pod.agent.project import ProjectClient
from session_pod.agent.server import create_app, make_server
from session_pod.layout import SHARING_UMASK, wait_until_laid_out
from session_pod.settings import AgentSettings

logger = logging.getLogger(__name__)

LAYOUT_SECONDS = 60.0  # the other container starts right after this one, from the same image
VITAL_THREADS = frozenset({"worker", "heartbeat", "reports"})


def main() -> None:
    settings = load(AgentSettings)
    logs.configure("agent", settings.log_level)
    os.umask(SHARING_UMASK)
    wait_until_laid_out(settings.project_dir, LAYOUT_SECONDS)
    project = ProjectClient(settings.runner_socket, settings.control_socket)
    pod = Pod(
        settings,
        project,
        pool=Verifier(settings.pool_manager_public_key.encode()),
        edge=Verifier(settings.edge_public_key.encode()),
    )
    pod.warm_up()
    server = make_server(create_app(pod), settings.agent_host, settings.agent_port, settings.max_connections)

    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    def crash(failure: threading.ExceptHookArgs) -> None:
        """A bug in a thread that the session lives by: save and end, so that the user gets a new pod, not silence."""
        logger.critical("a thread died", exc_info=failure.exc_value)
        if failure.thread is not None and failure.thread.name in VITAL_THREADS:
            ended.set()

    threading.excepthook = crash
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    gc.freeze()  # what the imports made stays; collections needn't walk it
    threading.Thread(target=server.serve_forever, name="server", daemon=True).start()
    logger.info("listening", extra={"fields": {"port": settings.agent_port}})
    ended.wait()
    pod.shut_down(time.monotonic() + settings.exit_save_seconds)
    server.shutdown()
    project.close()


if __name__ == "__main__":
    main()
