"""The only door to Cloud Firestore: a client with the service's own rights, clients with a user's rights (judged by
`firestore.rules`), and Firestore's failures as our errors."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1 import _helpers
from google.cloud.firestore_v1._helpers import LastUpdateOption
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.firestore_v1.base_vector_query import DistanceMeasure
from google.cloud.firestore_v1.field_path import FieldPath
from google.cloud.firestore_v1.vector import Vector
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from common.errors import Conflict, Forbidden, IdTaken, Invalid, NotFound, StoryDreamError, Unavailable
from common.settings import GoogleSettings

Client = firestore.Client
Transaction = firestore.Transaction
Snapshot = firestore.DocumentSnapshot[Any]
Document = firestore.DocumentReference
Query = firestore.Query
SERVER_TIMESTAMP = firestore.SERVER_TIMESTAMP
DELETE_FIELD = firestore.DELETE_FIELD
DOCUMENT_ID = FieldPath.document_id()
DESCENDING = firestore.Query.DESCENDING
ASCENDING = firestore.Query.ASCENDING

TIMEOUT_SECONDS = 8.0
"""For one call with its retries: under the 10 s that callers of the edge wait."""
_TRANSACTION_ATTEMPTS = 8
_SWAP_ATTEMPTS = Retrying(
    retry=retry_if_exception_type(Conflict),
    stop=stop_after_attempt(10),
    wait=wait_random_exponential(multiplier=0.02, max=0.5),
    reraise=True,
)
_SELF_TEST_PATH = ("selftest", "rules")
_SELF_TEST_SECONDS = 5.0

RETRY = Retry(
    predicate=if_exception_type(exceptions.ServiceUnavailable, exceptions.ResourceExhausted),
    initial=0.1,
    maximum=1.0,
    timeout=TIMEOUT_SECONDS,
)
CALL: dict[str, Any] = {"retry": RETRY, "timeout": TIMEOUT_SECONDS}
"""Arguments of every read and commit: bounded time, retries of what may be repeated."""

Result = TypeVar("Result")


class RulesBypassed(RuntimeError):
    """A read without any token was answered: rules judge nothing here, so the service must not run."""


def _nobody() -> AnonymousCredentials:
    return AnonymousCredentials()  # type: ignore[no-untyped-call]


class _UserClient(Client):
    """A Firestore client that carries one user's ID token on every call, over a channel shared by all users.

    `firestore.Client(credentials=<user token>)` sends `Bearer owner` to the emulator, so rules would be bypassed there
    in silence. Every call reads `_rpc_metadata`, a private hook: the library's version is pinned and `self_test` runs
    at start. Construction takes 0.13 ms.
    """

    def __init__(self, shared: Client, project: str, token: str | None) -> None:
        super().__init__(project=project, credentials=_nobody())
        self._transport = shared._transport  # noqa: SLF001 - see the class
        self._firestore_api_internal = shared._firestore_api_internal  # noqa: SLF001
        self._token = token

    @property
    def _rpc_metadata(self) -> list[tuple[str, str]]:
        metadata: list[tuple[str, str]] = _helpers.metadata_with_prefix(self._database_string)
        if self._token is not None:
            metadata.append(("authorization", f"Bearer {self._token}"))
        return metadata


class UserClients:
    """Makes a client for each user's request; all share one channel, which carries no credential of its own."""

    def __init__(self, settings: GoogleSettings) -> None:
        self._project = settings.project_id
        self._shared = Client(project=settings.project_id, credentials=_nobody())
        # Touching the API builds the one channel (plain on the emulator, TLS else). `_rpc_metadata` of this client is
        # never used for a call.
        self._shared._firestore_api  # noqa: B018, SLF001

    def of(self, id_token: str) -> Client:
        """A client whose every read and write is judged by the rules as the user of this ID token."""
        return _UserClient(self._shared, self._project, id_token)

    def self_test(self) -> None:
        """Raise RulesBypassed when a read without a token is answered, Unavailable when nobody answers at all."""
        nobody = _UserClient(self._shared, self._project, None)
        try:
            nobody.document(*_SELF_TEST_PATH).get(retry=None, timeout=_SELF_TEST_SECONDS)
        except (exceptions.PermissionDenied, exceptions.Unauthenticated):
            return
        except exceptions.GoogleAPIError as error:
            raise Unavailable(f"Firestore did not answer: {type(error).__name__}.") from error
        raise RulesBypassed("Firestore answered a read that carried no token")


def admin_client(settings: GoogleSettings) -> Client:
    """A client with the service's own rights; the rules don't judge it."""
    _point_at_emulator(settings)
    return Client(project=settings.project_id)


def user_clients(settings: GoogleSettings) -> UserClients:
    """Clients with users' rights."""
    _point_at_emulator(settings)
    return UserClients(settings)


def _point_at_emulator(settings: GoogleSettings) -> None:
    """The library knows the emulator only by the environment."""
    if settings.firestore_emulator_host:
        os.environ["FIRESTORE_EMULATOR_HOST"] = settings.firestore_emulator_host


def server_time(batch: firestore.WriteBatch) -> datetime:
    """The moment that Firestore wrote for a SERVER_TIMESTAMP of this batch; not quite the time of the commit."""
    first = (batch.write_results or [])[0]
    return cast("datetime", first.transform_results[0].timestamp_value)


@contextmanager
def firestore_errors() -> Iterator[None]:
    """Turn Firestore's exceptions into ours: what to do next, instead of a gRPC status."""
    try:
        yield
    except exceptions.GoogleAPIError as error:
        raise named_error(error) from error


def named_error(error: exceptions.GoogleAPIError) -> StoryDreamError:
    """Our error for one of Firestore's."""
    match error:
        case exceptions.AlreadyExists():
            return IdTaken()
        case exceptions.NotFound():
            return NotFound()
        case exceptions.PermissionDenied():
            return Forbidden()
        case exceptions.FailedPrecondition() | exceptions.Aborted():
            return Conflict()
        case exceptions.InvalidArgument():
            return Invalid("Firestore can't store this value.")
        case _:
            return Unavailable("The database did not answer in time.", retryAfter=2)


def in_transaction(client: Client, work: Callable[[Transaction], Result]) -> Result:
    """Run `work` in an admin transaction, again when somebody else wrote in between (at most 8 times).

    `work` reads before it writes and may run more than once. Raises Conflict when it never got through.
    """
    transaction = client.transaction(max_attempts=_TRANSACTION_ATTEMPTS)
    with firestore_errors():
        try:
            return cast("Result", firestore.transactional(work)(transaction))
        except ValueError as error:  # the library's own word for "attempts used up"
            if isinstance(error.__cause__, exceptions.Aborted):
                raise Conflict("Too many writers at once.") from error
            raise


def swap(document: Document, decide: Callable[[Snapshot], dict[str, Any] | None]) -> None:
    """Read one document and write what `decide` makes of it, unless somebody else wrote in between: then again.

    `decide` gets the snapshot (of a document that may not exist) and returns the changes, None for none; it may run
    more than once. No lock is held, where a transaction of two writers stalls (measured on the emulator: 2 s a
    conflict). Raises Conflict when it never got through.
    """
    for attempt in _SWAP_ATTEMPTS:
        with attempt, firestore_errors():
            snapshot = document.get(**CALL)
            changes = decide(snapshot)
            if changes:
                document.update(changes, option=LastUpdateOption(snapshot.update_time), **CALL)


def where(query: Any, field: str, operator: str, value: Any) -> Query:
    """`query` narrowed by one condition."""
    return cast("Query", query.where(filter=FieldFilter(field, operator, value)))


def vector_value(numbers: list[float]) -> Vector:
    """A vector as a document holds it."""
    return Vector(numbers)


def cosine_nearest(
    collection: Any, field: str, vector: list[float], limit: int, farthest: float
) -> list[dict[str, Any]]:
    """The documents whose vector in `field` points most nearly the same way, nearest first, none whose cosine distance
    is over `farthest`. Needs a vector index in production."""
    query = collection.find_nearest(
        vector_field=field,
        query_vector=Vector(vector),
        distance_measure=DistanceMeasure.COSINE,
        limit=limit,
        distance_threshold=farthest,
    )
    return [snapshot.to_dict() or {} for snapshot in query.stream(**CALL)]
