"""Queues, tasks and the names of finished tasks, in SQLite, so that a task survives the server."""

import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from google.cloud import tasks_v2

TOMBSTONE_SECONDS = 3600  # the real service blocks a finished task's name for about an hour

_SCHEMA = """
create table if not exists queues (name text primary key, body blob not null);
create table if not exists tasks (
    name text primary key, queue text not null, due real not null, body blob not null,
    running integer not null default 0
);
create index if not exists tasks_due on tasks (running, due);
create table if not exists tombstones (name text primary key, until real not null);
"""


class NameTaken(Exception):
    """A task of this name exists, or ended less than about an hour ago."""


@dataclass(frozen=True)
class Due:
    """A task that has been taken for a dispatch."""

    name: str
    queue: str
    task: tasks_v2.Task


class TaskStore:
    """All state of the server. `due` is in Unix seconds. Methods are atomic and safe from any thread."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        with self._lock:
            self._db.execute("pragma journal_mode=wal")
            self._db.executescript(_SCHEMA)
            self._db.execute("update tasks set running = 0")  # a dispatch that the last server did not finish

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def put_queue(self, queue: tasks_v2.Queue) -> None:
        with self._lock:
            self._db.execute("insert or replace into queues values (?, ?)", (queue.name, _pack(queue)))

    def queue(self, name: str) -> tasks_v2.Queue | None:
        with self._lock:
            row = self._db.execute("select body from queues where name = ?", (name,)).fetchone()
        return None if row is None else tasks_v2.Queue.deserialize(row[0])

    def add(self, task: tasks_v2.Task, queue: str, due: float, now: float) -> None:
        """Raises NameTaken."""
        with self._lock:
            self._db.execute("delete from tombstones where until <= ?", (now,))
            if self._db.execute("select 1 from tombstones where name = ?", (task.name,)).fetchone():
                raise NameTaken(task.name)
            try:
                self._db.execute(
                    "insert into tasks (name, queue, due, body) values (?, ?, ?, ?)",
                    (task.name, queue, due, _pack(task)),
                )
            except sqlite3.IntegrityError as error:
                raise NameTaken(task.name) from error

    def task(self, name: str) -> tasks_v2.Task | None:
        with self._lock:
            row = self._db.execute("select body from tasks where name = ?", (name,)).fetchone()
        return None if row is None else _unpack(row[0])

    def tasks(self, queue: str, after: str, limit: int) -> list[tasks_v2.Task]:
        """Up to `limit` tasks of a queue by name, those after `after`."""
        with self._lock:
            rows = self._db.execute(
                "select body from tasks where queue = ? and name > ? order by name limit ?", (queue, after, limit)
            ).fetchall()
        return [_unpack(row[0]) for row in rows]

    def take_due(self, now: float, limit: int) -> list[Due]:
        """Take up to `limit` due tasks: none of them is taken again until `again` or `finish`."""
        with self._lock:
            rows = self._db.execute(
                "select name, queue, body from tasks where running = 0 and due <= ? order by due limit ?", (now, limit)
            ).fetchall()
            self._db.executemany("update tasks set running = 1 where name = ?", [(row[0],) for row in rows])
        return [Due(name, queue, _unpack(body)) for name, queue, body in rows]

    def next_due(self) -> float | None:
        with self._lock:
            row = self._db.execute("select min(due) from tasks where running = 0").fetchone()
        return None if row is None or row[0] is None else float(row[0])

    def save(self, task: tasks_v2.Task) -> None:
        """Keep a task's counters; one that was deleted meanwhile stays deleted."""
        with self._lock:
            self._db.execute("update tasks set body = ? where name = ?", (_pack(task), task.name))

    def again(self, task: tasks_v2.Task, due: float) -> None:
        """Give a taken task back, to be dispatched at `due`."""
        with self._lock:
            self._db.execute(
                "update tasks set body = ?, due = ?, running = 0 where name = ?", (_pack(task), due, task.name)
            )

    def finish(self, names: Iterable[str], now: float) -> int:
        """Remove tasks and block their names for TOMBSTONE_SECONDS; how many were there."""
        removed = 0
        with self._lock:
            for name in names:
                removed += self._db.execute("delete from tasks where name = ?", (name,)).rowcount
                self._db.execute("insert or replace into tombstones values (?, ?)", (name, now + TOMBSTONE_SECONDS))
        return removed

    def purge(self, queue: str) -> None:
        with self._lock:
            self._db.execute("delete from tasks where queue = ?", (queue,))


def _pack(message: tasks_v2.Task | tasks_v2.Queue) -> bytes:
    return bytes(type(message).serialize(message))


def _unpack(body: bytes) -> tasks_v2.Task:
    task: tasks_v2.Task = tasks_v2.Task.deserialize(body)
    return task
