"""`/pod/v1`, what the agent remembers: the rolling summary, the whole past to search, and what others changed."""

from typing import Annotated

from flask import Response
from pydantic import Field

from common.errors import Invalid, NotFound
from common.history_models import QUERY_MAX, Passage
from common.ids import Id, Sha
from common.models import SUMMARY_MAX, Model, ProjectSummary
from common.version_models import VersionDiff
from edge.answers import POD_TOKEN, answer, blueprint, nothing
from edge.pod_access import pod, require_pod
from edge.services import services

bp = blueprint("pod_memory", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)

PASSAGES_MAX = 10


class SummaryChange(Model):
    """The rolling summary of the conversation up to and with one message."""

    text: Annotated[str, Field(min_length=1, max_length=SUMMARY_MAX)]
    until_message_id: Id


class Summary(Model):
    """What is kept; null until there is one."""

    summary: ProjectSummary | None


class HistoryQuery(Model):
    """Words to look for."""

    q: Annotated[str, Field(min_length=1, max_length=QUERY_MAX)]


class Passages(Model):
    """What fits best, best first."""

    passages: list[Passage]


class ChangesQuery(Model):
    """Since which checkpoint."""

    since: Sha


@bp.get("/summary", responses={200: Summary})
def get_summary() -> Response:
    """The rolling summary."""
    return answer(Summary(summary=pod().project.summary))


@bp.put("/summary", responses={204: None})
def put_summary(body: SummaryChange) -> Response:
    """Keep the rolling summary. 409 `summary_older` when the one that is kept covers more."""
    caller = pod()
    held = services()
    try:
        until = held.messages.get(caller.project.id, body.until_message_id)
    except NotFound as error:
        wrong = [{"field": "untilMessageId", "message": "is no message of this project"}]
        raise Invalid("untilMessageId: is no message of this project.", errors=wrong) from error
    summary = ProjectSummary(text=body.text, until_message_id=until.id, until_at=until.created_at)
    held.projects.set_summary(caller.project.id, caller.claims.epoch, summary)
    return nothing()


@bp.get("/history", responses={200: Passages})
def search_history(query: HistoryQuery) -> Response:
    """Search all that was said and every checkpoint's name."""
    return answer(Passages(passages=services().history.search(pod().project.id, query.q, PASSAGES_MAX)))


@bp.get("/changes", responses={200: VersionDiff})
def changes_since(query: ChangesQuery) -> Response:
    """How the head differs from a checkpoint before it."""
    project_id = pod().project.id
    repositories = services().repositories
    return answer(repositories.diff(project_id, repositories.manifest(project_id).head, query.since))
