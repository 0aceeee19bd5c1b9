"""Where refresh tokens that rotate are kept between sessions: files of our own, the keyring, or memory.

A helpdesk that rotates them kills the old one with the answer that brings the new one. So what is
configured is only the first: an entry holds the latest, with a fingerprint of the configured one it grew
from, and is forgotten when another is configured.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from errno import ENOENT
from pathlib import Path
from typing import Any, Protocol

from helpsql.errors import OperationalError

_PAUSE = 0.05  # seconds between two looks at a lock
_TRIAL = 4096  # bytes, as a token with its file takes at most
Check = Callable[[], None]
"""Raises when the statement was cancelled or its deadline passed."""


class TokenStore(Protocol):
    """Keeps one text per key, as secretly as it can."""

    def alone(self, key: str, check: Check) -> AbstractContextManager[None]:
        """While it lasts no other process does: what is used up in there can be kept afterwards, or else
        OperationalError is raised before.
        """
        ...

    def load(self, key: str) -> str | None: ...

    def save(self, key: str, token: str) -> None:
        """Return when it is kept for good; raise OperationalError when it cannot be."""
        ...


def fingerprint(connection: str, client_id: str, configured: str) -> str:
    """The key of a rotating token: nothing of the token can be read from it."""
    digest = hashlib.sha256("\0".join((client_id, configured)).encode()).hexdigest()
    return f"{connection}/{digest[:32]}"


class MemoryStore:
    """Kept as long as the process runs."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    def alone(self, key: str, check: Check) -> AbstractContextManager[None]:  # noqa: ARG002
        return contextlib.nullcontext()

    def load(self, key: str) -> str | None:
        return self._tokens.get(key)

    def save(self, key: str, token: str) -> None:
        self._tokens[key] = token


class FileStore:
    """A folder with one file a token, readable by its owner alone and replaced as a whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def alone(self, key: str, check: Check) -> Iterator[None]:
        try:
            path = self._path(key)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.folder) as trial:
                trial.write(bytes(_TRIAL))
            lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise OperationalError(
                f"a new refresh token could not be stored in {self.folder}, so none is asked for: "
                f"{error.strerror}",
                hint="Make the folder writable; XDG_STATE_HOME says where it is.",
                code="token-store",
            ) from error
        try:
            _wait_for(lock, check)
            yield
        finally:
            os.close(lock)

    def drop(self, key: str) -> None:
        """Forget the token, if there is one."""
        with contextlib.suppress(OSError):
            self._path(key).unlink()

    def load(self, key: str) -> str | None:
        try:
            path = self._path(key)
            return path.read_text(encoding="utf-8") or None
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise OperationalError(
                f"cannot read the stored refresh token in {self.folder}",
                hint="Remove the file and configure a new refresh token.",
                code="token-store",
            ) from error

    def save(self, key: str, token: str) -> None:
        try:
            path = self._path(key)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, token)
        except OSError as error:
            raise _not_kept(f"{self.folder}: {error.strerror}") from error

    def _path(self, key: str) -> Path:
        check_home(self.folder)
        return self.folder / key.replace("/", ".")


def check_home(path: Path) -> None:
    """FileNotFoundError for a place in the home of a user who has none: `~` would be a folder right here."""
    if path.parts[:1] == ("~",):
        raise FileNotFoundError(ENOENT, "there is no home directory: HOME is not set")


def write_private(path: Path, text: str) -> None:
    """Replace a file at once and for good. mkstemp makes it 0600 before a byte is in it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _wait_for(lock: int, check: Check) -> None:
    """Until no other process holds the file; at once where files cannot be locked."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            check()
            time.sleep(_PAUSE)
        except OSError:  # a network file system without locks
            return None


class KeyringStore:
    """The system's keyring, service "helpsql"; what it does not take any more is in files of our own."""

    def __init__(self, spare: FileStore) -> None:
        self._spare = spare

    @contextlib.contextmanager
    def alone(self, key: str, check: Check) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OperationalError):  # the keyring may do without our files
                stack.enter_context(self._spare.alone(key, check))
            yield

    def load(self, key: str) -> str | None:
        if spared := self._spare.load(key):  # later than the keyring's
            return spared
        keyring = load_keyring()
        try:
            found = keyring.get_password("helpsql", key)
        except keyring.errors.KeyringError as error:
            raise OperationalError("the keyring cannot be read", code="token-store") from error
        return found if isinstance(found, str) else None

    def save(self, key: str, token: str) -> None:
        keyring = load_keyring()
        try:
            keyring.set_password("helpsql", key, token)
            is_kept = keyring.get_password("helpsql", key) == token
        except Exception:  # backends raise what they like; the old token is used up
            is_kept = False
        if is_kept:
            self._spare.drop(key)
        else:
            self._spare.save(key, token)

    def drop(self, key: str) -> None:
        """Forget the token, if there is one."""
        self._spare.drop(key)
        with contextlib.suppress(Exception):
            load_keyring().delete_password("helpsql", key)


def load_keyring() -> Any:
    """The keyring package. OperationalError with the command that installs it when it is absent."""
    try:
        importlib.import_module("keyring.errors")
        return importlib.import_module("keyring")
    except ImportError as error:
        raise OperationalError(
            "the keyring cannot be used: the package keyring is not installed",
            hint="pip install 'helpsql[keyring]', or give the secret by env or command.",
            code="config-secret",
        ) from error


def default_store(source: str) -> FileStore | KeyringStore:
    """Where a token that came from `source` is kept on: the keyring if from there, else a file."""
    import platformdirs

    files = FileStore(platformdirs.user_state_path("helpsql") / "tokens")
    return KeyringStore(files) if source.startswith("keyring") else files


def _not_kept(where: str) -> OperationalError:
    return OperationalError(
        f"the new refresh token cannot be stored: {where}",
        hint="The old one is used up; mend this before this session ends, or configure a new refresh token.",
        code="token-store",
    )
