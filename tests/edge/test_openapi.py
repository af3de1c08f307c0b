"""The description is made from the code, and nothing that it allows, or forbids, brings the edge to its knees."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from edge.app import describe
from tests.edge.conftest import Edge
from tests.servers import free_port

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


@pytest.fixture
def served(edge: Edge) -> Iterator[str]:
    """The app behind a real HTTP server."""
    port = free_port()
    server = make_server("127.0.0.1", port, edge.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _fuzz(url: str, folder: Path, token: str, paths: str, parameters: dict[str, str]) -> None:
    """Run schemathesis over the routes that match, with some parameters held to what exists."""
    held = "\n".join(f'"path.{name}" = "{value}"' for name, value in parameters.items())
    (folder / "schemathesis.toml").write_text(f"[parameters]\n{held}\n")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml"), "run"]
    command += [f"{url}/api/openapi.json", "--include-path-regex", paths, "--checks", ",".join(CHECKS)]
    command += ["--header", f"Authorization: Bearer {token}", "--phases", "examples,coverage,fuzzing"]
    command += ["--exclude-operation-id", "delete_me", "--max-examples", "12", "--generation-deterministic"]
    command += ["--max-failures", "5", "--no-color", "--request-timeout", "20"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]


def test_schemathesis_finds_no_failure_in_what_browsers_call(edge: Edge, served: str, tmp_path: Path) -> None:
    project = edge.project()
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    token = edge.as_user("olga").environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    head = project.current_commit_sha
    held = {"project_id": project.id, "sha": head, "version": head}
    _fuzz(served, tmp_path, token, "^/api", held)


def test_schemathesis_finds_no_failure_in_what_pods_call(edge: Edge, served: str, tmp_path: Path) -> None:
    project = edge.project()
    session = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    pod = edge.as_pod(project.id, session["epoch"], session["sessionId"])
    _fuzz(served, tmp_path, pod.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer "), "^/pod", {})


def _operations(edge: Edge) -> dict[tuple[str, str], dict[str, Any]]:
    document = describe(edge.app)  # type: ignore[arg-type]
    return {
        (method, path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def test_every_operation_says_what_it_does_and_how_it_fails(edge: Edge) -> None:
    operations = _operations(edge)
    assert len(operations) >= 30
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    for (method, path), operation in operations.items():
        assert operation["summary"], (method, path)
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        public = path in ("/api/health", "/api/config", "/api/templates", "/api/watch/{token}")
        assert bool(operation.get("security")) is not public, (method, path)


def test_every_reference_leads_somewhere(edge: Edge) -> None:
    document = describe(edge.app)  # type: ignore[arg-type]
    known = document["components"]["schemas"]

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    for reference in walk(document):
        assert reference.rpartition("/")[2] in known, reference
