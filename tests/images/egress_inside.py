"""Runs as root in a container with a network of its own: gives it addresses, starts what answers there and the proxy as
its user, tries all that a pod may try, and prints what came of it as one line of JSON."""

import fcntl
import json
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

PROXY = ("127.0.0.1", 3128)
PUBLIC, PRIVATE = "93.184.215.14", "10.1.2.3"
SIOCSIFADDR, SIOCSIFFLAGS, UP = 0x8916, 0x8914, 0x41
TRIES = {
    "allowed": "CONNECT allowed.example:443 HTTP/1.1",
    "another name": "CONNECT other.example:443 HTTP/1.1",
    "a name below an allowed one": "CONNECT sub.allowed.example:443 HTTP/1.1",
    "another port": "CONNECT allowed.example:8443 HTTP/1.1",
    "an address": f"CONNECT {PUBLIC}:443 HTTP/1.1",
    "a private address": f"CONNECT {PRIVATE}:443 HTTP/1.1",
    "a name with a private address": "CONNECT inside.example:443 HTTP/1.1",
    "a name with this host's address": "CONNECT here.example:443 HTTP/1.1",
    "a name with the metadata server's address": "CONNECT metadata.example:443 HTTP/1.1",
    "a name with a public and a private address": "CONNECT both.example:443 HTTP/1.1",
    "plain HTTP": "GET http://allowed.example/ HTTP/1.1",
    "plain HTTP on the port of TLS": "GET http://allowed.example:443/ HTTP/1.1",
    "the proxy's own pages": "GET http://egress-proxy:3128/squid-internal-mgr/menu HTTP/1.1",
}
REACHED: list[str] = []


def _give_address(interface: bytes, address: str) -> None:
    request = struct.pack("16sH2s4s8s", interface, socket.AF_INET, b"", socket.inet_aton(address), b"")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFADDR, request)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", interface, UP, b""))


def _serve(address: str, port: int) -> None:
    server = socket.create_server((address, port))

    def answer() -> None:
        while True:
            connection, _ = server.accept()
            with connection:
                REACHED.append(f"{address}:{port}")
                connection.sendall(b"hello from the other end")

    threading.Thread(target=answer, daemon=True).start()


def _try(first_line: str) -> str:
    """The status, and with 200 what came through the tunnel."""
    with socket.create_connection(PROXY, 30) as connection:
        connection.sendall(f"{first_line}\r\nHost: x\r\n\r\n".encode())
        with connection.makefile("rb") as answer:
            status = answer.readline().split(b" ", 2)[1].decode()
            if status != "200":
                return status
            while answer.readline().strip():
                pass
            return f"{status} {answer.read().decode()}"


def _wait_for_the_proxy(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(PROXY, 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


_give_address(b"lo:1", PUBLIC)
_give_address(b"lo:2", PRIVATE)
for _address in ("127.0.0.1", PUBLIC, PRIVATE):
    for _port in (443, 8443, 80):
        _serve(_address, _port)
with subprocess.Popen(sys.argv[1:], stdout=sys.stderr) as _proxy:
    try:
        _wait_for_the_proxy(_proxy)
        _outcomes = {name: _try(line) for name, line in TRIES.items()}
        _status = Path(f"/proc/{_proxy.pid}/status").read_text().splitlines(keepends=True)
        _owner = [line for line in _status if line.startswith("Uid:")]
    finally:
        _proxy.send_signal(signal.SIGINT)  # at once; on SIGTERM tunnels get time to end
        _proxy.wait(40)
sys.stdout.write(json.dumps({"outcomes": _outcomes, "reached": REACHED, "owner": _owner}))
