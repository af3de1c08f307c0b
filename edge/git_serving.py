"""`git upload-pack` on an exported repository: what a clone or a fetch is answered with, streamed, within limits."""

import logging
import os
import re
import signal
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from common.errors import MalformedRequest, TooLarge, Unavailable
from common.git.cli import git_environment
from edge.git_wire import Stream

logger = logging.getLogger(__name__)

ADVERTISE_SECONDS: Final = 20.0
FETCH_SECONDS: Final = 600.0
"""For one whole answer: 200 MB over a slow line."""
SILENT_SECONDS: Final = 60
"""Git itself gives up when for so long nothing could be sent."""
PIECE_BYTES: Final = 64 * 1024
_SETTINGS: Final = ("uploadpack.allowFilter=true", "uploadpack.allowAnySHA1InWant=true", "pack.threads=1")
"""A partial clone asks for files by their ids later on; protocol 2 lets everybody ask so."""
_COMMAND: Final = ("git", *(part for setting in _SETTINGS for part in ("-c", setting)), "upload-pack", "--strict")
_PROTOCOL: Final = re.compile(r"version=[0-9](:[a-z0-9=._-]{1,32}){0,4}")
_SAID_BYTES: Final = 500


def protocol_of(header: str | None) -> str:
    """The `Git-Protocol` header as git may read it; empty where there is none, or a strange one: the oldest, then."""
    return header if header is not None and _PROTOCOL.fullmatch(header) else ""


def upload_advertisement(git_dir: Path, protocol: str) -> bytes:
    """What a client that wants to fetch is told first: the refs, or in protocol 2 what may be asked. Raises
    Unavailable."""
    command = [*_COMMAND, "--stateless-rpc", "--advertise-refs", str(git_dir)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(protocol),
            timeout=ADVERTISE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _unavailable(error) from error
    return done.stdout


@contextmanager
def upload_pack(git_dir: Path, request: IO[bytes], protocol: str) -> Iterator[Iterator[bytes]]:
    """The answer to a request for objects, piece by piece; git ends with the `with` block at the latest, and after
    FETCH_SECONDS. Raises Unavailable."""
    command = [*_COMMAND, "--stateless-rpc", f"--timeout={SILENT_SECONDS}", str(git_dir)]
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command,
                stdin=request,
                stdout=subprocess.PIPE,
                stderr=said,
                env=_environment(protocol),
                bufsize=0,
                start_new_session=True,  # so that its own children end with it
            )
        except OSError as error:
            raise _unavailable(error) from error
        timer = threading.Timer(FETCH_SECONDS, _end, [process])
        timer.daemon = True
        timer.start()
        try:
            yield _pieces(process, said)
        finally:
            timer.cancel()
            _end(process)
            assert process.stdout is not None  # noqa: S101 - as asked for above
            process.stdout.close()
            process.wait()


def _pieces(process: "subprocess.Popen[bytes]", said: IO[bytes]) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101
    while piece := process.stdout.read(PIECE_BYTES):
        yield piece
    code = process.wait()
    if code != 0:  # the client sees that its answer isn't whole
        said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID_BYTES))
        reason = said.read().decode(errors="replace").strip()
        logger.warning("git upload-pack failed", extra={"fields": {"code": code, "reason": reason}})


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _environment(protocol: str) -> dict[str, str]:
    return {**git_environment(), **({"GIT_PROTOCOL": protocol} if protocol else {})}


def _unavailable(error: Exception) -> Unavailable:
    logger.error("git can't be run", extra={"fields": {"reason": repr(error)}})
    return Unavailable("Repositories can't be read with git at the moment.", retryAfter=10)


class Streamed:
    """A body that is read once; closing it, as a server does when the client has left too, ends what makes it."""

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._pieces = pieces
        self._held = held

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Idempotent."""
        self._held.close()


class Inflated:
    """A gzipped stream, unpacked as it is read, at most `limit` bytes."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end. Raises MalformedRequest, TooLarge."""
        out = b""
        while not out and not self._inflater.eof:
            data = self._inflater.unconsumed_tail or self._stream.read(PIECE_BYTES)
            if not data:
                raise MalformedRequest("The request was cut off.")
            try:
                out = self._inflater.decompress(data, size)
            except zlib.error as error:
                raise MalformedRequest("The request can't be unpacked.") from error
        self._left -= len(out)
        if self._left < 0:
            raise TooLarge("The request unpacks to too much.")
        return out


def copied(stream: Stream, limit: int) -> IO[bytes]:
    """All of a stream in a temporary file, from whose start on it can be read. Raises TooLarge."""
    with ExitStack() as failing:
        file = failing.enter_context(TemporaryFile())
        while piece := stream.read(PIECE_BYTES):
            file.write(piece)
            if file.tell() > limit:
                raise TooLarge("The request is too long.")
        file.seek(0)
        failing.pop_all()
    return file
