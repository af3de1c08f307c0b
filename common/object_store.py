"""The only door to Cloud Storage: small objects whole, big ones streamed, compare-and-swap by generation, signed URLs.

Every call is bounded in time and retried a few times. A retried conditional put can meet its own first success as
`ObjectChanged`: whoever puts with a generation reads again before believing it.
"""

import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import TransportError
from google.cloud.storage import Blob, Client
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_after_delay

from common.errors import NotFound, ObjectChanged, RateLimited, StoryDreamError, Unavailable
from common.settings import GoogleSettings

# Else the client asks for the bucket's metadata to label traces that nobody collects: one request more a process.
os.environ.setdefault("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "1")

CALL_TIMEOUT_SECONDS: Final = 8.0
_CONNECT_TIMEOUT_SECONDS: Final = 3.0
_ATTEMPTS: Final = 5
_TOTAL_SECONDS: Final = 15.0
_CONNECTIONS: Final = 32
_STREAM_CHUNK: Final = 4 * 1024 * 1024
"""One request a chunk: most packs come in one, and a gateway with many pods opening holds little of each."""
BINARY: Final = "application/octet-stream"

Result = TypeVar("Result")
Timeout = tuple[float, float]


@dataclass(frozen=True)
class SigningKey:
    """What V4 URLs are signed with, here and not by one IAM call each; `endpoint` is where the URLs lead."""

    credentials: service_account.Credentials
    endpoint: str | None = None


@dataclass(frozen=True)
class StoredObject:
    """An object without its content; `size` in bytes, `updated` on the storage's own clock."""

    name: str
    generation: int
    size: int
    updated: datetime


@dataclass(frozen=True)
class _Page:
    found: tuple[StoredObject, ...]
    next_token: str | None


class ObjectStore:
    """One bucket. Methods raise NotFound, Unavailable (try again), and what they name. Thread-safe."""

    def __init__(self, client: Client, bucket: str, signing_key: Callable[[], SigningKey] | None = None) -> None:
        self._client = client
        self._bucket = client.bucket(bucket)
        self._make_key = signing_key
        self._key: SigningKey | None = None
        self._key_lock = threading.Lock()

    def get(self, name: str) -> tuple[bytes, int]:
        """→ (content, generation). Raises NotFound."""
        blob = self._bucket.blob(name)
        data = _call(lambda timeout: blob.download_as_bytes(timeout=timeout, retry=None))
        return data, int(blob.generation or 0)

    def put(self, name: str, data: bytes, *, if_generation_match: int | None = None, content_type: str = BINARY) -> int:
        """Write an object whole → its new generation. With `if_generation_match` (0: only if it isn't there) raises
        ObjectChanged when the object has another generation."""
        blob = self._bucket.blob(name)

        def upload(timeout: Timeout) -> None:
            blob.upload_from_string(
                data, content_type=content_type, if_generation_match=if_generation_match, timeout=timeout, retry=None
            )

        _call(upload)
        return int(blob.generation or 0)

    def stream(self, name: str) -> Iterator[bytes]:
        """The content in pieces of at most 4 MiB. Raises NotFound at the call, not at the first piece."""
        blob = self._bucket.blob(name)
        first = self._range(blob, 0)
        return self._pieces(blob, first)

    def _pieces(self, blob: Blob, piece: bytes) -> Iterator[bytes]:
        position = 0
        while piece:
            yield piece
            position += len(piece)
            piece = self._range(blob, position) if len(piece) == _STREAM_CHUNK else b""

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """At most `length` bytes of the content from `start` on. Raises NotFound."""
        return self._range(self._bucket.blob(name), start, length)

    @staticmethod
    def _range(blob: Blob, start: int, length: int = _STREAM_CHUNK) -> bytes:
        def download(timeout: Timeout) -> bytes:
            end = start + length - 1
            try:
                data = blob.download_as_bytes(start=start, end=end, timeout=timeout, retry=None, checksum=None)
            except exceptions.RequestRangeNotSatisfiable:
                return b""
            return bytes(data)

        return _call(download)

    def exists(self, name: str) -> bool:
        blob = self._bucket.blob(name)
        return bool(_call(lambda timeout: blob.exists(timeout=timeout, retry=None)))

    def list(self, prefix: str) -> Iterator[str]:
        """The names that begin with `prefix`, in order."""
        return (found.name for found in self.list_objects(prefix))

    def list_objects(self, prefix: str) -> Iterator[StoredObject]:
        """The objects whose names begin with `prefix`, in order."""
        token: str | None = None
        while True:
            page = _call(partial(self._page, prefix, token))
            yield from page.found
            token = page.next_token
            if token is None:
                return

    def _page(self, prefix: str, token: str | None, timeout: Timeout) -> "_Page":
        pages = self._client.list_blobs(
            self._bucket,
            prefix=prefix,
            page_token=token,
            fields="items(name,generation,size,updated),nextPageToken",
            timeout=timeout,
            retry=None,
        )
        found = tuple(
            StoredObject(str(blob.name), int(blob.generation or 0), int(blob.size or 0), blob.updated)
            for blob in next(pages.pages, ())
        )
        return _Page(found, pages.next_page_token)

    def copy(self, name: str, to: str) -> None:
        """Copy an object within the bucket, without its bytes passing here. Idempotent. Raises NotFound."""
        source, target = self._bucket.blob(name), self._bucket.blob(to)

        def rewrite(timeout: Timeout) -> None:
            token: str | None = None
            while True:  # more than once only for what is larger than any pack of ours
                token, _, _ = target.rewrite(source, token=token, timeout=timeout, retry=None)
                if token is None:
                    return

        _call(rewrite)

    def delete(self, name: str, *, if_generation_match: int | None = None) -> None:
        """Idempotent. With `if_generation_match` raises ObjectChanged when the object is another one by now."""
        try:
            _call(
                lambda timeout: self._bucket.blob(name).delete(
                    timeout=timeout, retry=None, if_generation_match=if_generation_match
                )
            )
        except NotFound:
            return

    def signed_url(
        self,
        name: str,
        method: str,
        expires: float | timedelta,
        *,
        headers: dict[str, str] | None = None,
        content_type: str | None = None,
        content_md5: str | None = None,
        response_disposition: str | None = None,
    ) -> str:
        """A V4 URL with which anyone may do this one thing for `expires` seconds. `headers`, type and MD5 (base64) are
        signed: the request must carry exactly these."""
        key = self._signing_key()
        lifetime = expires if isinstance(expires, timedelta) else timedelta(seconds=expires)
        url = self._bucket.blob(name).generate_signed_url(
            version="v4",
            expiration=lifetime,
            method=method,
            headers=None if headers is None else {**headers},  # the client adds its own
            content_type=content_type,
            content_md5=content_md5,
            response_disposition=response_disposition,
            credentials=key.credentials,
            api_access_endpoint=key.endpoint,
        )
        return str(url)

    def _signing_key(self) -> SigningKey:
        with self._key_lock:
            if self._key is None:
                if self._make_key is None:
                    raise Unavailable("Files can't be handed out: no signing key is set.")
                self._key = self._make_key()
            return self._key


def object_store_from_settings(settings: GoogleSettings) -> ObjectStore:
    """The settings' bucket, on the emulator where one is named. Connects to nothing yet."""
    if settings.storage_emulator_host:
        host = settings.storage_emulator_host
        endpoint = host if "://" in host else f"http://{host}"
        client = Client(
            project=settings.project_id,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
            client_options={"api_endpoint": endpoint},
        )
        return ObjectStore(_pooled(client), settings.bucket, lambda: _throwaway_key(endpoint))
    file = settings.signing_key_file
    client = Client(project=settings.project_id)
    return ObjectStore(_pooled(client), settings.bucket, None if file is None else lambda: _key_from(file))


def _pooled(client: Client) -> Client:
    """As many kept connections as threads may ask for; the default of 10 throws connections away under load."""
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS)
    for scheme in ("http://", "https://"):
        client._http.mount(scheme, adapter)  # noqa: SLF001 - the client's documented way is a whole session of one's own
    return client


def _key_from(file: Path) -> SigningKey:
    credentials = service_account.Credentials.from_service_account_file(str(file))  # type: ignore[no-untyped-call]
    return SigningKey(credentials)


def _throwaway_key(endpoint: str) -> SigningKey:
    """For the emulator, which looks at no signature."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = {
        "type": "service_account",
        "client_email": "local@demo-storydream.iam.gserviceaccount.com",
        "token_uri": "http://127.0.0.1/none",
        "private_key": pem.decode(),
    }
    credentials = service_account.Credentials.from_service_account_info(info)  # type: ignore[no-untyped-call]
    return SigningKey(credentials, endpoint)


_LOST = (requests.RequestException, TransportError, ConnectionError, TimeoutError)


def _is_temporary(error: BaseException) -> bool:
    if isinstance(error, exceptions.GoogleAPICallError):
        return error.code is not None and (int(error.code) >= 500 or int(error.code) in (408, 429))
    return isinstance(error, _LOST)


def _wait(state: RetryCallState) -> float:
    """Seconds before the next attempt: at least one after a 429, as an object takes about one write a second."""
    error = state.outcome.exception() if state.outcome else None
    jitter = random.uniform(0, min(2.0, 0.1 * 2**state.attempt_number))  # noqa: S311 - spreads retries, hides nothing
    return (1.0 if isinstance(error, exceptions.TooManyRequests) else 0.05) + jitter


def _call(call: Callable[[Timeout], Result]) -> Result:
    retry = Retrying(
        retry=retry_if_exception(_is_temporary),
        stop=stop_after_attempt(_ATTEMPTS) | stop_after_delay(_TOTAL_SECONDS),
        wait=_wait,
        reraise=True,
    )
    try:
        return retry(call, (_CONNECT_TIMEOUT_SECONDS, CALL_TIMEOUT_SECONDS))
    except (exceptions.GoogleAPICallError, *_LOST) as error:
        raise _named(error) from error


def _named(error: Any) -> StoryDreamError:
    match error:
        case exceptions.NotFound():
            return NotFound()
        case exceptions.PreconditionFailed() | exceptions.Conflict():
            return ObjectChanged()
        case exceptions.TooManyRequests():
            return RateLimited("Storage takes no more writes to this right now.", retryAfter=2)
        case _:
            return Unavailable("The storage did not answer in time.", retryAfter=2)
