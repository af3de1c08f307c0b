"""Makes functions/ self-contained before it is deployed: vendors what `main.py` needs of `common`, writes
requirements.txt from the lock. Standard library only, as any Python 3.11 may run it."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
VENDOR = FOLDER / "vendor"
REQUIREMENTS = FOLDER / "requirements.txt"


def modules_needed(start: Path, root: Path) -> list[Path]:
    """The files of `common` that `start` imports, and those that these import; the package's own file included."""
    found: dict[Path, None] = {root / "common" / "__init__.py": None}
    waiting = [start]
    while waiting:
        for name in _imports(waiting.pop()):
            file = root.joinpath(*name.split(".")).with_suffix(".py")
            if name.startswith("common.") and file.is_file() and file not in found:
                found |= dict.fromkeys((file, file.parent / "__init__.py"))
                waiting.append(file)
    return sorted(found)


def _imports(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def vendor(root: Path, target: Path) -> None:
    """Replace `target` by a copy of what main.py needs."""
    shutil.rmtree(target, ignore_errors=True)
    for file in modules_needed(root / "functions" / "main.py", root):
        copy = target / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def export_requirements(root: Path, uv: str) -> str:
    """The functions' dependencies, pinned as uv.lock has them."""
    command = [uv, "export", "--frozen", "--no-default-groups", "--group", "functions", "--no-emit-project"]
    command += ["--no-hashes", "--no-header", "--no-annotate"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout


def main() -> int:
    """0 when functions/ can be deployed."""
    vendor(ROOT, VENDOR)
    uv = shutil.which("uv")
    if uv is not None:
        REQUIREMENTS.write_text(export_requirements(ROOT, uv))
    elif not REQUIREMENTS.is_file():
        sys.stderr.write("functions: uv is needed to write requirements.txt: python3 -m pip install uv\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
