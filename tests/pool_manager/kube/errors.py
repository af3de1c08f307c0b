"""What the API refuses, as the Status objects of the real one: same codes, reasons, details and wording."""

from typing import Any

from tests.pool_manager.kube.resources import Json, Resource


class ApiError(Exception):
    """An answer that is a Status; `retry_after` also becomes the header of that name."""

    def __init__(self, code: int, reason: str, message: str, details: Json | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.details = details or {}

    @property
    def retry_after(self) -> int | None:
        return self.details.get("retryAfterSeconds")

    def status(self) -> Json:
        body: Json = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        body |= {"message": str(self), "reason": self.reason, "code": self.code}
        return {**body, "details": self.details} if self.details else body


def _named(resource: Resource, name: str | None, **more: Any) -> Json:
    return {
        "name": name or "",
        **({"group": resource.group} if resource.group else {}),
        "kind": resource.plural,
        **more,
    }


def not_found(resource: Resource, name: str) -> ApiError:
    return ApiError(404, "NotFound", f'{resource.qualified} "{name}" not found', _named(resource, name))


def unknown_path() -> ApiError:
    return ApiError(404, "NotFound", "the server could not find the requested resource")


def already_exists(resource: Resource, name: str) -> ApiError:
    return ApiError(409, "AlreadyExists", f'{resource.qualified} "{name}" already exists', _named(resource, name))


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return ApiError(409, "Conflict", message, _named(resource, name))


def modified(resource: Resource, name: str) -> ApiError:
    """The optimistic lock."""
    why = "the object has been modified; please apply your changes to the latest version and try again"
    return conflict(resource, name, why)


def precondition(resource: Resource, name: str, what: str, wanted: str, found: str) -> ApiError:
    why = f"Precondition failed: {what} in precondition: {wanted}, {what} in object meta: {found}"
    return conflict(resource, name, why)


def invalid(resource: Resource, name: str, field: str, why: str) -> ApiError:
    causes = [{"reason": "FieldValueInvalid", "message": why, "field": field}]
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    details = {**_named(resource, name), "kind": resource.kind, "causes": causes}
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {field}: {why}', details)


def patch_rejected() -> ApiError:
    """A JSON patch that can't be applied, for one because its `test` failed."""
    return ApiError(422, "Invalid", "the server rejected our request due to an error in our request")


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def forbidden(resource: Resource, name: str, why: str) -> ApiError:
    details = _named(resource, name)
    return ApiError(403, "Forbidden", f'{resource.qualified} "{name}" is forbidden: {why}', details)


def expired(message: str) -> ApiError:
    return ApiError(410, "Expired", message)


def too_many_requests(message: str, seconds: int, causes: list[Json] | None = None) -> ApiError:
    details: Json = {"retryAfterSeconds": seconds} if seconds else {}
    return ApiError(429, "TooManyRequests", message, {**details, **({"causes": causes} if causes else {})})


def too_large_version(asked: int, current: int) -> ApiError:
    message = f"Too large resource version: {asked}, current: {current}"
    causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
    return ApiError(504, "Timeout", message, {"causes": causes, "retryAfterSeconds": 1})
