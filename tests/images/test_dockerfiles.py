"""What every image promises, read from its Dockerfile; hadolint reads the rest."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from tests.images.dockerfile import DOCKERFILES, ROOT, read_image
from tests.images.manifests import pod_spec

SERVICES = {
    "session_pod": "session-pod",
    "pool_manager": "pool-manager",
    "edge": "edge",
}
each_dockerfile = pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.parent.relative_to(ROOT)))


def test_there_is_an_image_for_everything_that_runs() -> None:
    folders = {str(path.parent.relative_to(ROOT)) for path in DOCKERFILES}
    assert folders == {"edge", "pool_manager", "session_pod", "k8s/gateway", "k8s/egress"}


def test_hadolint_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    argv = [str(linter), "--config", str(ROOT / ".hadolint.yaml"), *map(str, DOCKERFILES)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_hadolint_leaves_out_only_what_is_argued_for() -> None:
    text = (ROOT / ".hadolint.yaml").read_text()
    for rule in yaml.safe_load(text)["ignored"]:
        assert re.search(rf"^# {rule} \(.+\): .{{40,}}", text, re.MULTILINE), rule


@each_dockerfile
def test_bases_are_exact_versions_users_are_numbers_and_commands_need_no_shell(path: Path) -> None:
    image = read_image(path)
    for base in image.bases:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-(\w+-)?slim(-\w+)?", base), base
    assert re.fullmatch(r"100\d\d:100\d\d", image.user)
    assert image.command
    assert image.env["HOME"] == "/tmp" if "HOME" in image.env else path.parent.name == "egress"


@each_dockerfile
def test_what_is_copied_exists_and_is_sent_to_the_builder(path: Path) -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for source in read_image(path).context:
        assert (ROOT / source).exists(), source
        assert any(Path(source).is_relative_to(one) for one in allowed), source


@each_dockerfile
def test_the_last_stage_has_no_build_tools(path: Path) -> None:
    last = path.read_text().rpartition("\nFROM ")[2]
    for tool in ("pip ", "uv ", "npm ", "build-essential", "gcc", "compileall"):
        assert tool not in last, tool


def test_the_manifests_run_what_the_images_are_for() -> None:
    image = read_image(ROOT / "session_pod" / "Dockerfile")
    commands = {one["name"]: one["command"] for one in pod_spec("pool")["containers"]}
    assert commands["agent"] == image.command
    assert commands["project"] == ["python", "-m", "session_pod.runner"]
    for folder, dockerfile in (("manager", "pool_manager"), ("gateway", "k8s/gateway"), ("egress", "k8s/egress")):
        spec = pod_spec(folder)
        assert "command" not in spec["containers"][0]
        security = spec["securityContext"]
        user = f"{security['runAsUser']}:{security['runAsGroup']}"
        assert user == read_image(ROOT / dockerfile / "Dockerfile").user


@pytest.mark.parametrize(("package", "group"), SERVICES.items())
def test_an_image_has_every_package_that_its_service_imports_and_only_its_group(package: str, group: str) -> None:
    installing = [run for run in read_image(ROOT / package / "Dockerfile").runs if run.startswith("uv sync")]
    assert len(installing) == 1
    assert f"--frozen --no-default-groups --group {group} " in installing[0]
    have = _locked(group)
    assert not have & {"pytest", "ruff", "mypy", "playwright", "hypothesis"}
    _import_everything(package, without=sorted(_only_in_other_groups(have)))


def _locked(group: str) -> set[str]:
    uv = ROOT / ".venv-bootstrap" / "bin" / "uv"
    argv = [
        str(uv) if uv.exists() else "uv",
        "export",
        "--frozen",
        "--offline",
        "--no-default-groups",
        "--group",
        group,
    ]
    argv += ["--no-emit-project", "--no-hashes", "--no-annotate", "--no-header", "--quiet"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return {_plain(re.split(r"[=\[ ;]", line)[0]) for line in done.stdout.splitlines()}


def _only_in_other_groups(have: set[str]) -> set[str]:
    """Modules that are installed here and not in the image."""
    found = packages_distributions().items()
    return {module for module, owners in found if not {_plain(owner) for owner in owners} & {*have, "storydream"}}


def _import_everything(package: str, *, without: list[str]) -> None:
    """But for the entry points that start something. Modules that the image lacks are lacking."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / package).rglob("*.py")
        if "node_modules" not in path.parts and path.name not in ("__init__.py", "main.py", "gunicorn.conf.py")
    ]
    code = f"import sys, importlib\nsys.modules.update(dict.fromkeys({without!r}))\n"
    code += f"for name in {[*names, 'gunicorn.app.wsgiapp']!r}: importlib.import_module(name)\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
