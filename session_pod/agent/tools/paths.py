"""Paths confined to the project: each step is opened relative to the one before and no symbolic link is followed, so
that a link made in the meantime can't lead out either."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import Forbidden, Invalid, NotFound, TooLarge

FILE_MAX_BYTES = 1024 * 1024
_PATH_MAX = 1024


class PathRefused(Forbidden):
    """The path leads out of the project, or to what isn't the agent's to touch."""


def parts_of(path: str) -> tuple[str, ...]:
    """The names along a path inside the project; `.` is the project itself, the empty tuple. Raises PathRefused."""
    if not path or len(path) > _PATH_MAX or "\0" in path or "\\" in path:
        raise PathRefused("That is not a path inside the project.")
    if path.startswith(("/", "~")):
        raise PathRefused("Paths are relative to the project, such as src/MyVideo.tsx.")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if ".." in parts:
        raise PathRefused("Paths can't lead out of the project.")
    if any(part.lower() == ".git" for part in parts):
        raise PathRefused("Git's own files can't be touched; a checkpoint is made at the end of the turn.")
    return parts


@contextmanager
def open_folder(root: Path, parts: tuple[str, ...], *, create: bool = False) -> Iterator[int]:
    """A descriptor of the folder at `parts`. Raises NotFound, or PathRefused at a symbolic link."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for index, part in enumerate(parts):
            if create:
                _make_folder(part, descriptor)
            try:
                inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            except OSError as error:
                raise _explained(error, "/".join(parts[: index + 1])) from error
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _make_folder(name: str, descriptor: int) -> None:
    try:
        os.mkdir(name, dir_fd=descriptor)
    except FileExistsError:
        return
    except OSError as error:
        raise _explained(error, name) from error


def _explained(error: OSError, path: str) -> Exception:
    if error.errno == errno.ENOENT:
        return NotFound(f"{path} doesn't exist.")
    if error.errno == errno.ELOOP:
        return PathRefused(f"{path} is a symbolic link; those are not followed.")
    if error.errno == errno.ENOTDIR:
        return PathRefused(f"{path} is not a folder, or is a symbolic link; those are not followed.")
    if error.errno == errno.EISDIR:
        return Invalid(f"{path} is a folder.")
    if error.errno == errno.EEXIST:
        return Invalid(f"{path} exists already; use edit to change it.")
    return Invalid(f"{path}: {error.strerror}.")


@contextmanager
def open_file(root: Path, path: str, flags: int, *, create_folders: bool = False) -> Iterator[int]:
    """A descriptor of a regular file inside the project. Raises NotFound, Invalid or PathRefused."""
    parts = parts_of(path)
    if not parts:
        raise Invalid("That is the project's folder, not a file.")
    with open_folder(root, parts[:-1], create=create_folders) as folder:
        try:
            # O_NONBLOCK: opening a pipe that a command left behind must not hang the turn.
            descriptor = os.open(parts[-1], flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o664, dir_fd=folder)
        except OSError as error:
            raise _explained(error, path) from error
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Invalid(f"{path} is not a file.")
            yield descriptor
        finally:
            os.close(descriptor)


def read_text(root: Path, path: str) -> str:
    """A text file's content. Raises also TooLarge, or Invalid when it isn't UTF-8 text."""
    with open_file(root, path, os.O_RDONLY) as descriptor:
        if os.fstat(descriptor).st_size > FILE_MAX_BYTES:
            raise TooLarge(f"{path} is over 1 MiB.")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} is not a text file.") from error
    if "\0" in text:
        raise Invalid(f"{path} is not a text file.")
    return text


def write_text(root: Path, path: str, text: str, *, new: bool) -> None:
    """Write a whole file in place (a rename would make Vite see a deletion first). `new`: it must not exist yet."""
    write_bytes(root, path, text.encode(), new=new)


def write_bytes(root: Path, path: str, data: bytes, *, new: bool) -> None:
    """As `write_text`."""
    if len(data) > FILE_MAX_BYTES:
        raise TooLarge(f"{path} would be over 1 MiB.")
    flags = os.O_WRONLY | (os.O_CREAT | os.O_EXCL if new else 0)
    with open_file(root, path, flags, create_folders=new) as descriptor:
        if os.fstat(descriptor).st_nlink > 1:  # the other name may be a locked scene's
            raise PathRefused(f"{path} is a hard link; delete it and create it anew.")
        os.ftruncate(descriptor, 0)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)


def put_bytes(root: Path, path: str, data: bytes) -> None:
    """Write a whole file, whether it is there or not."""
    try:
        write_bytes(root, path, data, new=True)
    except Invalid:  # it is there
        write_bytes(root, path, data, new=False)


def remove(root: Path, path: str) -> None:
    """Delete one file or symbolic link (the link itself)."""
    parts = parts_of(path)
    if not parts:
        raise Invalid("The project itself can't be deleted.")
    with open_folder(root, parts[:-1]) as folder:
        try:
            os.unlink(parts[-1], dir_fd=folder)
        except OSError as error:
            raise _explained(error, path) from error
