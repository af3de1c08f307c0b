"""Projects that begin as a template, through the real emulators, the function and a pod."""

from typing import Final

from common.template_catalogue import templates
from tests.e2e.client import Json, Person, until

CHOSEN: Final = ("quote", "photo-slideshow")


def test_projects_begin_as_their_templates_and_open(lena: Person) -> None:
    listed = {template["id"]: template for template in lena.get("/templates")["items"]}
    assert list(listed) == [template.id for template in templates()]
    for template_id in CHOSEN:
        project_id = lena.create_project(templateId=template_id)

        def ready(project_id: str = project_id) -> Json | None:
            project = lena.get(f"/projects/{project_id}")
            assert project["status"] != "failed", project["statusReason"]
            return project if project["status"] == "ready" and project["videoSettings"] else None  # written after it

        settings = until(f"{template_id} to be set up", ready)["videoSettings"]
        assert settings == {name: listed[template_id][name] for name in settings}
        assert lena.open(project_id)["state"] == "ready"
        assert f'name="{listed[template_id]["scenes"][-1]}"' in lena.file(project_id, "src/MyVideo.tsx")
