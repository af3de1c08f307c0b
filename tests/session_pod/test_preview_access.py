"""Who may see a preview: tickets, the cookie, hosts, files; asked as a browser would ask, of a real Vite."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from simple_websocket import Client

from common.tokens import Signer
from tests.session_pod.pod import SESSION, Pod, running_pod, wait_for

OTHER_SESSION = "f" * 32


@pytest.fixture(autouse=True)
def armed(pod: Pod) -> None:
    pod.arm(uidsRevoked=[])


def test_before_it_is_armed_every_request_is_refused(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1") as pod:
        for path in ("/", f"/?ticket={pod.ticket()}", "/@vite/client", "/src/index.ts"):
            answer = pod.get(path)
            assert answer.status_code == 403
            assert '"no-session"' in answer.text


def test_a_ticket_is_exchanged_for_a_partitioned_cookie_that_opens_the_preview(pod: Pod) -> None:
    answer = pod.get(f"/?ticket={pod.ticket()}")
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-storydream-preview=")
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"} <= set(flags)
    page = pod.get("/", cookie=name.split("=", 1)[1])
    assert page.status_code == 200
    assert "/preview/bridge.ts" in page.text


def test_a_page_may_be_framed_by_the_app_only_and_leaves_nothing_behind(pod: Pod) -> None:
    for path in ("/", "/preview/main.tsx", f"/@fs{pod.project}/src/Root.tsx", "/assets.json"):
        answer = pod.get(path, cookie=pod.cookie())
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == f"frame-ancestors {pod.app_origin}"
        assert answer.headers["origin-agent-cluster"] == "?1"
        assert answer.headers["cache-control"] == "no-store"


def test_an_upload_is_waited_for_while_the_register_names_it_and_its_parts_can_be_had(pod: Pod) -> None:
    assert pod.get("/uploads/late%20one.png", cookie=pod.cookie()).headers["content-type"] != "image/png"
    register = pod.project / "public/assets.json"
    before = register.read_bytes()
    register.write_text('{"late one.png": {"assetId": "asset-00000001"}}')
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(pod.get, "/uploads/late%20one.png", cookie=pod.cookie())
        assert not wait([asked], timeout=0.5).done
        (pod.project / "public/uploads").mkdir(exist_ok=True)
        (pod.project / "public/uploads/late one.png").write_bytes(b"0123456789")
        answer = asked.result(timeout=30)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"0123456789", "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert pod.get("/uploads/late%20one.png").status_code == 403
    register.write_bytes(before)


def test_the_projects_sounds_are_heard_though_the_platform_has_a_folder_of_that_name(pod: Pod) -> None:
    folder = pod.project / "public/sounds"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "music-calm.mp3").write_bytes(b"ID3 of the project")
    answer = pod.get("/sounds/music-calm.mp3", cookie=pod.cookie(), headers={"Range": "bytes=0-2"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (206, b"ID3", "audio/mpeg")
    assert pod.get("/sounds/music-calm.mp3").status_code == 403


def test_a_ticket_works_once(pod: Pod) -> None:
    ticket = pod.ticket()
    assert pod.get(f"/?ticket={ticket}").status_code == 302
    again = pod.get(f"/?ticket={ticket}")
    assert (again.status_code, '"ticket"' in again.text) == (403, True)


def test_a_ticket_of_another_session_epoch_key_or_purpose_is_refused(pod: Pod) -> None:
    tickets = {
        "another session": pod.ticket(session=OTHER_SESSION),
        "an older epoch": pod.ticket(epoch=0),
        "a newer epoch": pod.ticket(epoch=2),
        "another key": _stranger().mint_ticket(SESSION, 1, "alice", "owner"),
        "another purpose": pod.signer.mint_hint(SESSION),
        "no token": "x.y.z",
        "nothing": "",
    }
    for what, ticket in tickets.items():
        assert pod.get(f"/?ticket={ticket}").status_code == 403, what


def test_an_expired_ticket_is_refused(pod: Pod) -> None:
    expired = pod.signer._mint("ticket", -10, sessionId=SESSION, epoch=1, uid="alice", role="owner", jti="j" * 32)
    assert pod.get(f"/?ticket={expired}").status_code == 403


@pytest.mark.parametrize("path", ["/", "/@vite/client", "/preview/main.tsx", "/assets.json", "/@react-refresh"])
def test_without_a_cookie_or_with_a_made_up_one_nothing_is_served(pod: Pod, path: str) -> None:
    for cookie, reason in ((None, "no-cookie"), ("A" * 43, "expired")):
        answer = pod.get(path, cookie=cookie)
        assert answer.status_code == 403
        assert f'"reason":"{reason}"' in answer.text
        assert pod.app_origin in answer.text


@pytest.mark.parametrize("host", ["evil.example", f"{OTHER_SESSION}.localhost", "localhost", f"{SESSION}.evil.example"])
def test_another_host_is_refused_even_with_a_cookie(pod: Pod, host: str) -> None:
    answer = pod.get("/", cookie=pod.cookie(), host=host)
    assert answer.status_code == 403


def test_the_loopback_address_is_a_host_too(pod: Pod) -> None:
    assert pod.get("/", cookie=pod.cookie(), host=f"127.0.0.1:{pod.preview_port}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/@fs/etc/passwd",
        "/@fs/etc/passwd?raw",
        "/@fs/etc/passwd?import&raw",
        "/@fs/etc/passwd?url",
        "/@fs/{project}/../../../../../../etc/passwd",
        "/@fs/{project}/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/@fs/{project}/src/%2e%2e/%2e%2e/%2e%2e/run/control.sock",
        "/@fs/{pod}/run/session.json",
        "/@fs/{pod}/vite-cache/deps/../../run/session.json",
        "/@fs/{pod}/log.txt",
        "/@fs/{project}/.git/config",
        "/@fs/{project}/.git/config?raw",
        "/@fs/{project}/%2egit/config?import&raw",
        "/@fs/{project}/.env",
        "/.git/config",
        "/vite.config.ts",
        "/platform/guard.ts",
        "/package.json",
        "/__open-in-editor?file=src/index.ts",
    ],
)
def test_nothing_outside_of_the_project_is_served(pod: Pod, project: Path, path: str) -> None:
    (project / ".git").mkdir(exist_ok=True)
    (project / ".git/config").write_text("TOP-SECRET")
    (project / ".env").write_text("TOP-SECRET")
    try:
        address = path.format(project=str(project).lstrip("/"), pod=str(pod.folder).lstrip("/"))
        answer = pod.get(address, cookie=pod.cookie())
        for secret in ("root:", "TOP-SECRET", "sessionId", "defineConfig"):
            assert secret not in answer.text
        # Vite answers unknown pages with index.html, which holds nothing
        assert answer.status_code in (403, 404, 500) or "/preview/bridge.ts" in answer.text
    finally:
        (project / ".git/config").unlink()
        (project / ".git").rmdir()


@pytest.mark.parametrize("sandbox", ["true", "false"])
def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path, sandbox: str) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1", STORYDREAM_SANDBOX=sandbox) as pod:
        pod.arm()
        (tmp_path / "secret.txt").write_text("TOP-SECRET")
        for link in (pod.project / "src/outside.txt", pod.project / "public/outside.txt"):
            link.symlink_to(tmp_path / "secret.txt")
        fs = f"/@fs{pod.project}/src/outside.txt"
        for path in (fs, f"{fs}?raw", f"{fs}?import&raw", f"{fs}?import&url&inline", "/outside.txt"):
            assert "TOP-SECRET" not in pod.get(path, cookie=pod.cookie()).text, path


def test_a_stylesheet_cannot_bring_a_file_of_the_host_along(pod: Pod, project: Path) -> None:
    (project / "src/leak.css").write_text(f'@import "{pod.folder}/run/../pod-secret.css";\n@import "/etc/passwd";\n')
    (pod.folder / "pod-secret.css").write_text("a { content: 'TOP-SECRET' }")
    answer = pod.get(f"/@fs{project}/src/leak.css?import", cookie=pod.cookie())
    if pod.runner("GET", "/healthz").json()["isolation"] == "full":
        assert "TOP-SECRET" not in answer.text
        assert "root:x" not in answer.text


def test_a_revoked_user_is_cut_off_at_once_and_others_are_not(pod: Pod) -> None:
    alice, bob = pod.cookie(uid="alice"), pod.cookie(uid="bob", role="viewer")
    hers, his = _channel(pod, alice), _channel(pod, bob)
    assert pod.arm(uidsRevoked=["bob"]).status_code == 200
    wait_for(lambda: not his.connected, "his connection to be cut")
    assert hers.connected
    hers.close()
    assert pod.get("/", cookie=bob).status_code == 403
    assert pod.get("/", cookie=alice).status_code == 200
    assert pod.get(f"/?ticket={pod.ticket(uid='bob')}").status_code == 403


def test_the_update_channel_needs_the_cookie_and_the_host(pod: Pod) -> None:
    good = f"{SESSION}.localhost:{pod.preview_port}"
    assert _upgrade_status(pod, None, good) == 403
    assert _upgrade_status(pod, "A" * 43, good) == 403
    assert _upgrade_status(pod, pod.cookie(), "evil.example") == 403
    assert _upgrade_status(pod, pod.cookie(), good) == 101


def test_the_update_channel_takes_only_the_messages_of_the_page(pod: Pod) -> None:
    channel = _channel(pod, pod.cookie())
    data = '{"name":"fetchModule","id":"send","data":["/etc/passwd"]}'
    channel.send(f'{{"type":"custom","event":"vite:invoke","data":{data}}}')
    channel.send('{"type":"custom","event":"storydream:hello","data":{}}')
    heard = [str(channel.receive(timeout=40))]
    while "storydream:head" not in heard[-1]:
        heard.append(str(channel.receive(timeout=40)))
        assert len(heard) < 3  # the greeting, and the answer to the one message that counts
    assert "vite:invoke" not in "".join(heard)
    channel.close()


def test_an_error_is_placed_in_the_source_also_after_vite_let_go_of_the_file(pod: Pod, project: Path) -> None:
    video, cookie = project / "src/MyVideo.tsx", pod.cookie()
    url = f"/@fs{video}"
    words = "Every story starts"
    served = pod.get(url, cookie=cookie).text.splitlines()
    source = video.read_text().splitlines()
    at, line = (next(n for n, text in enumerate(lines, 1) if words in text) for lines in (served, source))
    assert at != line
    channel = _channel(pod, cookie)
    video.write_text(video.read_text() + "\n")  # nobody loads it anew

    def heard(what: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(str(channel.receive(timeout=40)))
            if what in (message["type"], message.get("event")):
                return message

    heard("update")
    stack = f"Error: late\n    at http://preview{url}?t=1:{at}:5"
    report = {"id": "one", "type": "error", "kind": "uncaught", "message": "late", "stack": stack}
    channel.send(json.dumps({"type": "custom", "event": "storydream:report", "data": report}))
    placed = heard("storydream:placed")["data"]
    assert (placed["file"], placed["line"]) == ("src/MyVideo.tsx", line)
    channel.close()


def test_an_older_epoch_or_another_session_of_the_same_epoch_cannot_take_the_preview(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1") as pod:
        assert pod.arm(epoch=5).status_code == 200
        assert pod.arm(epoch=4).status_code == 409
        other = {"sessionId": OTHER_SESSION, "epoch": 5}
        assert pod.control("POST", "/session", other).json()["code"] == "superseded"
        cookie = pod.cookie(epoch=5)
        assert pod.get("/", cookie=cookie).status_code == 200
        assert pod.control("POST", "/session", {**other, "epoch": 6}).status_code == 200
        assert pod.get("/", cookie=cookie).status_code == 403


def test_a_closed_session_refuses_everybody(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1") as pod:
        pod.arm()
        cookie = pod.cookie()
        pod.arm(closed=True)
        assert pod.get("/", cookie=cookie).status_code == 403
        assert pod.get(f"/?ticket={pod.ticket()}").status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/session", {"sessionId": "UP", "epoch": 1}, 422),
        ("POST", "/session", {"sessionId": SESSION, "epoch": "1"}, 422),
        ("POST", "/session", {"sessionId": SESSION, "epoch": 1, "uidsRevoked": "bob"}, 422),
        ("POST", "/head", {"sha": "zz"}, 422),
        ("POST", "/check", {"kinds": ["magic"]}, 422),
        ("POST", "/check", [1], 400),
        ("GET", "/reports?after=x", None, 422),
        ("GET", "/nowhere", None, 404),
    ],
)
def test_the_control_api_refuses_what_it_does_not_understand(
    pod: Pod, method: str, path: str, body: object, status: int
) -> None:
    answer = pod.control(method, path, body)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_waiting_for_reports_ends_in_time(pod: Pod) -> None:
    started = time.monotonic()
    assert pod.control("GET", "/reports?after=99999&waitSeconds=1").json() == {"reports": []}
    assert 0.9 < time.monotonic() - started < 15


def test_reports_are_taken_from_pages_with_the_user_who_sent_them(pod: Pod) -> None:
    channel = _channel(pod, pod.cookie(uid="carol", role="viewer"))
    channel.send('{"type":"custom","event":"storydream:report","data":{"type":"ok","sha":"abc","uid":"mallory"}}')

    def carols() -> list[dict[str, Any]]:
        reports = pod.control("GET", "/reports?after=0").json()["reports"]
        return [report for report in reports if report["uid"] == "carol"]

    (report,) = wait_for(carols, "the report")
    channel.close()
    assert {**report, "seq": 0} == {"seq": 0, "type": "ok", "sha": "abc", "uid": "carol", "role": "viewer"}


def _channel(pod: Pod, cookie: str) -> Client:
    """Vite's WebSocket as a page opens it (without an Origin, so that Vite's own token isn't asked for)."""
    url = f"ws://127.0.0.1:{pod.preview_port}/"
    return Client(url, subprotocols=["vite-hmr"], headers={"Cookie": f"__Host-storydream-preview={cookie}"})


def _upgrade_status(pod: Pod, cookie: str | None, host: str) -> int:
    request = [
        "GET / HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: vite-hmr",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([f"Cookie: __Host-storydream-preview={cookie}"] if cookie else []),
    ]
    with socket.create_connection(("127.0.0.1", pod.preview_port), timeout=40) as connection:
        connection.sendall("\r\n".join([*request, "", ""]).encode())
        return int(connection.recv(100).split()[1])


def _stranger() -> Signer:
    return Signer(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
