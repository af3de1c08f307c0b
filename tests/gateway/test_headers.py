"""What a pod hears of a client, what a browser hears of a pod, and what is written down."""

import gzip
import http.client
import json

from tests.gateway.conftest import World, host
from tests.gateway.gateway import APP
from tests.session_pod.pod import wait_for

ROUTING = {
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-User": "root",
    "Forwarded": "for=10.9.9.9;host=evil.example",
    "X-Real-IP": "10.9.9.9",
    "X-Storydream-User": "root",
    "X-Storydream-Session": "other",
    "X-Original-URL": "/admin",
    "X-Rewrite-URL": "/admin",
    "X-HTTP-Method-Override": "DELETE",
    "X-Trace-Id": "spoofed0",
    "Via": "1.1 evil",
    "Authorization": "Bearer x",
    "Proxy-Authorization": "Basic x",
    "Proxy": "http://evil.example",
    "Keep-Alive": "timeout=9",
    "Proxy-Connection": "keep-alive",
    "TE": "trailers",
    "Trailer": "X-Late",
    "Expect": "a-lot",
    "Connection": "Host, Cookie, X-Forwarded-For, keep-alive",
}


def test_what_a_client_says_about_routing_never_arrives(world: World) -> None:
    world.ask(world.session(), headers=list(ROUTING.items()))
    (seen,) = world.pod.seen
    arrived = {name.lower(): value for name, value in seen.headers}
    assert arrived.pop("x-forwarded-for") == "127.0.0.1"
    assert arrived.pop("x-forwarded-proto") == "http"
    assert set(arrived) <= {"host"}


def test_what_a_page_needs_arrives(world: World) -> None:
    sent = {
        "Accept": "text/css",
        "User-Agent": "Browser",
        "Origin": APP,
        "Referer": "http://x/y",
        "Range": "bytes=0-3",
        "If-None-Match": 'W/"1"',
        "Sec-Fetch-Dest": "style",
    }
    world.ask(world.session(), headers=list(sent.items()))
    (seen,) = world.pod.seen
    assert {name: seen.header(name) for name in sent} == sent


def test_of_all_cookies_a_pod_gets_its_own_and_the_agent_none(world: World) -> None:
    session = world.session()
    mine = "__Host-storydream-preview=abc_-123"
    world.ask(session, headers=[("Cookie", f"__session=of-the-app; {mine}; other=1")])
    world.ask(session, headers=[("Cookie", "__session=of-the-app")])
    upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Origin", APP), ("Cookie", mine)]
    connection = http.client.HTTPConnection("127.0.0.1", world.gateway.port, timeout=30)
    connection.putrequest("GET", "/__agent/events", skip_host=True)
    for name, value in [("Host", host(session)), *upgrade]:
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 101
    connection.close()
    assert [seen.header("Cookie") for seen in world.pod.seen] == [mine, None, None]


def test_a_pod_can_neither_steer_the_gateway_nor_reach_beyond_its_own_host(world: World) -> None:
    world.pod.answers += [
        ("X-Accel-Redirect", "/__agent/events"),
        ("Set-Cookie", "__session=stolen; Domain=localhost; Path=/"),
        ("Set-Cookie", "__Host-storydream-preview=good; Path=/; Secure"),
        ("Set-Cookie", " __Host-storydream-preview-2=bad"),
        ("Clear-Site-Data", '"cookies"'),
        ("Strict-Transport-Security", "max-age=9; includeSubDomains"),
        ("Alt-Svc", 'h3="evil.example:443"'),
        ("Server", "Secret/1.0"),
        ("X-Powered-By", "Secret"),
        ("Referrer-Policy", "unsafe-url"),
        ("Origin-Agent-Cluster", "?0"),
    ]
    answer = world.ask(world.session())
    assert answer.text == "pod 127.77.0.1"
    assert answer.headers.get_all("Set-Cookie") == ["__Host-storydream-preview=good; Path=/; Secure"]
    gone = ("Clear-Site-Data", "Strict-Transport-Security", "Alt-Svc", "Server", "X-Powered-By", "X-Accel-Redirect")
    assert [answer.headers[name] for name in gone] == [None] * len(gone)
    assert answer.headers.get_all("Referrer-Policy") == ["no-referrer"]
    assert answer.headers.get_all("Origin-Agent-Cluster") == ["?1"]


def test_every_answer_is_secured_also_a_refusal(world: World) -> None:
    session = world.session()
    world.pod.answers.append(("Content-Security-Policy", "frame-ancestors https://as-the-pod-says"))
    served = world.ask(session)
    assert served.headers.get_all("Content-Security-Policy") == ["frame-ancestors https://as-the-pod-says"]
    world.pod.answers.clear()
    refused = [
        world.ask(session, method="POST"),
        world.ask(session, headers=[("Content-Length", "9")], body=b"9 letters"),
    ]
    for answer in (world.ask(session), *refused, world.ask(session, "/" + "a" * 9000)):
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers.get_all("Referrer-Policy") == ["no-referrer"]
        assert answer.headers.get_all("Origin-Agent-Cluster") == ["?1"]
        (policy,) = answer.headers.get_all("Content-Security-Policy") or []
        assert f"frame-ancestors {APP}" in policy
        assert "Server" not in answer.headers
        assert "1.2" not in answer.text


def test_text_is_compressed_and_other_things_are_not(world: World) -> None:
    session = world.session()
    accepts = [("Accept-Encoding", "gzip"), ("Via", "1.1 google")]
    world.pod.body = b"export const a = 1;\n" * 5000
    for kind in ("text/javascript", "text/css", "application/json", "image/svg+xml", "text/html"):
        world.pod.answers[:] = [("Content-Type", kind)]
        assert world.ask(session, headers=accepts).headers["Content-Encoding"] == "gzip", kind
    assert len(gzip.compress(world.pod.body)) < len(world.pod.body) / 20
    for kind in ("video/mp4", "image/png", "font/woff2"):
        world.pod.answers[:] = [("Content-Type", kind)]
        assert world.ask(session, headers=accepts).headers["Content-Encoding"] is None, kind
    world.pod.answers[:] = [("Content-Type", "text/css")]
    assert world.ask(session).headers["Content-Encoding"] is None
    assert world.pod.seen[-1].header("Accept-Encoding") is None


def test_no_ticket_and_no_cookie_is_written_down_whatever_happens(world: World) -> None:
    secret = "TOP-SECRET"
    cookie = [("Cookie", f"__Host-storydream-preview={secret}"), ("Referer", f"http://x/?ticket={secret}")]
    nobody_there = world.session("127.77.9.9")
    sessions = (world.session(), nobody_there, world.session("127.0.0.1"))
    for session in sessions:
        world.ask(session, f"/page?ticket={secret}", headers=cookie)
        world.ask(session, f"/page?ticket={secret}", headers=[*cookie, ("X-Large", "a" * 9000)])
        world.ask(session, f"/page?ticket={secret}", headers=cookie, method="POST")

    def written() -> str:
        log = world.gateway.log()
        return log if all(log.count(f'"host":"{host(session)}"') == 3 for session in sessions) else ""

    log = wait_for(written, "a line for each request")
    assert secret not in log
    lines = [json.loads(line) for line in log.splitlines() if nobody_there.session_id in line]
    (line,) = (line for line in lines if line["refused"] == "unreachable")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/page", 503)
    assert line["pod"].startswith("127.77.9.9:")
