"""The egress proxy's image: Debian's squid with our configuration, as its user, in a network of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.images.container import needs_root
from tests.images.dockerfile import ROOT, read_image
from tests.images.manifests import container, make_volumes, pod_spec

HOSTS = """93.184.215.14 allowed.example sub.allowed.example other.example both.example
10.1.2.3 inside.example both.example
127.0.0.1 here.example
169.254.169.254 metadata.example
"""
ALLOWED = ["allowed.example", "inside.example", "here.example", "metadata.example", "both.example"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the proxy did with everything that a pod may try."""
    needs_root()
    if shutil.which("squid") is None:
        pytest.skip("squid is not installed: apt-get install squid")
    folder = tmp_path_factory.mktemp("egress")
    spec, image = pod_spec("egress"), read_image(ROOT / "k8s" / "egress" / "Dockerfile")
    volumes = make_volumes(spec, folder)
    (volumes["allowed"] / "hosts").write_text("".join(f"{name}\n" for name in ALLOWED))
    hosts = folder / "etc-hosts"
    hosts.write_text(HOSTS)
    files = {
        "/etc/hosts": hosts,
        "/etc/storydream-egress/squid.conf": ROOT / "k8s" / "egress" / "squid.conf",
        "/egress_inside.py": Path(__file__).with_name("egress_inside.py"),
    }
    proxy = container(spec, "squid", image, volumes, {}, **files)
    network = ["--unshare-net", "--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_NET_BIND_SERVICE"]
    argv = proxy.argv(*network, within=[str(Path(sys.executable).resolve()), "/egress_inside.py"])
    log = folder / "log"
    with log.open("wb") as errors:
        os.chown(log, proxy.user, proxy.group)  # as the runtime does: squid opens its /dev/stdout again
        done = subprocess.run(
            argv, env=proxy.environment(), stdout=subprocess.PIPE, stderr=errors, timeout=120, check=False
        )
    assert done.returncode == 0, log.read_text()[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "log": log.read_text()}


def test_it_runs_as_its_user(told: dict[str, Any]) -> None:
    assert told["owner"] == ["Uid:\t10030\t10030\t10030\t10030\n"]


def test_an_allowed_name_is_tunnelled_and_nothing_else_is_reached(told: dict[str, Any]) -> None:
    assert told["outcomes"].pop("allowed") == "200 hello from the other end"
    assert told["reached"] == ["93.184.215.14:443"]
    assert set(told["outcomes"].values()) == {"403"}, told["outcomes"]
    assert len(told["outcomes"]) == 12


def test_every_tunnel_is_in_its_output(told: dict[str, Any]) -> None:
    assert "CONNECT allowed.example:443 status=200" in told["log"]
    assert "CONNECT other.example:443 status=403" in told["log"]
