"""How the gateway starts: a bad setting is named and nothing runs, good ones make a configuration that nginx takes."""

import pytest

from tests.gateway.conftest import World, host
from tests.gateway.gateway import environment, folder_of_its_own, running_gateway, start


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("GATEWAY_PREVIEW_DOMAIN", ""),
        ("GATEWAY_PREVIEW_DOMAIN", "Preview.example.com"),
        ("GATEWAY_PREVIEW_DOMAIN", "preview.example.com:443"),
        ("GATEWAY_PREVIEW_DOMAIN", "preview.example.com; }"),
        ("GATEWAY_PREVIEW_DOMAIN", "a\nb"),
        ("GATEWAY_APP_ORIGIN", ""),
        ("GATEWAY_APP_ORIGIN", "app.example.com"),
        ("GATEWAY_APP_ORIGIN", "https://app.example.com/"),
        ("GATEWAY_APP_ORIGIN", "https://app.example.com 'unsafe'"),
        ("GATEWAY_REDIS_HOST", ""),
        ("GATEWAY_REDIS_HOST", "redis"),
        ("GATEWAY_REDIS_HOST", "redis.example;"),
        ("GATEWAY_REDIS_PORT", "0"),
        ("GATEWAY_REDIS_PORT", "65536"),
        ("GATEWAY_REDIS_PORT", "6379x"),
        ("GATEWAY_POD_PREVIEW_PORT", "-1"),
        ("GATEWAY_POD_AGENT_PORT", "http"),
        ("GATEWAY_LISTEN", "127.0.0.1"),
        ("GATEWAY_LISTEN", "8080; access_log off"),
        ("GATEWAY_POD_RANGES", ""),
        ("GATEWAY_POD_RANGES", "10.0.0.1"),
        ("GATEWAY_POD_RANGES", "0.0.0.0/0"),
        ("GATEWAY_POD_RANGES", "10.0.0.0/7"),
        ("GATEWAY_POD_RANGES", "10.0.0.0/33"),
        ("GATEWAY_POD_RANGES", "10.8.0.0/14,169.254.169.254/32"),
        ("GATEWAY_POD_RANGES", "169.0.0.0/8"),
        ("GATEWAY_POD_RANGES", "224.0.0.0/8"),
        ("GATEWAY_POD_RANGES", "fd00::/8"),
        ("TMPDIR", "/nowhere/at/all"),
        ("TMPDIR", "/usr"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(name: str, bad: str) -> None:
    with folder_of_its_own() as folder:
        with start({**environment(folder), name: bad}, folder) as process:
            assert process.wait(40) == 78
        assert (folder / "stderr").read_text().startswith(f"{name} ")
        assert not (folder / "nginx.pid").exists()


def test_pods_may_be_in_several_ranges(world: World) -> None:
    ranges = "127.80.0.0/14, 127.99.7.9/32,127.120.5.5/13"
    within = ["127.80.0.0", "127.83.255.254", "127.99.7.9", "127.120.0.0", "127.127.255.254"]
    outside = ["127.79.255.255", "127.84.0.0", "127.99.7.8", "127.99.7.10", "127.119.255.255", "128.0.0.0"]
    ports = (world.redis_port, world.preview_port, world.agent_port)
    with running_gateway(*ports, GATEWAY_POD_RANGES=ranges) as gateway:
        # nobody listens at any of them: one that is tried is unreachable, another isn't even tried
        waits = {ip: gateway.ask(host(world.session(ip))).headers["Retry-After"] for ip in (*within, *outside)}
    assert waits == dict.fromkeys(within, "2") | dict.fromkeys(outside, "5")


def test_it_starts_where_redis_is_a_name_and_writes_below_its_own_folder_only() -> None:
    with running_gateway(1, 2, 3, GATEWAY_REDIS_HOST="redis.storydream.svc.cluster.local") as gateway:
        assert "resolver " in (gateway.folder / "nginx.conf").read_text()
        assert gateway.ask("health", "/healthz").status == 200
        assert gateway.ask("health", "/readyz").status == 503
        written = {path.name for path in gateway.folder.iterdir()}
        assert {"nginx.conf", "nginx.pid", "body", "proxy"} <= written
