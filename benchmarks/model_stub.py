"""`python -m benchmarks.model_stub PORT DELTAS PAUSE`: a model for benchmarks, which answers every request with the
same stream: its first event at once, then so many pieces of text, one every PAUSE seconds. It stands for Anthropic's
API, so it must cost little beside what is measured."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.servers import free_port

_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_1\r\ntransfer-encoding: chunked\r\n\r\n"
)
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
USAGE: Final = {"input_tokens": 1_000, "output_tokens": 500, "cache_read_input_tokens": 20_000}


def _event(**event: Any) -> bytes:
    data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


_START: Final = _event(type="message_start", message={"id": "msg_1", "type": "message", "content": [], "usage": USAGE})
_DELTA: Final = _event(type="content_block_delta", index=0, delta={"type": "text_delta", "text": "some more words "})
_END: Final = (
    _event(type="message_delta", delta={"stop_reason": "end_turn"}, usage=USAGE)
    + _event(type="message_stop")
    + b"0\r\n\r\n"
)


async def serve(port: int, deltas: int, pause: float) -> None:
    """Until the process is ended."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
                writer.write(_HEAD + _START)
                for _ in range(deltas):
                    if pause:
                        await asyncio.sleep(pause)
                    writer.write(_DELTA)
                    await writer.drain()
                writer.write(_END)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=512)
    await server.serve_forever()


@contextmanager
def model_stub(deltas: int, pause: float) -> Iterator[int]:
    """In a process of its own → its port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.model_stub", str(port), str(deltas), str(pause)]
    process = subprocess.Popen(command, cwd=Path(__file__).resolve().parents[1])
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the model of the benchmark did not start")


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
