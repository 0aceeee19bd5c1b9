"""A hand at the shell without its terminal: what is entered runs as there, and both streams can be read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from helpsql.cli.progress import Progress
from helpsql.cli.run import Runner, Settings
from helpsql.cli.shell.shell import run_input
from helpsql.cli.streams import Notices, Output
from helpsql.engine import Engine


class Hand:
    """Enters lines into a shell over an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.out, self.err = io.StringIO(), io.StringIO()
        notices = Notices(self.err)
        self.runner = Runner(
            engine, Settings(), output=Output(self.out), notices=notices, progress=Progress(notices)
        )

    def enter(self, text: str) -> str:
        """Run it as if Enter were pressed; what it wrote to either stream."""
        for stream in (self.out, self.err):
            stream.seek(0)
            stream.truncate()
        run_input(self.runner, text)
        return self.out.getvalue() + self.err.getvalue()

    def value(self, sql: str) -> object:
        """The one value of a query, unseen by the shell."""
        [(found,)] = self.engine.execute(sql)
        return found


@contextmanager
def open_hand(engine: Engine | None = None) -> Iterator[Hand]:
    opened = engine or Engine(demo=True)
    try:
        yield Hand(opened)
    finally:
        opened.close()
