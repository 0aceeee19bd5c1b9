"""Commands about the open transaction, and what is kept of the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.cli.commands.registry import command
from helpsql.cli.streams import DIM

if TYPE_CHECKING:
    from helpsql.cli.run import Runner


@command(".pending")
def show_pending(runner: Runner, _argument: str) -> None:
    """the writes that the transaction holds, and the requests they will become"""
    writes = runner.engine.pending.merged()
    if not writes:
        runner.notices.say("No writes are held.")
        return
    from helpsql.cli.pendings import changes
    from helpsql.planned import planned

    for line in changes(writes, colour=runner.output.colour):
        runner.output.write(f"{line}\n")
    runner.output.flush()
    for request in planned(writes):
        runner.notices.say(f"will send: {request}", DIM)


@command(".commit")
def commit(runner: Runner, _argument: str) -> None:
    """sends what the transaction holds, as COMMIT does"""
    runner.run("commit")


@command(".rollback")
def roll_back(runner: Runner, _argument: str) -> None:
    """drops what the transaction holds, as ROLLBACK does"""
    runner.run("rollback")


@command(".refresh")
def refresh(runner: Runner, _argument: str) -> None:
    """forget what is known of the accounts' own fields and tables; the next use looks them up"""
    runner.engine.schemas.refresh()
    runner.notices.say("The accounts' own fields are looked up at their next use.")
