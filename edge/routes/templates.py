"""What projects can begin as; public, as the landing page shows them to people who are nobody yet."""

from flask import Response

from common.models import Model, Template
from common.template_catalogue import templates
from edge.answers import answer, blueprint

bp = blueprint("templates", __name__)
_KEPT_SECONDS = 300


class TemplateList(Model):
    """`GET /api/templates`: the first is what a project begins as where nobody chose."""

    items: list[Template]


@bp.get("/api/templates", responses={200: TemplateList})
def list_templates() -> Response:
    """All templates."""
    response = answer(TemplateList(items=list(templates())))
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return response
