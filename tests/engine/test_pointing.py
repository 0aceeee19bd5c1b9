"""Errors in SQL: where in the statement they stand, and which names were near. Nothing is sent for any."""

from __future__ import annotations

import pytest

import helpsql
from helpsql import Connection, Error, ProgrammingError
from helpsql.likeness import like, like_qualified, offered
from helpsql.pointing import extent, find, position_of
from helpsql.syntax import unclosed

MARK = "«"


@pytest.fixture(scope="module")
def demo() -> Connection:
    return helpsql.connect(demo=True)


def failed(demo: Connection, marked: str, parameters: object = ()) -> Error:
    """The error of a statement, whose position is the mark's."""
    sql = marked.replace(MARK, "")
    with pytest.raises(Error) as caught:
        demo.execute(sql, parameters).fetchall()
    error = caught.value
    assert error.sql == sql
    shown = error.sql if error.position is None else sql[: error.position] + MARK + sql[error.position :]
    assert shown == marked
    return error


@pytest.mark.parametrize(
    ("marked", "code", "hint"),
    [
        # names of columns
        ("select «subjct from Conversations", "no-column", "Did you mean Subject?"),
        ("select 'ü😀',\n\t«subjct\nfrom Conversations", "no-column", "Did you mean Subject?"),
        ("select «t.subjct from zendesk.tickets t", "no-column", "Did you mean t.subject?"),
        (
            "select «t.email from zendesk.tickets t join zendesk.users u on u.id = t.requester_id",
            "no-column",
            "Did you mean u.email?",
        ),
        (
            "select «email from zendesk.tickets t",
            "no-column",
            "email is a column of zendesk.users: JOIN zendesk.users ON users.id = t.requester_id",
        ),
        ("select «x.id from zendesk.tickets t", "no-column", "Did you mean t.id?"),
        (
            "select «x.zz from zendesk.tickets t",
            "no-column",
            "x is no table of this query. Tables here: t (zendesk.tickets).",
        ),
        ("select «nam from helpscout.Tags", "no-column", "Did you mean Name?"),
        (
            "with c as (select Id as number from Conversations) select «numbr from c",
            "no-column",
            "Did you mean number?",
        ),
        ("update zendesk.tickets set «statu = 'open' where id = 1", "no-column", "Did you mean status?"),
        ("insert into zendesk.tickets(«subjct) values ('a')", "no-column", "Did you mean subject?"),
        (
            "update zendesk.tickets set status = 'open' where id = 1 returning «subjct",
            "no-column",
            "Did you mean subject?",
        ),
        (
            "select «id from zendesk.tickets t join zendesk.users u on u.id = t.requester_id",
            "ambiguous",
            "Write t.id or u.id.",
        ),
        # texts without their quotes
        ('select 1 from Tags where Name = «"vip"', "no-column", "Text stands in single quotes: 'vip'."),
        ("select 1 from Tags where Name = «vip", "no-column", "Text stands in single quotes: 'vip'."),
        (
            "select 1 from Tags where Name = «‘vip’",
            "no-column",
            "These are curly quotes. Text stands in single quotes: 'vip'.",
        ),
        (
            'select «"Subjct" from Conversations',
            "no-column",
            "Did you mean Subject? Text stands in single quotes: 'Subjct'.",
        ),
        # tables, schemas, procedures, functions
        ("select * from «zendesk.tickts", "no-table", "Did you mean zendesk.tickets?"),
        ("select * from «zendsk.tickets", "no-table", "Did you mean zendesk.tickets?"),
        ("select * from «mailboxs", "no-table", "Did you mean helpscout.Mailboxes?"),
        (
            "select * from «nowhere.tickets",
            "no-table",
            "Did you mean zendesk.tickets or teamwork_desk.Tickets?",
        ),
        (
            "select * from «nowhere.xyzzy",
            "no-table",
            "There is no schema nowhere: schemas are helpscout, zendesk, teamwork_desk, desk_com and main.",
        ),
        (
            "select * from «CloseTicket",
            "no-table",
            "zendesk.CloseTicket is a procedure: CALL zendesk.CloseTicket(…).",
        ),
        (
            "select «CloseTicket(1)",
            "no-function",
            "zendesk.CloseTicket is a procedure: CALL zendesk.CloseTicket(…).",
        ),
        ("select «strftme('%Y', 1)", "no-function", "Did you mean strftime?"),
        ("select «date_format(1, 2)", "no-function", "Write: strftime('%Y-%m', x)."),
        ("call «CloseTckt(1)", "no-procedure", "Did you mean CloseTicket?"),
        ("call «zendsk.CloseTicket(1)", "no-schema", "Did you mean zendesk?"),
        ("call helpscout.«CloseTicket(1)", "no-procedure", "Did you mean zendesk.CloseTicket?"),
        (
            "call «mailboxes(1)",
            "no-procedure",
            "helpscout.Mailboxes is a table: SELECT … FROM helpscout.Mailboxes.",
        ),
        (
            "call CloseTicket(«ticket => 1)",
            "bad-argument",
            "Usage: call CloseTicket(ticket_id, [comment], [public])",
        ),
        (
            "call CloseTicket(ticket_id => «'x')",
            "wrong-type",
            "Usage: call CloseTicket(ticket_id, [comment], [public])",
        ),
        ("call CloseTicket(1,\n abs(«nope))", "no-column", "Text stands in single quotes: 'nope'."),
        ("call «CloseTicket()", "missing-argument", "Usage: call CloseTicket(ticket_id, [comment], [public])"),
        # values
        ("update zendesk.tickets set status = «'opne' where id = 1", "bad-value", ""),
        # syntax
        ("«selct 1", "syntax", "Did you mean SELECT?"),
        ("select * «frm Tags", "syntax", "Did you mean FROM?"),
        ("select Name form «Tags", "syntax", "Did you mean FROM?"),
        ("select Name from Tags wher «1", "syntax", "Did you mean WHERE?"),
        ("select Name from Tags order «Name", "syntax", "Did you mean ORDER BY?"),
        ("select Name, «from Tags", "syntax", "There is a comma too many before from."),
        (
            "select «order from Tags",
            "syntax",
            'order is a keyword; as a name it stands in double quotes: "order".',
        ),
        ("select 1 «) from Tags", "syntax", "This parenthesis was never opened."),
        ("select case when 1 then 2 «from Tags", "syntax", "The CASE before it has no END."),
        ("select Name a «b from Tags", "syntax", "Is a comma, an operator or a keyword missing before b?"),
        ("select Name from Tags where Name «ilike 'a'", "syntax",
         "Write: LIKE, which ignores the case of ASCII letters."),
        ("select Name«::text from Tags", "syntax", "Write: cast(… AS TEXT)."),
        ("«show tables", "syntax", "Write: SELECT schema, name FROM helpsql.tables."),
        (
            "select Name from«\u00a0Tags",
            "no-column",
            "This blank is a letter to SQL (a no-break space, say): type a plain one.",
        ),
        ("select «'abc from Tags;\nselect 2", "syntax",
         "Put ' at its end. Within a text a quote is doubled: 'it''s'."),
        ('select «"abc from Tags', "syntax", 'Put " at its end.'),
        ("select «((1 + 2)", "syntax", ""),
        ("select 1 «from", "syntax", ""),
        ("call CloseTicket«(1", "syntax", "Write: call Name(argument, …) or call schema.Name(name => argument, …)"),
        ("call CloseTicket(«'abc)", "syntax", "Put ' at its end. Within a text a quote is doubled: 'it''s'."),
        (
            "select 1 from Tags where «sum(Id) > 1",
            "statement",
            "WHERE looks at single rows: conditions on groups stand behind HAVING.",
        ),
    ],
)  # fmt: skip
def test_where_and_what_to_do(demo: Connection, marked: str, code: str, hint: str) -> None:
    error = failed(demo, marked)
    assert (error.code, error.hint) == (code, hint)


def test_a_value_that_is_not_given(demo: Connection) -> None:
    error = failed(demo, "select :one, «:tow", {"one": 1, "two": 2})
    assert (error.code, error.hint, error.near) == ("bad-parameter", "Did you mean :two?", (":two",))


def test_near_names_are_an_attribute(demo: Connection) -> None:
    assert failed(demo, "select «subjct from Conversations").near == ("Subject",)
    assert failed(demo, "update zendesk.tickets set status = «'opne' where id = 1").near == ("open",)


def test_a_text_that_stands_twice_is_not_pointed_at(demo: Connection) -> None:
    failed(demo, "update zendesk.tickets set status = 'opne', subject = 'opne' where id = 1")


def test_a_missing_filter_points_at_its_table(demo: Connection) -> None:
    error = failed(demo, "select 'ReportCompanyOveralls', * from «helpscout.ReportCompanyOveralls")
    assert error.code == "missing-filter"


def test_explained_statements_and_scripts_point_too(demo: Connection) -> None:
    with pytest.raises(ProgrammingError) as caught:
        demo.engine.explain("select subjct from Conversations")
    assert (caught.value.sql, caught.value.position) == ("select subjct from Conversations", 7)
    with pytest.raises(ProgrammingError) as caught:
        demo.executescript("select 1; select\n subjct from Conversations")
    assert (caught.value.sql, caught.value.position) == ("select\n subjct from Conversations", 8)


def test_without_a_helpdesk_the_way_to_one_is_told() -> None:
    connection = helpsql.connect(connections={})
    for sql in ("select * from zendesk.tickets", "call CloseTicket(1)", "call zendesk.CloseTicket(1)"):
        with pytest.raises(ProgrammingError, match="`helpsql login` connects one"):
            connection.execute(sql)


def test_positions_count_characters() -> None:
    assert position_of(11, "select é, x", "select é, x") == 10
    assert position_of(-1, "x", "x") is None
    assert position_of(8, "SELECT (nope\n)", "call P(1, nope)") == 10
    assert position_of(8, "SELECT (other\n)", "call P(1)") is None


def test_names_are_found_where_they_belong() -> None:
    assert find("select t, u.t from t", "t", is_table=True) == 19
    assert find("delete from t where t = 1", "T") == 20
    assert find('select a."b c" from t', 'a."b c"') == 7
    assert find("select 1", "nothing") is None
    assert extent('select a . "b" from t', 7) == 7
    assert extent("select 'it''s'", 7) == 7
    assert extent("select", 6) == 1


def test_near_names() -> None:
    assert like("tickts", ["users", "tickets", "view_tickets"]) == ["tickets"]
    assert like("SUBJECT", ["subject", "raw_subject"]) == ["subject"]
    assert like_qualified("a.tickts", ["b.tickets", "aa.tickets"]) == ["aa.tickets"]
    assert (offered(["a", "b", "c"]), offered([], "none")) == ("Did you mean a or b or c?", "none")


@pytest.mark.parametrize(
    ("sql", "is_open"), [("a 'b''", True), ("a 'b'''", False), ("[a", True), ("[a]", False)]
)
def test_open_quotes(sql: str, is_open: bool) -> None:
    assert (unclosed(sql) is not None) is is_open
