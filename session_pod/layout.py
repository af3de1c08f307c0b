"""How a pod's folder is laid out around the pod image: the template, a link to the packages, a seeded Vite cache.

pod_dir/project/       the user's repository (the template until activation checks out a project)
pod_dir/node_modules   → image_dir/node_modules, where Vite, tsc and the renderer find packages from project/
pod_dir/vite-cache/    Vite's private cache, seeded with the pre-bundle so that a start bundles nothing
pod_dir/run/           sockets, for this user only
"""

import os
import shutil
from pathlib import Path

TEMPLATE_DIR = Path(__file__).resolve().parents[1] / "templates" / "default"


class ImageNotBuilt(Exception):
    """The image lacks its packages or its pre-bundle; the message says which command makes them."""


def lay_out(pod_dir: Path, image_dir: Path, template_dir: Path = TEMPLATE_DIR) -> None:
    """Make `pod_dir` ready for `python -m session_pod.runner`; harmless when it is laid out already.

    `image_dir` is `session_pod/image` with `npm ci` and `npm run prebundle` done. Takes about 20 ms: the cache is
    hard-linked where the file system can (Vite replaces these files, it never writes into them).
    Raises ImageNotBuilt.
    """
    image = image_dir.resolve()
    packages, prebundle = image / "node_modules", image / "node_modules" / ".vite"
    if not (packages / ".bin" / "vite").exists():
        raise ImageNotBuilt(f"no packages in {image}: run `npm ci --ignore-scripts` there")
    if not (prebundle / "deps" / "_metadata.json").exists():
        raise ImageNotBuilt(f"no pre-bundle in {image}: run `npm run prebundle` there")

    pod_dir.mkdir(parents=True, exist_ok=True)
    (pod_dir / "run").mkdir(mode=0o700, exist_ok=True)
    if pod_dir.resolve() != image and not (pod_dir / "node_modules").is_symlink():
        (pod_dir / "node_modules").symlink_to(packages, target_is_directory=True)
    if not (pod_dir / "project").exists():
        shutil.copytree(template_dir, pod_dir / "project", ignore=shutil.ignore_patterns("node_modules"))
    if not (pod_dir / "vite-cache").exists():
        _seed(prebundle, pod_dir / "vite-cache")


def _seed(prebundle: Path, cache: Path) -> None:
    half_done = cache.with_name(".vite-cache.new")
    shutil.rmtree(half_done, ignore_errors=True)
    shutil.copytree(prebundle, half_done, copy_function=_link_or_copy)
    half_done.rename(cache)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
