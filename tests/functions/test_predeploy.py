"""What is deployed stands alone: the vendored part of `common` is all that main.py imports, pinned as locked."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from functions.predeploy import REQUIREMENTS, ROOT, modules_needed, vendor


def test_main_runs_from_its_own_folder_with_nothing_else_of_ours(tmp_path: Path) -> None:
    shutil.copy(ROOT / "functions" / "main.py", tmp_path / "main.py")
    vendor(ROOT, tmp_path / "vendor")
    code = "import common, main; print(common.__file__); print(main.project_created.__name__)"
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONSAFEPATH": ""}
    hidden = (
        f"import sys; sys.path = [p for p in sys.path if p != {str(ROOT)!r}]; sys.path.insert(0, {str(tmp_path)!r}); "
    )
    hidden += "sys.meta_path = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]; "
    done = subprocess.run(
        [sys.executable, "-c", hidden + f"sys.path.append({str(tmp_path / 'vendor')!r}); " + code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "vendor" / "common" / "__init__.py"), "project_created"]


def test_only_what_is_needed_is_vendored() -> None:
    needed = modules_needed(ROOT / "functions" / "main.py", ROOT)
    names = {file.relative_to(ROOT / "common").with_suffix("").as_posix() for file in needed}
    assert {"git/store", "git/__init__", "project_store", "seeding", "task_queue", "__init__"} <= names
    assert not names & {"session_store", "tokens", "wire_schema", "publish_template"}


def test_requirements_are_what_the_lock_installs() -> None:
    pinned = re.findall(r"^([a-z0-9._-]+)==([^ ;\n]+)", REQUIREMENTS.read_text(), re.MULTILINE)
    assert {"firebase-functions", "pygit2", "google-cloud-storage", "google-cloud-tasks"} <= {
        name for name, _ in pinned
    }
    for name, version in pinned:
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform
        assert installed == version, f"{name}: run python3 functions/predeploy.py"
