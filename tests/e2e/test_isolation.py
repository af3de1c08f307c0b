"""What a project runs is shut in: the product says so, and a command of the agent's sees it."""

from tests.e2e.client import Json, Person, until
from tests.e2e.model import script
from tests.e2e.stack import Stack


def test_the_product_says_that_projects_are_isolated(scripted_stack: Stack, lena: Person) -> None:
    """`none` fails here on purpose: a machine that can't isolate must not pass for one that does."""
    until("the pool to have told", lambda: lena.get("/health")["isolation"] == "full", 40)


def test_a_command_reaches_no_secret_no_network_and_no_git(scripted_stack: Stack, lena: Person) -> None:
    project_id = lena.create_project()
    outside = scripted_stack.data_dir / "from-inside"
    looks = [
        f"cat {scripted_stack.data_dir}/keys/edge.pem || echo no-key",
        "env | grep -i -E 'token|secret|anthropic' || echo no-secret",
        "(exec 3<>/dev/tcp/127.0.0.1/" + str(scripted_stack.port) + ") 2>/dev/null && echo reached || echo no-network",
        "touch .git/x 2>/dev/null && echo wrote || echo no-git",
        f"touch {outside} 2>/dev/null; echo tried",
    ]
    command = " ; ".join(looks) + " ; "
    steps: list[Json] = [
        {"tool": "bash", "input": {"command": f"({command}) > src/seen.txt 2>/dev/null"}},
        {"say": "Looked."},
    ]
    done = lena.turn(project_id, script("Look around", steps))
    seen = lena.file(project_id, "src/seen.txt", done["checkpointSha"]).split()
    assert seen == ["no-key", "no-secret", "no-network", "no-git", "tried"]
    assert not outside.exists()
