"""What a statement would cost, told before it runs and while it is typed: nothing is sent for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpsql.engine import Engine

from .demo import demo_engine


@pytest.fixture
def fresh() -> Iterator[Engine]:
    with demo_engine() as engine:
        yield engine


@pytest.mark.parametrize(
    ("sql", "most"),
    [
        ("select * from Conversations limit 3", 1),
        ("select count(*) from Conversations where Status = 'closed'", 1),
        ("update Conversations set Subject = 'x' where Id = 5", 1),
        ("select 1", 0),
    ],
)
def test_the_cost_is_known_before(fresh: Engine, sql: str, most: int) -> None:
    foreseen = fresh.foresee(sql)
    assert foreseen is not None and foreseen.most == most
    assert fresh.log.total == 0


@pytest.mark.parametrize(
    "sql",
    [
        "select Subj from Conversations",
        "select * from Conversations where",
        "select * from nowhere.nothing",
        "select 1; select 2",
        "begin",
        "",
        "call ReplyToConversation((select max(Id) from Conversations), 'x')",
        "select * from helpsql.tables",
    ],
)
def test_what_cannot_be_planned_is_not_foreseen(fresh: Engine, sql: str) -> None:
    assert fresh.foresee(sql) is None
    assert fresh.log.total == 0


def test_a_whole_read_makes_the_next_estimate_true(fresh: Engine) -> None:
    guessed = fresh.foresee("select Subject from Conversations")
    rows = fresh.execute("select Subject from Conversations")
    (*_,) = rows
    sent = rows.requests
    foreseen = fresh.foresee("select Subject from Conversations")
    assert guessed is not None and foreseen is not None
    assert foreseen.most == sent != guessed.most


def test_a_subquery_of_exists_counts(fresh: Engine) -> None:
    inner = "select 1 from ConversationThreads t where t.ConversationId = c.Id"
    foreseen = fresh.foresee(f"select * from Conversations c where exists ({inner})")
    assert foreseen is not None and [step.text.split(":")[0] for step in foreseen.steps] == ["c", "t"]


def test_a_look_up_by_a_join_tells_no_bound(fresh: Engine) -> None:
    """One request if it stands alone; for each row of another table, where that gives the value."""
    alone = fresh.foresee("select * from ConversationThreads where ConversationId = ?", (5,))
    assert alone is not None and str(alone).endswith("1 request")
    fresh.execute("create table main.mine (n)")
    joined = fresh.foresee("select * from main.mine join ConversationThreads on ConversationId = n")
    assert joined is not None and joined.most > 1000


def test_in_a_transaction_nothing_is_foreseen_that_would_leave_a_table_bare(fresh: Engine) -> None:
    fresh.execute("begin")
    assert fresh.foresee("select * from Conversations") is None
    assert fresh.log.total == 0
    assert fresh.foresee("select * from Conversations", asking=True) is not None
    ((own,),) = fresh.execute("select count(ReturnReason) > 0 from Conversations")
    assert own == 1


def test_explain_in_a_transaction_leaves_no_table_bare(fresh: Engine) -> None:
    fresh.execute("begin")
    assert str(fresh.explain("select Subject from Conversations where Id = 5")).endswith("1 request")
    ((own,),) = fresh.execute("select count(ReturnReason) > 0 from Conversations")
    assert own == 1
