"""What was typed, kept between sessions in a file of the user's own; nothing that holds a secret is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from helpsql.cli.secrecy import names_secret

if TYPE_CHECKING:
    from helpsql.cli.streams import Notices


def utf8(typed: str) -> str:
    """What was typed, as UTF-8 where the locale has taken its bytes for something it does not know.

    Python keeps such bytes as lone surrogates.
    """
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def keep(text: str) -> bool:
    """Whether a line may be kept: not when it begins with a blank, nor when it names a secret's value."""
    return not text[:1].isspace() and not names_secret(text)


class CarefulHistory(FileHistory):
    """Of lines that may not be kept it remembers nothing beyond the session."""

    def __init__(self, file: Path, notices: Notices) -> None:
        super().__init__(file)
        self._notices = notices

    def store_string(self, string: str) -> None:
        if not keep(string):
            return
        try:
            super().store_string(utf8(string))
        except (OSError, UnicodeError) as error:
            self._notices.say(f"history is not kept: {error}")


def open_history(notices: Notices) -> History:
    """The history file among the platform's state files; in memory where none can be written."""
    import platformdirs

    try:
        file = Path(platformdirs.user_state_path("helpsql", ensure_exists=True)) / "history"
        file.touch(mode=0o600)
        return CarefulHistory(file, notices)
    except OSError as error:
        notices.say(f"history is not kept: {error}")
        return InMemoryHistory()
