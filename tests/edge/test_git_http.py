"""`/git`: a real git client clones, fetches and pushes; what may not be is refused with words for the person."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from common.errors import Unavailable
from common.firestore import Client
from common.message_store import MessageStore
from common.models import PACK_MAX_BYTES, Project
from edge.app import create_app
from tests.edge.conftest import Edge
from tests.edge.fakes import AccountServer, session_of
from tests.edge.git_client import Clone, GitClient, new_token, served
from tests.edge.pods import Pod

Login = Callable[..., GitClient]


@pytest.fixture
def url(edge: Edge) -> Iterator[str]:
    with served(edge.app) as url:
        yield url


@pytest.fixture
def project(edge: Edge) -> Project:
    return edge.project("lena")


@pytest.fixture
def login(edge: Edge, url: str, project: Project, tmp_path: Path) -> Login:
    """Makes somebody's git client for the project; with their own token unless told otherwise."""

    def client(uid: str = "lena", token: str | None = None, project_id: str = project.id) -> GitClient:
        folder = tmp_path / f"home-{uid}"
        folder.mkdir(exist_ok=True)
        secret = new_token(edge, uid) if token is None else token
        return GitClient(folder, f"{url.replace('://', f'://git:{secret}@')}/git/{project_id}.git", uid.title())

    return client


@pytest.fixture
def lena(login: Login) -> Clone:
    """Lena's clone of her own project."""
    return login("lena").clone()


def _head(edge: Edge, project: Project) -> str:
    return edge.services.repositories.manifest(project.id).head


def test_a_clone_is_the_head_and_whole(edge: Edge, project: Project, lena: Clone) -> None:
    assert lena.head == _head(edge, project)
    assert lena.git("fsck", "--strict", "--full") == ""
    assert lena.git("status", "--short", "--branch") == "## main...origin/main"
    files = {entry.path for entry in edge.services.repositories.files(project.id, lena.head)}
    assert set(lena.git("ls-files").splitlines()) == files


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_protocol_of_git_works(edge: Edge, project: Project, login: Login, version: str) -> None:
    speaking = ("-c", f"protocol.version={version}")
    clone = login().clone(*speaking)
    clone.commit("note.txt", "one")
    clone.git(*speaking, "push", "origin", "main")
    assert _head(edge, project) == clone.head
    other = login().clone(*speaking, "--filter=blob:none", name="partial")
    assert other.head == clone.head
    clone.commit("note.txt", "two")
    clone.git(*speaking, "push", "origin", "main")
    other.git(*speaking, "pull", "-q")
    assert other.head == clone.head


def test_a_push_is_history_with_its_own_author_and_all_are_told(edge: Edge, project: Project, lena: Clone) -> None:
    edge.as_user("lena").patch("/api/me", json={"displayName": "Lena"})
    session = edge.pool.sessions[project.id] = session_of(project.id, 1)
    for number in range(3):
        lena.commit("src/note.ts", f"export const n = {number};\n", f"Step {number}")
    said = lena.git("push", "origin", "main")
    assert "main -> main" in said
    newest, *_ = items = edge.as_user("lena").get(f"/api/projects/{project.id}/checkpoints").get_json()["items"]
    assert [item["summary"] for item in items[:3]] == ["Step 2", "Step 1", "Step 0"]
    assert (newest["sha"], newest["authorName"]) == (lena.head, "Lena")
    assert edge.services.projects.get(project.id).current_commit_sha == lena.head
    assert edge.hints.told == [(session.session_id, f"head {lena.head}")]
    notices = edge.as_user("lena").get(f"/api/projects/{project.id}/messages").get_json()["items"]
    assert [notice["content"] for notice in notices] == ["3 commits pushed by Lena."]
    assert lena.git("push", "origin", "main") == "Everything up-to-date"


def test_a_pushed_size_of_the_video_is_shown(edge: Edge, project: Project, lena: Clone) -> None:
    root = (lena.folder / "src/Root.tsx").read_text()
    assert "width={1920}" in root
    lena.commit("src/Root.tsx", root.replace("width={1920}", "width={1280}"), "Narrower")
    lena.git("push", "origin", "main")
    settings = edge.services.projects.get(project.id).video_settings
    assert settings is not None
    assert settings.width == 1280


def test_what_is_not_built_on_the_head_is_refused(edge: Edge, project: Project, login: Login, lena: Clone) -> None:
    other = login().clone(name="other")
    other.commit("a.txt", "other")
    other.git("push", "origin", "main")
    head = other.head
    lena.commit("b.txt", "lena")
    assert "fetch first" in lena.refused("origin", "main")
    lena.git("fetch", "-q")
    assert "rewrite" in lena.refused("--force", "origin", "main")
    assert _head(edge, project) == head
    lena.git("pull", "-q", "--rebase")
    lena.git("push", "origin", "main")
    assert lena.git("log", "--format=%s").splitlines()[:2] == ["A change by hand"] * 2


def test_history_can_not_be_taken_back(edge: Edge, project: Project, lena: Clone) -> None:
    before = lena.head
    after = lena.commit("a.txt", "one")
    lena.git("push", "origin", "main")
    assert "rewrite" in lena.refused("--force", "origin", f"{before}:main")
    lena.git("commit", "-q", "--amend", "-m", "Rewritten")
    assert "rewrite" in lena.refused("--force", "origin", "main")
    assert "main can't be deleted" in lena.refused("--delete", "origin", "main")
    lena.git("checkout", "-q", "--orphan", "fresh")
    lena.git("commit", "-q", "-m", "Another beginning")
    assert "rewrite" in lena.refused("--force", "origin", "fresh:main")
    assert _head(edge, project) == after


def test_a_merge_is_refused_with_what_to_do(edge: Edge, project: Project, lena: Clone) -> None:
    head = lena.head
    lena.git("checkout", "-q", "-b", "side")
    lena.commit("side.txt", "side")
    lena.git("checkout", "-q", "main")
    lena.commit("main.txt", "main")
    lena.git("merge", "-q", "--no-ff", "-m", "Both", "side")
    assert "rebase onto main first" in lena.refused("origin", "main")
    assert _head(edge, project) == head


def test_tags_and_other_branches_are_refused_and_main_still_goes(edge: Edge, project: Project, lena: Clone) -> None:
    lena.git("tag", "v1")
    lena.git("tag", "-a", "v2", "-m", "Two")
    for ref in ("v1", "v2", "main:topic", "main:refs/notes/x"):
        assert "only main can be pushed" in lena.refused("origin", ref)
    lena.commit("a.txt", "one")
    said = lena.refused("origin", "main", "v1")
    assert "only main can be pushed" in said
    assert _head(edge, project) == lena.head
    assert set(edge.services.repositories.manifest(project.id).refs) == {"main"}


def test_a_name_of_a_version_is_a_tag(edge: Edge, project: Project, login: Login) -> None:
    head = _head(edge, project)
    edge.services.repositories.name(project.id, head, "Final cut")
    clone = login().clone()
    assert clone.git("rev-parse", "Final-cut") == head


def _symlink(clone: Clone) -> None:
    (clone.folder / "link").symlink_to("/etc/passwd")


def _large(clone: Clone) -> None:
    clone.write("public/clip.mp4", random.Random(1).randbytes(11 * 1024 * 1024))


def _many(clone: Clone) -> None:
    for number in range(5_001):
        clone.write(f"many/{number}.txt", str(number))


def _repository(clone: Clone) -> None:
    clone.git("init", "-q", "inner")
    inner = Clone(clone.client, clone.folder / "inner")
    inner.commit("a.txt", "inner")


def _for_git(clone: Clone) -> None:
    clone.write(".gitmodules", "[submodule]\n")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_symlink, "'link' is a link or a repository of its own: only files can be kept"),
        (_large, "'clip.mp4' is larger than 10 MiB: add it as an asset instead"),
        (_many, "The version has more than 5000 files"),
        (_repository, "'inner' is a link or a repository of its own"),
        (_for_git, "The name '.gitmodules' belongs to git"),
        (lambda clone: clone.write("a:b", "x"), "The name 'a:b' is not a safe name"),
    ],
)
def test_what_a_project_can_not_keep_is_refused_by_name(
    edge: Edge, project: Project, lena: Clone, make: Callable[[Clone], None], why: str
) -> None:
    before = edge.services.repositories.manifest(project.id)
    make(lena)
    lena.git("add", "-A")
    lena.git("commit", "-q", "-m", "Too much")
    assert why in lena.refused("origin", "main")
    assert edge.services.repositories.manifest(project.id).generation == before.generation


def test_a_push_that_is_too_large_names_the_limit(edge: Edge, project: Project, lena: Clone) -> None:
    head, noise = lena.head, random.Random(2)
    for number in range(3):
        lena.commit(f"public/{number}.bin", noise.randbytes(PACK_MAX_BYTES * 2 // 5))
    assert "larger than 25 MiB" in lena.refused("origin", "main")
    assert _head(edge, project) == head


def test_a_push_of_some_mebibytes_comes_in_pieces(edge: Edge, project: Project, login: Login, lena: Clone) -> None:
    content = random.Random(3).randbytes(3 * 1024 * 1024)
    lena.commit("public/picture.png", content)
    lena.git("push", "origin", "main")
    again = login().clone(name="again")
    assert again.head == lena.head
    assert (again.folder / "public/picture.png").read_bytes() == content
    assert again.git("fsck", "--strict", "--full") == ""


def test_a_commit_under_another_users_id_is_refused(edge: Edge, project: Project, lena: Clone) -> None:
    lena.commit("a.txt", "mine", "Mine\n\nAuthor: lena")
    lena.git("push", "origin", "main")
    head = lena.head
    lena.commit("a.txt", "forged", "Forged\n\nAuthor: eddi")
    assert "says that it is another user's" in lena.refused("origin", "main")
    assert _head(edge, project) == head


def test_a_signed_commit_is_taken(edge: Edge, project: Project, lena: Clone) -> None:
    key = lena.client.folder / "key"
    lena.client.git("config", "--global", "gpg.format", "ssh")
    lena.client.git("config", "--global", "user.signingkey", f"{key}.pub")
    assert lena.client.try_git("-c", f"alias.keygen=!ssh-keygen -q -t ed25519 -N '' -f {key}", "keygen").code == 0
    lena.write("a.txt", "signed")
    lena.git("add", "-A")
    lena.git("commit", "-q", "-S", "-m", "Signed")
    assert "gpgsig" in lena.git("cat-file", "commit", "HEAD")
    lena.git("push", "origin", "main")
    assert _head(edge, project) == lena.head


@pytest.mark.parametrize("depth", ["--depth=1", "--depth=2"])
def test_a_shallow_clone_pushes_too(edge: Edge, project: Project, login: Login, lena: Clone, depth: str) -> None:
    for number in range(4):
        lena.commit("a.txt", f"{number}")
    lena.git("push", "origin", "main")
    shallow = login().clone(depth, name="shallow")
    assert len(shallow.git("log", "--format=%h").splitlines()) == int(depth[-1])
    shallow.commit("b.txt", "from the shallow one")
    shallow.git("push", "origin", "main")
    assert _head(edge, project) == shallow.head
    lena.git("pull", "-q")
    assert lena.git("fsck", "--strict", "--full") == ""


def test_a_partial_clone_fetches_files_when_they_are_needed(login: Login, lena: Clone) -> None:
    lena.commit("old.txt", "old")
    lena.commit("old.txt", "new")
    lena.git("push", "origin", "main")
    partial = login().clone("--filter=blob:none", name="partial")
    assert partial.git("show", "HEAD~1:old.txt") == "old"
    partial.commit("more.txt", "more")
    partial.git("push", "origin", "main")


def test_the_roles(edge: Edge, project: Project, login: Login) -> None:
    for uid, role in (("eddi", "editor"), ("conny", "commenter"), ("vera", "viewer")):
        edge.join(project, uid, role)
        clone = login(uid).clone()
        clone.commit("a.txt", uid)
        if role == "editor":
            clone.git("push", "origin", "main")
        else:
            said = clone.refused("origin", "main")
            assert f"As {role} you can't do this." in said
            assert "403" in said
    stranger = login("stranger").try_git("clone", login("stranger").url, "stolen")
    missing = login("stranger", project_id="project-none").try_git("clone", login("stranger").url, "stolen")
    assert stranger.code == missing.code != 0
    assert "not found" in stranger.said
    assert "There is nothing here" in stranger.said


def test_in_the_trash_a_project_can_be_cloned_and_not_changed(edge: Edge, project: Project, login: Login) -> None:
    edge.as_user("lena").delete(f"/api/projects/{project.id}")
    clone = login().clone()
    clone.commit("a.txt", "late")
    assert "in the trash" in clone.refused("origin", "main")


def test_a_project_that_is_being_set_up_says_so(edge: Edge, login: Login) -> None:
    project = edge.project("lena", seeded=False)
    said = login(project_id=project.id).try_git("clone", login(project_id=project.id).url, "early").said
    assert "isn't set up yet" in said


def test_a_token_works_until_it_is_revoked(edge: Edge, login: Login, lena: Clone) -> None:
    lena.git("fetch")
    (token,) = edge.as_user("lena").get("/api/me/tokens").get_json()["items"]
    assert token["lastUsedAt"] is not None
    assert edge.as_user("lena").delete(f"/api/me/tokens/{token['id']}").status_code == 204
    assert "Authentication failed" in lena.try_git("fetch").said
    lena.commit("a.txt", "too late")
    assert "Authentication failed" in lena.refused("origin", "main")


def test_a_token_ends_with_its_users_account(login: Login, accounts: AccountServer) -> None:
    for uid, ended in (("dora", accounts.disabled), ("gone", accounts.deleted)):
        client = login(uid)
        ended.add(uid)
        assert "Authentication failed" in client.try_git("ls-remote", client.url).said


def test_a_pod_and_a_push_take_turns(edge: Edge, login: Login, project: Project, tmp_path: Path) -> None:
    session = edge.as_user("lena").post(f"/api/projects/{project.id}/session").get_json()
    pod_client = edge.as_pod(project.id, session["epoch"], session["sessionId"])
    pod = Pod(edge, project, pod_client, session["sessionId"], session["epoch"], tmp_path)
    clone = login().clone()
    assert pod.save("pod.txt", "from the pod").status_code == 201
    clone.commit("lena.txt", "from lena")
    assert "fetch first" in clone.refused("origin", "main")
    clone.git("pull", "-q", "--rebase")
    before = _head(edge, project)
    clone.git("push", "origin", "main")
    late = pod.save("late.txt", "from the pod, later", expectedHead=before)
    assert (late.status_code, late.get_json()["code"]) == (409, "head_moved")
    assert pod.save("late.txt", "from the pod, later").status_code == 201
    clone.git("pull", "-q", "--rebase")
    assert {"pod.txt", "lena.txt", "late.txt"} <= set(clone.git("ls-files").splitlines())


def test_a_pod_and_a_push_at_once_lose_nothing(edge: Edge, login: Login, project: Project, tmp_path: Path) -> None:
    session = edge.as_user("lena").post(f"/api/projects/{project.id}/session").get_json()
    pod_client = edge.as_pod(project.id, session["epoch"], session["sessionId"])
    pod = Pod(edge, project, pod_client, session["sessionId"], session["epoch"], tmp_path)
    clone = login().clone()
    rounds, won = 4, {"pod": 0, "push": 0}
    for number in range(rounds):
        clone.git("pull", "-q", "--rebase")
        clone.commit(f"lena-{number}.txt", "lena")
        answers: dict[str, bool] = {}

        def save(number: int = number, answers: dict[str, bool] = answers) -> None:
            answers["pod"] = pod.save(f"pod-{number}.txt", "pod").status_code == 201

        saving = threading.Thread(target=save)
        saving.start()
        answers["push"] = clone.try_git("push", "origin", "main").code == 0
        saving.join()
        assert any(answers.values())
        for who, done in answers.items():
            won[who] += done
        if not answers["push"]:
            clone.git("pull", "-q", "--rebase")
            clone.git("push", "origin", "main")
        if not answers["pod"]:
            assert pod.save(f"pod-{number}.txt", "pod").status_code == 201
    final = login().clone(name="final")
    assert final.git("fsck", "--strict", "--full") == ""
    kept = set(final.git("ls-files").splitlines())
    assert {f"{who}-{number}.txt" for number in range(rounds) for who in ("lena", "pod")} <= kept
    assert len(final.git("log", "--format=%h").splitlines()) == 2 * rounds + 2


class SilentMessages(MessageStore):
    """A chat that can't be written."""

    def announce(self, *_: object, **__: object) -> NoReturn:
        raise Unavailable("The database did not answer in time.")


def test_a_push_that_nobody_could_be_told_of_is_a_push(
    edge: Edge, project: Project, tmp_path: Path, admin: Client
) -> None:
    app = create_app(replace(edge.services, messages=SilentMessages(admin)))
    token = new_token(edge, "lena")
    with served(app) as url:
        clone = GitClient(tmp_path, f"{url.replace('://', f'://x:{token}@')}/git/{project.id}.git").clone()
        clone.commit("a.txt", "one")
        clone.git("push", "origin", "main")
    assert _head(edge, project) == clone.head
