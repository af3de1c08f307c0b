"""The manifests as `kubectl apply -k` would send them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.tokens import generate_key_pair

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]


class Manifests:
    """All objects of one overlay."""

    def __init__(self, objects: list[Json]) -> None:
        self.objects = objects

    def of(self, kind: str) -> list[Json]:
        return [one for one in self.objects if one["kind"] == kind]

    def one(self, kind: str, name: str, namespace: str | None = None) -> Json:
        (found,) = [
            one
            for one in self.of(kind)
            if one["metadata"]["name"] == name and namespace in (None, one["metadata"].get("namespace"))
        ]
        return found

    def pod_specs(self) -> Iterator[tuple[str, Json]]:
        """→ (name, pod spec) of everything that makes pods."""
        for deployment in self.of("Deployment"):
            yield deployment["metadata"]["name"], deployment["spec"]["template"]["spec"]


def _rendered(folder: Path) -> Manifests:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed (gcloud components install kubectl)")
    done = subprocess.run(
        ["kubectl", "kustomize", str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return Manifests([one for one in yaml.safe_load_all(done.stdout) if one])


@pytest.fixture(scope="session")
def kind_cluster(tmp_path_factory: pytest.TempPathFactory) -> Manifests:
    """The overlay for kind, with keys as its prepare.sh makes them."""
    copy = tmp_path_factory.mktemp("k8s") / "k8s"
    shutil.copytree(ROOT / "k8s", copy, ignore=shutil.ignore_patterns("keys"))
    keys = copy / "overlays" / "kind" / "keys"
    keys.mkdir()
    for name in ("edge", "pool-manager"):
        generate_key_pair(keys / f"{name}.pem", keys / f"{name}.pub.pem")
    return _rendered(copy / "overlays" / "kind")


@pytest.fixture(scope="session")
def production() -> Manifests:
    return _rendered(ROOT / "k8s" / "overlays" / "production")


@pytest.fixture(params=["production", "kind_cluster"])
def manifests(request: pytest.FixtureRequest) -> Manifests:
    """Each overlay: what is promised of one must hold in the other."""
    found: Manifests = request.getfixturevalue(request.param)
    return found
