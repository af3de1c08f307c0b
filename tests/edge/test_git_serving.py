"""`git upload-pack` for clients: bounded in what it reads, ended with its client, and told no secret."""

import gzip
import io
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pygit2
import pytest

from common.errors import MalformedRequest, TooLarge, Unavailable
from edge import git_serving
from edge.git_serving import Inflated, copied, protocol_of, upload_advertisement, upload_pack
from edge.git_wire import pkt

MIB = 1024 * 1024


@pytest.fixture
def repository(tmp_path: Path) -> tuple[Path, str]:
    """→ (folder, head) of a repository that takes a while to send."""
    folder = tmp_path / "repo.git"
    made = pygit2.init_repository(folder, bare=True, initial_head="main")
    builder = made.TreeBuilder()
    for number in range(4):
        blob = made.create_blob(random.Random(number).randbytes(2 * MIB))
        builder.insert(f"{number}.bin", blob, pygit2.enums.FileMode.BLOB)
    person = pygit2.Signature("Lena", "lena@example.com", 1_800_000_000, 0)
    return folder, str(made.create_commit("refs/heads/main", person, person, "One", builder.write(), []))


def _fetch(sha: str) -> io.BufferedRandom:
    asked = pkt("command=fetch") + b"0001" + pkt(f"want {sha}\n") + pkt("done\n") + b"0000"
    return copied(io.BytesIO(asked), MIB)  # type: ignore[return-value]


def _gits() -> list[int]:
    """The git processes that are at work."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if child.name() == "git" and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child.pid)
    return found


def _wait_until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 40
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def test_a_whole_answer_ends_by_itself(repository: tuple[Path, str]) -> None:
    folder, head = repository
    with _fetch(head) as asked, upload_pack(folder, asked, "version=2") as pieces:
        answer = b"".join(pieces)
    assert len(answer) > 8 * MIB
    assert answer.endswith(b"0000")


def test_git_ends_with_its_client(repository: tuple[Path, str]) -> None:
    folder, head = repository
    with _fetch(head) as asked, upload_pack(folder, asked, "version=2") as pieces:
        assert next(pieces)
        assert _gits()
    assert _wait_until(lambda: not _gits())


def test_git_ends_when_its_time_is_over(repository: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    class Late(threading.Timer):
        """Its time begins with git's answer, however long git takes to come to it."""

        def run(self) -> None:
            begun.wait(40)
            super().run()

    monkeypatch.setattr(git_serving, "FETCH_SECONDS", 0.3)
    monkeypatch.setattr(threading, "Timer", Late)
    folder, head = repository
    with _fetch(head) as asked, upload_pack(folder, asked, "version=2") as pieces:
        assert next(pieces)
        assert _gits()
        begun.set()
        assert _wait_until(lambda: not _gits())
        assert len(b"".join(pieces)) < 8 * MIB


def test_git_learns_no_secret_and_reads_no_settings_of_the_machine(
    repository: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = repository
    told = tmp_path / "told"
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "git"
    script.write_text(f"#!/bin/sh\nenv > {told}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-hush")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.fsmonitor=evil'")
    upload_advertisement(folder, "version=2")
    environment = dict(line.split("=", 1) for line in told.read_text().splitlines())
    assert "sk-hush" not in told.read_text()
    assert environment["GIT_PROTOCOL"] == "version=2"
    assert environment["GIT_CONFIG_GLOBAL"] == "/dev/null"
    assert environment["GIT_CONFIG_NOSYSTEM"] == "1"
    assert "GIT_CONFIG_PARAMETERS" not in environment
    assert not Path(environment["HOME"]).exists()


def test_without_git_it_says_so(repository: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder, head = repository
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="at the moment"):
        upload_advertisement(folder, "")
    with _fetch(head) as asked, pytest.raises(Unavailable), upload_pack(folder, asked, ""):
        raise AssertionError
    with pytest.raises(Unavailable):
        upload_advertisement(tmp_path / "none", "")


@pytest.mark.parametrize(
    ("header", "read"),
    [
        (None, ""),
        ("version=2", "version=2"),
        ("version=1", "version=1"),
        ("version=2:agent=x", "version=2:agent=x"),
        ("version=22", ""),
        ("evil\nversion=2", ""),
        ("version=2" + ":a=b" * 9, ""),
        ("VERSION=2", ""),
    ],
)
def test_only_a_known_form_of_protocol_reaches_git(header: str | None, read: str) -> None:
    assert protocol_of(header) == read


def _read(stream: Inflated) -> Iterator[bytes]:
    while piece := stream.read(1000):
        assert len(piece) <= 1000
        yield piece


def test_a_gzipped_request_is_unpacked_as_it_is_read() -> None:
    data = random.Random(1).randbytes(300_000) + bytes(300_000)
    assert b"".join(_read(Inflated(io.BytesIO(gzip.compress(data)), len(data)))) == data


def test_a_gzipped_request_can_not_unpack_to_more_than_its_limit() -> None:
    bomb = gzip.compress(bytes(50 * MIB))
    with pytest.raises(TooLarge):
        list(_read(Inflated(io.BytesIO(bomb), MIB)))
    for wrong in (bomb[:-20], b"not gzip", b""):
        with pytest.raises(MalformedRequest):
            list(_read(Inflated(io.BytesIO(wrong), 100 * MIB)))


def test_a_long_request_is_refused() -> None:
    with pytest.raises(TooLarge):
        copied(io.BytesIO(bytes(MIB + 1)), MIB)
    with copied(io.BytesIO(bytes(MIB)), MIB) as file:
        assert file.read() == bytes(MIB)
