"""Models speak camelCase, refuse what they don't know from a client, and forgive what a newer writer stored."""

import re

import pytest
from pydantic import TypeAdapter, ValidationError

from common.ids import ID_PATTERN, Id, is_id, new_id
from common.models import MessageContext, Project, VideoSettings
from common.wire_schema import wire_schema


def test_video_settings_are_camel_case_on_the_wire() -> None:
    settings = VideoSettings(width=1920, height=1080, fps=30, duration_in_frames=180)
    assert settings.model_dump() == {"width": 1920, "height": 1080, "fps": 30, "durationInFrames": 180}


@pytest.mark.parametrize(
    "bad", [{"width": 15}, {"width": 1921}, {"fps": 0}, {"durationInFrames": 0}, {"extra": 1}, {"height": "tall"}]
)
def test_bad_video_settings_are_refused_by_name(bad: dict[str, object]) -> None:
    good = {"width": 1920, "height": 1080, "fps": 30, "durationInFrames": 180}
    with pytest.raises(ValidationError) as refused:
        VideoSettings.model_validate({**good, **bad})
    assert refused.value.errors()[0]["loc"][0] in bad


def test_a_context_from_a_client_refuses_unknown_fields() -> None:
    with pytest.raises(ValidationError):
        MessageContext.model_validate({"sha": "a" * 40, "element": "x"})


def test_a_stored_project_with_newer_fields_can_be_read() -> None:
    stored = {
        "id": "project-1",
        "userId": "u",
        "name": "n",
        "gitRepoPath": "repos/project-1/repo.git",
        "currentCommitSha": "",
        "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-01T00:00:00Z",
        "status": "seeding",
        "members": {"u": "owner"},
        "memberIds": ["u"],
        "templateId": "default",
        "fromTheFuture": 1,
    }
    assert Project.model_validate(stored).epoch == 0


@pytest.mark.parametrize("value", ["short", "UPPERCASE-ID", "-leading", "a" * 41, "has_underscore", "with/slash", ""])
def test_ids_that_could_not_be_a_host_label_are_refused(value: str) -> None:
    assert not is_id(value)
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(value)


def test_a_new_id_is_an_id() -> None:
    assert re.fullmatch(ID_PATTERN, new_id())


def test_the_wire_schema_names_every_model_once() -> None:
    definitions = wire_schema()["$defs"]
    assert isinstance(definitions, dict)
    assert {"Project", "ChatMessage", "Checkpoint", "Session", "Config", "Problem"} <= set(definitions)
