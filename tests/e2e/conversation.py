"""A person at a page, with a conversation that is long already: stored as the edge and a pod would have."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.e2e.client import PASSWORD, Person

BATCH = 400  # Firestore takes 500 writes at once


def sign_in(page: Page, url: str, person: Person) -> None:
    """Who has an account already, on the sign-in page."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^Sign in$")).last.click()
    page.wait_for_url("**/projects")


def seed_conversation(person: Person, project_id: str, turns: int) -> None:
    """So many turns of a request and an answer, the last an hour ago: "Request 1" … and "Answer 1" …, oldest first."""
    root = f"projects/{person.firebase_project}/databases/(default)/documents"
    start = datetime.now(UTC) - timedelta(hours=1, minutes=turns)
    writes = [
        {"update": {"name": f"{root}/projects/{project_id}/messages/{message['id']}", "fields": _fields(message)}}
        for number in range(1, turns + 1)
        for message in _turn(person.uid, project_id, number, start + timedelta(minutes=number))
    ]
    url = f"http://{person.firestore}/v1/{root}:commit"
    with httpx.Client(headers={"Authorization": "Bearer owner"}, timeout=30, trust_env=False) as client:
        for first in range(0, len(writes), BATCH):
            client.post(url, json={"writes": writes[first : first + BATCH]}).raise_for_status()


def _turn(uid: str, project_id: str, number: int, at: datetime) -> list[dict[str, Any]]:
    turn = f"seeded-turn-{number:05d}"
    asked = {"id": f"seeded-asked-{number:05d}", "role": "user", "content": f"Request {number}", "authorId": uid}
    paragraphs = "\n\n".join(
        f"Answer {number}, part {part}: the **title** is larger now, and the `accent` is warmer."
        for part in range(1, number % 4 + 2)
    )
    edit = {"type": "file_edit", "filePath": "src/MyVideo.tsx", "summary": "Edited src/MyVideo.tsx"}
    said = {"id": f"seeded-said-{number:05d}", "role": "assistant", "content": paragraphs, "actions": [edit]}
    shared = {"projectId": project_id, "status": "done", "turnId": turn, "attachments": []}
    return [
        {**asked, **shared, "createdAt": at},
        {**said, **shared, "createdAt": at + timedelta(seconds=20)},
    ]


def _fields(document: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in document.items()}


def _value(value: Any) -> dict[str, Any]:
    match value:
        case str():
            return {"stringValue": value}
        case datetime():
            return {"timestampValue": value.isoformat()}
        case list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case dict():
            return {"mapValue": {"fields": _fields(value)}}
    raise TypeError(f"no value of Firestore: {value!r}")
