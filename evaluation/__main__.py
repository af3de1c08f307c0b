"""`python -m evaluation [NAME …]`: run all requests or those named, write the report; fails when a claimed one does."""

import argparse
import os
import platform
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from evaluation.edge import Upstream
from evaluation.outcomes import Evaluation, Outcome
from evaluation.pod import free_ports
from evaluation.reporting import write
from evaluation.requests import Request, UnknownRequest, load
from evaluation.running import Studio, run, studio
from local.demo_model.server import MODEL, DemoModel

ANTHROPIC = "https://api.anthropic.com"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="requests to run; all when none is named")
    names = parser.parse_args().names
    try:
        requests = {key: value for name in names or [None] for key, value in load(name).items()}
    except UnknownRequest as unknown:
        print(unknown, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the pods must end with us
    with _studio() as made:
        evaluation = Evaluation(
            model=(made.model or "the agent's own default model") if made.paid else "demo model",
            when=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            machine=f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
            requests=[],
        )
        for name, request in requests.items():
            evaluation.requests.append(_one(name, request, made))
            # After each: what is known stays known when a run is cut off.
            page, figures = write(evaluation, "last" if names else "model" if made.paid else "demo")
    print(
        f"{evaluation.count('passed')} passed, {evaluation.count('failed')} failed, "
        f"{evaluation.count('not_claimed')} not claimed\n{page}\n{figures}"
    )
    return 1 if evaluation.failed else 0


def _one(name: str, request: Request, made: Studio) -> Outcome:
    """The demo model is asked only for what it claims."""
    if not made.paid and not request.claimed:
        outcome = Outcome(name=name, title=request.title, template=request.template, state="not_claimed")
    else:
        outcome = run(name, request, made)
    print(f"{outcome.state:12} {name:20} {outcome.seconds:6.1f} s  {outcome.problem or ''}", flush=True)
    for check in outcome.checks:
        if not check.passed:
            print(f"{'':12} ✗ {check.title}: {check.detail}", flush=True)
    return outcome


@contextmanager
def _studio() -> Iterator[Studio]:
    """With the real model when there is a key, else with the demo model, which answers at once here."""
    key, model = os.environ.get("ANTHROPIC_API_KEY"), os.environ.get("ANTHROPIC_MODEL")
    if key:
        upstream = Upstream(os.environ.get("ANTHROPIC_BASE_URL", ANTHROPIC).rstrip("/"), key)
        with studio(upstream, model, paid=True) as made:
            yield made
        return
    port = free_ports(1)[0]
    server = DemoModel(port, pace=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with studio(Upstream(f"http://127.0.0.1:{port}", "demo"), MODEL, paid=False) as made:
            yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
