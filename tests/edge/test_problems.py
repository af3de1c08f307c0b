"""Every failure is a problem with a stable code; every bad field is named."""

from dataclasses import replace
from typing import Any, NoReturn

import pytest

from common.firestore import Client
from common.project_store import ProjectStore
from edge.app import create_app
from tests.edge.conftest import Edge

PROJECTS = "/api/projects"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nope", 404, "not_found"),
        ("POST", "/api/nope", 404, "not_found"),
        ("GET", "/pod/v1/nope", 404, "not_found"),
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/tasks/idle", 405, "method_not_allowed"),
        ("PUT", PROJECTS, 405, "method_not_allowed"),
        ("DELETE", "/api/health", 405, "method_not_allowed"),
    ],
)
def test_what_no_route_serves_is_a_problem(edge: Edge, method: str, path: str, status: int, code: str) -> None:
    response = edge.as_user("olga").open(path, method=method)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    problem = response.get_json()
    assert problem["code"] == code
    assert problem["type"] == f"urn:storydream:problem:{code}"
    assert problem["traceId"] == response.headers["X-Trace-Id"]
    assert ("Allow" in response.headers) is (status == 405)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b"[" * 50_000, "application/json", 400, "malformed"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"[]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b'"text"', "application/json", 422, "invalid"),
        (b'{"name":"' + b"x" * 1_100_000 + b'"}', "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_is_no_good_is_a_problem(edge: Edge, body: bytes, kind: str, status: int, code: str) -> None:
    response = edge.as_user("olga").post(PROJECTS, data=body, content_type=kind)
    assert (response.status_code, response.get_json()["code"]) == (status, code)


SIZE = {"width": 1080, "height": 1920, "fps": 30, "durationInFrames": 240}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "😀" * 61}, "name"),
        ({"name": ["x"]}, "name"),
        ({"id": "UPPER-CASE"}, "id"),
        ({"id": 12345678}, "id"),
        ({"title": "x"}, "title"),
        ({"prompt": "x" * 32_001}, "prompt"),
        ({"description": "x" * 2_001}, "description"),
        ({"templateId": "../../etc"}, "templateId"),
        ({"videoSettings": {**SIZE, "width": 1081}}, "videoSettings.width"),
        ({"videoSettings": {**SIZE, "fps": "fast"}}, "videoSettings.fps"),
        ({"videoSettings": {**SIZE, "depth": 3}}, "videoSettings.depth"),
        ({"videoSettings": {"width": 10}}, "videoSettings.height"),
        ({"name": "\ud800"}, "name"),
    ],
)
def test_a_bad_field_is_named(edge: Edge, body: dict[str, Any], field: str) -> None:
    response = edge.as_user("olga").post(PROJECTS, json=body)
    assert response.status_code == 422
    assert field in [error["field"] for error in response.get_json()["errors"]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "sort=size", "filter=mine", "page=2", "q=" + "x" * 101]
)
def test_a_bad_query_is_named(edge: Edge, query: str) -> None:
    response = edge.as_user("olga").get(f"{PROJECTS}?{query}")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == query.split("=")[0]


def test_the_longest_names_pass_the_rules_too(edge: Edge) -> None:
    for name in ("x" * 120, "😀" * 60):
        body = {"name": name, "description": "é" * 2_000, "videoSettings": SIZE}
        assert edge.as_user("olga").post(PROJECTS, json=body).status_code == 201


def test_a_trace_id_is_taken_over_and_a_strange_one_is_not(edge: Edge) -> None:
    client = edge.as_nobody()
    good = client.get("/api/health", headers={"X-Trace-Id": "abcdef0123456789"})
    assert good.headers["X-Trace-Id"] == "abcdef0123456789"
    bad = client.get("/api/health", headers={"X-Trace-Id": "<script>"})
    assert bad.headers["X-Trace-Id"] != "<script>"


class BrokenProjects(ProjectStore):
    """A store with a bug that nobody expects."""

    def get(self, project_id: str) -> NoReturn:
        raise RuntimeError(f"secret detail of {project_id}")


@pytest.mark.parametrize("path", ["/api/projects/project-1", "/pod/v1/repo"])
def test_an_unexpected_failure_tells_nothing_but_its_trace_and_logs_its_stack(
    path: str, edge: Edge, admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    edge.app = create_app(replace(edge.services, projects=BrokenProjects(admin)))
    client = edge.as_pod("project-1", 1) if path.startswith("/pod") else edge.as_user("olga")
    response = client.get(path)
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    problem = response.get_json()
    assert (problem["code"], problem["traceId"]) == ("internal", response.headers["X-Trace-Id"])
    assert "secret detail" not in response.text
    (failure,) = [record for record in caplog.records if record.exc_info]
    assert failure.exc_info is not None
    assert "secret detail of project-1" in str(failure.exc_info[1])
