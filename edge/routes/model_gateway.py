"""The model gateway: Anthropic's Messages API for pods, which hold no model key."""

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from common.errors import TooLarge
from edge.answers import POD_TOKEN, blueprint
from edge.model_upstream import BODY_MAX_BYTES
from edge.pod_access import pod, require_pod
from edge.services import services

bp = blueprint("model_gateway", __name__, POD_TOKEN, "/pod/v1/model")
bp.before_request(require_pod)


@bp.post("/v1/messages", responses={200: {"content": {"text/event-stream": {}, "application/json": {}}}})
def messages() -> Response:
    """Ask the model. The answer is passed on as it comes; when the pod goes away, the model's work is cancelled."""
    pod()
    request.max_content_length = BODY_MAX_BYTES
    try:
        body = request.get_data()
    except RequestEntityTooLarge as error:
        raise TooLarge("The conversation is too large.") from error
    upstream = services().model.messages(body, {name.lower(): value for name, value in request.headers})
    # Passed through as it is, so that the server calls `close` on it and no proxy holds the stream back.
    response = Response(upstream, status=upstream.status, headers=upstream.headers, direct_passthrough=True)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response
