"""Commands about the open transaction, and what is kept of the accounts."""

from __future__ import annotations

from shutil import get_terminal_size
from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command
from helpsql.cli.progress import counted
from helpsql.cli.streams import DIM

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".pending")
def show_pending(runner: Runner, _argument: str) -> None:
    """the writes that the transaction holds, and the requests they will become

    + row to insert, ~ row to update with old -> new values, - row to delete, > call. Nothing is sent.
    Outside of a transaction: .dryrun, or helpsql --dry-run -e SQL
    """
    writes = runner.engine.pending.merged()
    if not writes:
        runner.notices.say("No writes are held.")
        return
    from helpsql.cli.pendings import changes, requests
    from helpsql.planned import planned

    output, will = runner.output, list(planned(writes))
    width = get_terminal_size().columns if output.is_terminal else None
    lines = [
        *changes(writes, width=width, colour=output.colour),
        *requests(will, width=width, colour=output.colour),
    ]
    runner.page("".join(f"{line}\n" for line in lines))
    runner.notices.say(f"{counted(len(writes), 'write')} held: .commit sends them, .rollback drops them", DIM)


@command(".commit")
def commit(runner: Runner, _argument: str) -> None:
    """sends what the transaction holds, as COMMIT does

    Tells what became of each row, and new ids. After a refused row nothing more is sent; what was applied
    stays.
    """
    runner.run("commit")


@command(".rollback")
def roll_back(runner: Runner, _argument: str) -> None:
    """drops what the transaction holds, as ROLLBACK does, and says what that was"""
    runner.run("rollback")


@command(".refresh")
def refresh(runner: Runner, _argument: str) -> None:
    """forgets what is known of the accounts' own fields and tables; the next use looks them up

    On the command line: helpsql refresh
    """
    runner.engine.schemas.refresh()
    runner.notices.say("The accounts' own fields are looked up at their next use.")
