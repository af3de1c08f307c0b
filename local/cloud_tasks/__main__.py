"""`python -m local.cloud_tasks`: the server, its dispatcher and its public keys, until SIGTERM."""

import argparse
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from google.cloud import tasks_v2

from common import logs
from local.cloud_tasks.dispatcher import Dispatcher
from local.cloud_tasks.oidc import TokenMaker
from local.cloud_tasks.server import CloudTasks, serve
from local.cloud_tasks.store import TaskStore


def keys_server(tokens: TokenMaker, port: int) -> ThreadingHTTPServer:
    """Answers `GET /jwks` on 127.0.0.1; not started."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = tokens.jwks() if self.path == "/jwks" else b"{}"
            self.send_response(200 if self.path == "/jwks" else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """The keys are asked for rarely and by us only: nothing worth a log line."""

    return ThreadingHTTPServer(("127.0.0.1", port), Keys)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--keys-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where tasks and the signing key are kept")
    parser.add_argument("--queue", action="append", default=[], help="full name of a queue that exists from the start")
    options = parser.parse_args()
    logs.configure("tasks")
    options.folder.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())

    store = TaskStore(options.folder / "tasks.sqlite")
    for name in options.queue:
        if store.queue(name) is None:
            store.put_queue(tasks_v2.Queue(name=name))
    tokens = TokenMaker(options.folder / "oidc.pem", f"http://127.0.0.1:{options.keys_port}")
    dispatcher = Dispatcher(store, tokens)
    keys = keys_server(tokens, options.keys_port)
    threading.Thread(target=keys.serve_forever, name="keys", daemon=True).start()
    server = serve(CloudTasks(store, dispatcher.wake), options.port)
    dispatcher.start()
    ended.wait()
    server.stop(grace=1).wait()
    keys.shutdown()
    dispatcher.close()
    store.close()


if __name__ == "__main__":
    main()
