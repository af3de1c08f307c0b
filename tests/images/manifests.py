"""Containers as the manifests of k8s/base describe them: command, user, environment, and volumes as a kubelet's."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.images.container import Container
from tests.images.dockerfile import ROOT, Image

BASE = ROOT / "k8s" / "base"
Json = dict[str, Any]


def pod_spec(folder: str) -> Json:
    """Of the Deployment in `k8s/base/{folder}/deployment.yaml`."""
    documents = [one for one in yaml.safe_load_all((BASE / folder / "deployment.yaml").read_text()) if one]
    (deployment,) = [one for one in documents if one["kind"] == "Deployment"]
    spec: Json = deployment["spec"]["template"]["spec"]
    return spec


def settings(folder: str) -> dict[str, str]:
    """The ConfigMap in `settings.yaml`."""
    data: dict[str, str] = yaml.safe_load((BASE / folder / "settings.yaml").read_text())["data"]
    return data


def make_volumes(spec: Json, where: Path) -> dict[str, Path]:
    """Its volumes, empty, each as the kubelet makes them: root's, and with an fsGroup that group's and setgid."""
    group = spec["securityContext"].get("fsGroup")
    volumes = {}
    for volume in spec["volumes"]:
        path = where / volume["name"]
        path.mkdir()
        path.chmod(0o777)
        if group is not None:
            os.chown(path, 0, group)
            path.chmod(0o2777)
        volumes[volume["name"]] = path
    return volumes


def container(
    spec: Json, name: str, image: Image, volumes: Mapping[str, Path], env: Mapping[str, str], **files: Path
) -> Container:
    """One of its containers; `env` is laid over what the manifest says."""
    (found,) = [one for one in spec["containers"] if one["name"] == name]
    shared, own = spec["securityContext"], found["securityContext"]
    assert own["readOnlyRootFilesystem"]
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert not own["allowPrivilegeEscalation"]
    return Container(
        image=image,
        command=found.get("command", image.command),
        user=own.get("runAsUser") or shared["runAsUser"],
        group=own.get("runAsGroup") or shared["runAsGroup"],
        env={**{one["name"]: one["value"] for one in found.get("env", []) if "value" in one}, **env},
        mounts={mount["mountPath"]: volumes[mount["name"]] for mount in found["volumeMounts"]},
        files=files,
    )
