"""The model gateway: Anthropic's Messages API for pods, which hold no model key."""

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from common.errors import Invalid, TooLarge
from common.ids import is_id
from edge.answers import POD_TOKEN, blueprint
from edge.model_calls import Call
from edge.model_upstream import BODY_MAX_BYTES
from edge.pod_access import pod, require_pod
from edge.services import services

PURPOSE_HEADER = "X-StoryDream-Purpose"
TURN_HEADER = "X-StoryDream-Turn"

bp = blueprint("model_gateway", __name__, POD_TOKEN, "/pod/v1/model")
bp.before_request(require_pod)


@bp.post("/v1/messages", responses={200: {"content": {"text/event-stream": {}, "application/json": {}}}})
def messages() -> Response:
    """Ask the model, within the budgets of who asked for the turn (`X-StoryDream-Turn`); or, with
    `X-StoryDream-Purpose: summary`, for a summary, with a budget and model of its own.

    The answer is passed on as it comes; when the pod goes away, the model's work is cancelled. 429 `budget_exhausted`
    tells `scope`, `unit`, `used`, `limit` and `resetsAt`.
    """
    caller = pod()
    call = Call(
        project=caller.project,
        epoch=caller.claims.epoch,
        body=_body(),
        headers={name.lower(): value for name, value in request.headers},
        turn_id=_turn_id(),
        summary=_is_summary(),
        connection=request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket"),
    )
    answer = services().model.answer(call)
    # Passed through as it is, so that the server calls `close` on it and no proxy holds the stream back.
    response = Response(answer, status=answer.status, headers=answer.headers, direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


def _body() -> bytes:
    request.max_content_length = BODY_MAX_BYTES
    try:
        return request.get_data(cache=False)  # it isn't needed any more while the answer comes
    except RequestEntityTooLarge as error:
        raise TooLarge("The conversation is too large.") from error


def _is_summary() -> bool:
    purpose = request.headers.get(PURPOSE_HEADER, "turn")
    if purpose not in ("turn", "summary"):
        raise _invalid(PURPOSE_HEADER, "should be turn or summary")
    return purpose == "summary"


def _turn_id() -> str | None:
    turn_id = request.headers.get(TURN_HEADER)
    if turn_id is not None and not is_id(turn_id):
        raise _invalid(TURN_HEADER, "is not an id")
    return turn_id


def _invalid(header: str, message: str) -> Invalid:
    return Invalid(f"{header}: {message}.", errors=[{"field": header, "message": message}])
