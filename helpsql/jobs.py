"""Work that goes on after the answer: looked after to its end, and what it says of each row.

A look counts as a request of its statement. When looking ends too early (an interrupt, the budget, no
answer), nobody knows what became of the rows: the work itself goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpsql.errors import DataError, Error, OperationalError
from helpsql.paging import look_up
from helpsql.paths import fill_path
from helpsql.spec import Job, Request, Response, Type
from helpsql.values import SqlValue, to_sql

if TYPE_CHECKING:
    from helpsql.bulk import Parcel

Send = Callable[[Request], Response]
_LONGEST = 300
_SHOWN = 3
_SLOWEST = 10.0
_SLOWER = 1.25


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row of a request; `made` is the id of a new one.

    stray   the id of a new row that may be another one's: told without saying whose
    """

    state: str
    reason: str = ""
    made: SqlValue = None
    stray: SqlValue = None


@dataclass(frozen=True, slots=True)
class End:
    """What became of a request: a verdict a row, and the error when one of them was not applied."""

    verdicts: Sequence[Verdict]
    error: Error | None = None


def see_through(parcel: Parcel, response: Response, job: Job, send: Send, name: str) -> End:
    """Wait for the end of the work that the request began, and tell of each row. Costs a request a look."""
    where = f"{name}: {parcel.request.method} {parcel.request.path}"
    begun: Mapping[str, Any] = {}
    try:
        begun = _job(response, job, where)
        found = _watched(begun, job, send, where)
    except Error as error:
        which = f" by the job {_text(begun.get(job.id))}" if begun.get(job.id) else ""
        reason = f"It was begun{which}, but its end was not seen: {error.message}"
        return End([Verdict("unknown", reason)] * len(parcel.members), error)
    verdicts = _verdicts(parcel, found, job)
    return End(verdicts, _error(verdicts, found, job, parcel, name))


def _job(response: Response, job: Job, where: str) -> Mapping[str, Any]:
    found = look_up(response.json, job.at)
    if not isinstance(found, Mapping) or found.get(job.state) is None:
        raise DataError(f"{where}: no {job.at} came back.", code="bad-shape")
    return found


def _watched(found: Mapping[str, Any], job: Job, send: Send, where: str) -> Mapping[str, Any]:
    """The job at its end. Looks come more and more rarely; OperationalError when it takes too long."""
    waited, pause = 0.0, job.every
    while found.get(job.state) not in (*job.done, *job.failed):
        if waited >= job.patience:
            raise _endless(found, job, where)
        path = fill_path(job.path, {"id": found.get(job.id)}, where)
        found = _job(send(Request("GET", path, wait=pause)), job, where)
        waited, pause = waited + pause, min(pause * _SLOWER, max(_SLOWEST, job.every))
    return found


def _endless(found: Mapping[str, Any], job: Job, where: str) -> OperationalError:
    state, number = _text(found.get(job.state)), _text(found.get(job.id))
    return OperationalError(
        f"{where}: the job {number} is still {state} after {job.patience / 60:.0f} minutes.",
        hint="It goes on all the same: look at it later.",
        code="job",
    )


def _verdicts(parcel: Parcel, found: Mapping[str, Any], job: Job) -> list[Verdict]:
    """One a row, from the results; a row of which they tell nothing shares the fate of the whole."""
    told = found.get(job.results)
    each = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
    whole = _whole(found, job, told, len(each))
    if parcel.members[0].write.kind == "insert" and len(parcel.members) > 1 and _unplaced(each, job):
        return _anybodys(each, job, len(parcel.members))
    verdicts = [whole] * len(parcel.members)
    known = [str(member.write.key[-1]) if member.write.key else "" for member in parcel.members]
    by_key = {key: number for number, key in enumerate(known) if key}
    for one in each:
        number = one.get(job.index)
        if not isinstance(number, int):
            number = by_key.get(str(one.get(job.key)), 0 if len(verdicts) == 1 else -1)
        if 0 <= number < len(verdicts):
            verdicts[number] = _verdict(one, job)
    return verdicts


def _whole(found: Mapping[str, Any], job: Job, told: Any, each: int) -> Verdict:
    """What holds for rows without a result of their own."""
    if found.get(job.state) in job.failed:
        # It may have done a part of the work before.
        return Verdict("unknown", f"the job {found.get(job.state)}: {_text(found.get(job.message))}")
    if isinstance(told, Mapping):
        return _verdict(told, job)
    return Verdict("unknown", "the job told nothing of this row") if each else Verdict("applied")


def _verdict(one: Mapping[str, Any], job: Job) -> Verdict:
    if one.get(job.ok) is False or one.get(job.error):
        words = [_text(one.get(name)) for name in (job.error, job.detail) if one.get(name)]
        return Verdict("refused", ": ".join(words) or "the job refused it")
    made = one.get(job.key)
    if isinstance(made, int):
        made = to_sql(made, Type.INTEGER)
    return Verdict("applied", made=made if isinstance(made, int | str) else None)


def _unplaced(each: Sequence[Mapping[str, Any]], job: Job) -> bool:
    return any(
        not isinstance(one.get(job.index), int) and _verdict(one, job).state == "applied" for one in each
    )


def _anybodys(each: Sequence[Mapping[str, Any]], job: Job, rows: int) -> list[Verdict]:
    """New rows of results without a place: which row was which is known only where all went alike."""
    said = [_verdict(one, job) for one in each]
    if len(said) == rows and all(verdict.state == "applied" for verdict in said):
        return [Verdict("applied", stray=verdict.made) for verdict in said]
    placed = {
        one[job.index]: verdict
        for one, verdict in zip(each, said, strict=True)
        if isinstance(one.get(job.index), int)
    }
    refused = [verdict for verdict in said if verdict.state == "refused"]
    if len(said) == rows and len(refused) == sum(v.state == "refused" for v in placed.values()):
        strays = iter([v.made for v in said if v.state == "applied" and v not in placed.values()])
        return [placed.get(n) or Verdict("applied", stray=next(strays, None)) for n in range(rows)]
    reason = f"{len(refused)} of {rows} rows were refused, not told which: {_reasons(refused)}"
    return [placed.get(number, Verdict("unknown", reason)) for number in range(rows)]


def _error(
    verdicts: Sequence[Verdict], found: Mapping[str, Any], job: Job, parcel: Parcel, name: str
) -> Error | None:
    bad = [verdict for verdict in verdicts if verdict.state != "applied"]
    if not bad:
        return None
    request = parcel.request
    of = f"{len(bad)} of {len(verdicts)} rows" if len(verdicts) > 1 else "the row"
    what = "were refused" if all(verdict.state == "refused" for verdict in bad) else "may not be done"
    asked = f"{request.method} {request.path}, job {_text(found.get(job.id))}"
    return OperationalError(
        f"{name}: {of} {what}, {asked}. {_reasons(bad)}",
        code="job",
        helpdesk=name,
        method=request.method,
        url=request.path,
        api_message=_reasons(bad),
    )


def _reasons(bad: Sequence[Verdict]) -> str:
    reasons = list(dict.fromkeys(verdict.reason for verdict in bad))
    return "; ".join(reasons[:_SHOWN]) + (" …" if len(reasons) > _SHOWN else "")


def _text(value: Any) -> str:
    """An API's words on one line: they must not steer a terminal."""
    line = " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())
    return line[:_LONGEST]
