"""People, pods and clients of git who change one project in every way there is, and note what they were answered."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from common.errors import HeadMoved, RateLimited, Superseded, Unavailable
from common.git.manifest import Manifest
from common.git.messages import Author
from common.git.refs import ref_of
from common.git.store import GitStore
from common.ids import new_id
from tests.common.git.failing import Acknowledged, Told
from tests.common.git.support import Pod, sent_by_git

_TRIES: Final = 60
_SILENCE: Final = (Unavailable, RateLimited)
_SIZES: Final = (10, 600, 3_000, 9_000)
"""Bytes of the binary file in a save: with `small_limits` most fit into a tail, others make packs of large files."""


class Writer:
    """One of several. Each thing it does carries a mark that nothing else carries.

    Where nobody answered it doesn't know whether it was heard: it asks again where that is safe, else it leaves off. So
    a mark that isn't told of may be in the history, once or never.
    """

    def __init__(
        self,
        name: str,
        store: GitStore,
        project_id: str,
        folder: Path,
        told: Told,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._clock = clock
        self._store = store
        self._project_id = project_id
        self._folder = folder
        self._told = told
        self._chance = random.Random(name)
        self._author = Author(name, f"{name}@example.com", f"uid-{name}")
        self._pod: Pod | None = None
        self._number = 0
        self._mixed: list[Callable[[], None]] = [
            *(2 * [self.save]),
            self.restore,
            self.edit,
            self.give_a_name,
            self.keep_a_branch,
            self.push,
            self.put_aside,
            self.duplicate,
            self.open_a_session,
        ]

    def act(self) -> None:
        """Do one thing of all that can be done."""
        with suppress(*_SILENCE):
            self._chance.choice(self._mixed)()

    def save(self) -> None:
        """A turn of a pod: tried until it is saved."""
        mark, pod = self._mark(), self._opened()
        pod.commit(self._files(mark), mark)
        for _ in range(_TRIES):
            try:
                pod.save_on_any_base()
            except _SILENCE:
                continue
            except (HeadMoved, Superseded) as refused:
                if isinstance(refused, Superseded):
                    pod.epoch = self._store.manifest(self._project_id).epoch
                pod.open()
                pod.commit(self._files(mark), mark)
            else:
                self._told.note(Acknowledged(self.name, mark, pod.head))
                return

    def push(self) -> None:
        """A user's git."""
        mark, clone = self._mark(), self._opened()
        for _ in range(_TRIES):
            clone.open()
            old, new = clone.head, clone.commit(self._files(mark), mark)
            pack = sent_by_git(clone.folder / ".git", old, new)
            try:
                self._store.push(self._project_id, old, new, pack, f"uid-{self.name}")
            except HeadMoved:
                continue
            self._told.note(Acknowledged(self.name, mark, new))
            return

    def edit(self) -> None:
        """A form."""
        mark = self._mark()
        for _ in range(_TRIES):
            try:
                head = self._store.manifest(self._project_id).head
                files = {f"{self.name}-form.txt": mark.encode()}
                self._store.commit_files(self._project_id, head, files, self._author, mark)
            except HeadMoved:
                continue
            self._told.note(Acknowledged(self.name, mark))
            return

    def restore(self) -> None:
        """… to any version; when the files are so already, nothing is made."""
        mark, version = self._mark(), self._any_version()
        head = self._store.restore(self._project_id, version, self._author, mark).head
        if self._store.checkpoint(self._project_id, head).summary == mark:
            self._told.note(Acknowledged(self.name, mark, head))

    def give_a_name(self) -> None:
        mark, version = self._mark(), self._any_version()
        if self._asked(lambda: self._store.name(self._project_id, version, mark)):
            self._told.note(Acknowledged(self.name, sha=version, ref=ref_of("name", mark)))

    def keep_a_branch(self) -> None:
        mark, version = self._mark(), self._any_version()
        if self._asked(lambda: self._store.branch(self._project_id, version, mark)):
            self._told.note(Acknowledged(self.name, sha=version, ref=ref_of("branch", mark)))

    def put_aside(self) -> None:
        """What a pod can't save; then it is brought back or not."""
        mark, pod = self._mark(), self._opened()
        head = pod.commit(self._files(mark), f"{mark} aside")
        name = f"{pod.epoch}-{head[:7]}"
        kept = self._asked(lambda: self._store.create_rescue_ref(self._project_id, pod.epoch, head, pod.pack()))
        pod.open()
        if kept is None:
            return
        self._told.note(Acknowledged(self.name, sha=head, ref=f"rescue/{name}"))
        if self._chance.random() < 0.5:
            self._asked(lambda: self._store.settle_rescue(self._project_id, name))
        else:
            self._store.apply_rescue(self._project_id, name, self._author, mark)
            self._told.note(Acknowledged(self.name, mark))

    def duplicate(self) -> None:
        version, target = self._any_version(), new_id()
        if self._asked(lambda: self._store.duplicate(self._project_id, version, target)):
            self._told.note(Acknowledged(self.name, sha=version, copy=target))

    def open_a_session(self) -> None:
        """From now on every pod of an older one is refused."""
        epoch = self._store.manifest(self._project_id).epoch + 1
        raised = self._asked(lambda: self._store.raise_epoch(self._project_id, epoch))
        if raised is not None:
            assert raised.epoch >= epoch
            pod = self._opened()
            pod.epoch = raised.epoch
            pod.open()

    def _asked(self, ask: Callable[[], Manifest]) -> Manifest | None:
        """Ask again where nobody answers, as what is asked can be done twice; None when nobody ever did."""
        for _ in range(_TRIES):
            try:
                return ask()
            except _SILENCE:
                continue
        return None

    def _opened(self) -> Pod:
        if self._pod is None:
            epoch = self._store.manifest(self._project_id).epoch
            self._pod = Pod(self._store, self._project_id, self._folder, epoch, self._clock)
        return self._pod

    def _files(self, mark: str) -> dict[str, bytes | str | None]:
        files: dict[str, bytes | str | None] = {f"{self.name}.txt": mark}
        size = self._chance.choice(_SIZES)
        return {**files, f"{self.name}.bin": b"\0" + self._chance.randbytes(size)}

    def _any_version(self) -> str:
        return self._chance.choice(self._store.log(self._project_id, None, 30)[0]).sha

    def _mark(self) -> str:
        self._number += 1
        return f"{self.name}-{self._number}"
