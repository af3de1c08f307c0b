"""The pool manager's and the edge's images: their own commands, users and folders, until they are ready."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from common.tokens import generate_key_pair
from tests.images.container import Container, needs_root
from tests.images.dockerfile import ROOT, read_image
from tests.images.manifests import container, make_volumes, pod_spec, settings
from tests.pool_manager.kube.cluster import fake_cluster
from tests.pool_manager.kubernetes.pool import Pool
from tests.servers import free_port, gcs_server, redis_server
from tests.session_pod.agent.harness import until

START_SECONDS = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    needs_root()
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(path.stat().st_mode | 0o011)
    return tmp_path


def _answers(port: int, path: str) -> httpx.Response | None:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10, trust_env=False)
    except httpx.TransportError:
        return None


def _wait_for(process: "subprocess.Popen[bytes]", port: int, path: str, status: int, log: Path) -> httpx.Response:
    def ask() -> httpx.Response | None:
        assert process.poll() is None, "it ended"
        answer = _answers(port, path)
        return answer if answer is not None and answer.status_code == status else None

    try:
        return until(f"{path} to answer {status}", ask, START_SECONDS)
    except AssertionError as error:
        raise AssertionError(f"{error}; its log: {log.read_text()[-3000:]}") from error


def _users(process: "subprocess.Popen[bytes]") -> set[int]:
    """Of everything in a container but bubblewrap itself."""
    inside = psutil.Process(process.pid).children(recursive=True)
    return {one.uids().effective for one in inside if one.name() != "bwrap"}


@pytest.fixture
def redis() -> Iterator[str]:
    with redis_server() as url:
        yield url


def test_the_pool_manager_is_ready_on_a_cluster(folder: Path, redis: str) -> None:
    spec = pod_spec("manager")
    volumes = make_volumes(spec, folder)
    for name in ("pool-manager", "edge"):
        generate_key_pair(folder / f"{name}.pem", folder / f"{name}.pub.pem")
    for name in ("pool-manager.pem", "pool-manager.pub.pem", "edge.pub.pem"):
        key = volumes["keys"] / name
        key.write_bytes((folder / name).read_bytes())
        os.chown(key, 0, spec["securityContext"]["fsGroup"])
        key.chmod(0o440)
    port = free_port()
    with fake_cluster() as cluster:
        pool = Pool(cluster)
        pool.deploy("r1")
        pool.close()
        env = {
            **settings("manager"),
            "STORYDREAM_REDIS_URL": redis,
            "STORYDREAM_MANAGER_NAME": "pool-manager-1",
            "STORYDREAM_KUBECONFIG": "/kube/config.yaml",
            "PORT": str(port),
        }
        kubeconfig = {"/kube/config.yaml": cluster.kubeconfig()}
        cluster.kubeconfig().chmod(0o644)
        image = read_image(ROOT / "pool_manager" / "Dockerfile")
        manager = container(spec, "pool-manager", image, volumes, env, **kubeconfig)
        with manager.running(folder / "log") as process:
            assert _wait_for(process, port, "/healthz", 200, folder / "log").json() == {"status": "ok"}
            _wait_for(process, port, "/readyz", 200, folder / "log")
            until("the pool to be filled", lambda: len(cluster.pods(pool="warm")) == 2, START_SECONDS)
            assert _users(process) == {10010}


def test_the_edge_serves_browsers_and_pods_from_one_image(folder: Path, redis: str, firestore_host: str) -> None:
    image = read_image(ROOT / "edge" / "Dockerfile")
    user, group = map(int, image.user.split(":"))
    for name in ("pool-manager", "edge"):
        generate_key_pair(folder / f"{name}.pem", folder / f"{name}.pub.pem")
        (folder / f"{name}.pem").chmod(0o444)
    tmp = folder / "tmp"
    tmp.mkdir()
    tmp.chmod(0o1777)
    with gcs_server() as storage:
        for service in ("api", "gateway"):
            port = free_port()
            env = {
                "PORT": str(port),
                "STORYDREAM_SERVICE": service,
                "STORYDREAM_REDIS_URL": redis,
                "STORYDREAM_EDGE_KEY_FILE": "/keys/edge.pem",
                "STORYDREAM_POOL_MANAGER_PUBLIC_KEY_FILE": "/keys/pool-manager.pub.pem",
                "STORAGE_EMULATOR_HOST": storage,
                "STORYDREAM_TASKS_ADDRESS": f"127.0.0.1:{free_port()}",
                "FIRESTORE_EMULATOR_HOST": firestore_host,
                "FIREBASE_AUTH_EMULATOR_HOST": f"127.0.0.1:{free_port()}",
            }
            files = {f"/keys/{name}": folder / name for name in ("edge.pem", "pool-manager.pub.pem")}
            edge = Container(image, image.command, user, group, env, {"/tmp": tmp}, files)
            with edge.running(folder / "log") as process:
                assert _wait_for(process, port, "/healthz", 200, folder / "log").json() == {"status": "ok"}
                _wait_for(process, port, "/readyz", 200, folder / "log")
                assert _users(process) == {10040}
