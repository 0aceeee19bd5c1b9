"""Rows carried from one helpdesk to another by SQL, so that an interrupted run can be begun again.

Every row that is carried stands in a table of ids in `main`: claimed (new_id is NULL) before anything is
sent, settled with the new id afterwards. A run begins by asking the target what became of the rows that an
earlier run had claimed and not settled: those that are there are settled, the others are carried. So nothing
comes twice, whenever a run ends: after an error, a lost connection, or a pulled plug.

The connection has to be opened with a database file and with autocommit, so that each step is kept when it is
done: `helpsql.connect("migration.db", autocommit=True)`. A run that goes on after another
begins by waiting until the target's indexes and jobs have caught up: asked too early, they would not know.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import helpsql
from helpsql.dbapi.connection import Connection

LONG = 5.0
"""Seconds from which on a wait is told."""


@dataclass(frozen=True)
class Stage:
    """One kind of row to carry.

    ids      its table of ids in main: (old_id, new_id)
    todo     SELECT of the old ids not yet in that table, in the order in which they are to be carried
    carry    INSERT … SELECT … RETURNING new id, of the rows claimed (`claimed` has their old ids), by old id
    find     SELECT old_id, new_id of the claimed rows that the target has
    batch    rows claimed, and sent, at a time: as many as a bulk request takes
    settles  seconds after which `find` sees for certain what was sent: its job is done, its index has it
    call     where no INSERT can carry them: a CALL for each row of `carry`, which then is a SELECT of its
             arguments; the first column it returns is the new id
    """

    ids: str
    todo: str
    carry: str
    find: str
    batch: int = 100
    call: str = ""
    settles: float = 60.0


def run(db: Connection, snapshot: Iterable[str], stages: Iterable[Stage]) -> dict[str, int]:
    """Carry what is not there yet; how many rows of each stage this run has carried."""
    for statement in snapshot:
        db.execute(statement)
    return {stage.ids: _carry(db, stage) for stage in stages}


def _carry(db: Connection, stage: Stage) -> int:
    db.execute(f"create table if not exists main.{stage.ids}(old_id integer primary key, new_id)")
    db.execute("create table if not exists main.claimed(old_id integer primary key)")
    _settle_earlier(db, stage)
    carried = 0
    while claimed := _claim(db, stage):
        rows = db.execute(stage.carry).fetchall()
        new_ids = [(db.execute(stage.call, row).fetchall() if stage.call else [row])[0][0] for row in rows]
        if len(new_ids) != len(claimed):
            raise RuntimeError(f"{stage.ids}: {len(claimed)} rows were claimed, {len(new_ids)} carried.")
        _settle(db, stage, list(zip(claimed, new_ids, strict=True)))
        carried += len(claimed)
        print(f"{stage.ids}: {carried:,} carried", file=sys.stderr, flush=True)
    return carried


def _claim(db: Connection, stage: Stage) -> list[int]:
    """Note down, before anything is sent, which rows are about to be."""
    old = [row[0] for row in db.execute(f"{stage.todo} limit {stage.batch}").fetchall()]
    _note(db, old)
    db.executemany(f"insert into main.{stage.ids}(old_id) values (?)", [(one,) for one in old])
    return sorted(old)


def _note(db: Connection, old: Sequence[int]) -> None:
    db.execute("delete from main.claimed")
    db.executemany("insert into main.claimed(old_id) values (?)", [(one,) for one in old])


def _settle(db: Connection, stage: Stage, pairs: Iterable[Sequence[object]]) -> None:
    db.executemany(
        f"update main.{stage.ids} set new_id = ? where old_id = ?", [(new, old) for old, new in pairs]
    )


def _settle_earlier(db: Connection, stage: Stage) -> None:
    """Learn what became of the rows that an earlier run had claimed and not settled."""
    unknown = [
        row[0] for row in db.execute(f"select old_id from main.{stage.ids} where new_id is null").fetchall()
    ]
    if unknown:
        print(
            f"{stage.ids}: {stage.settles:.0f} s until all that was sent can be found",
            file=sys.stderr,
            flush=True,
        )
        db.engine.clock.sleep(stage.settles, Event())
        _note(db, unknown)
        _settle(db, stage, db.execute(stage.find).fetchall())
        db.execute(f"delete from main.{stage.ids} where new_id is null")


class Told:
    """The session's observer: says why nothing seems to happen."""

    def request_sent(self, entry: object) -> None:
        """Not told: each batch is."""

    def writing(self, done: int, of: int) -> None:
        """Not told either."""

    def waiting(self, connection: str, seconds: float, why: str) -> None:  # noqa: ARG002
        if seconds >= LONG:
            print(f"waiting {seconds:.0f} s: {why}", file=sys.stderr, flush=True)


def main(snapshot: Iterable[str], stages: Iterable[Stage], arguments: Sequence[str] | None = None) -> int:
    """Run it on the file that is named; the exit code."""
    script, *files = sys.argv if arguments is None else arguments
    if len(files) != 1:
        print(
            f"Usage: python {script} FILE\n  FILE is the SQLite database of this migration.", file=sys.stderr
        )
        return 2
    try:
        with helpsql.connect(Path(files[0]), autocommit=True, observer=Told()) as db:
            for ids, carried in run(db, snapshot, stages).items():
                print(f"{ids}: {carried:,} carried")
    except helpsql.Error as error:
        print(f"{error}\nBegin it again when that is mended: nothing is carried twice.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Begin it again when you like: nothing is carried twice.", file=sys.stderr)
        return 130
    return 0
