"""SQLAlchemy's door, against the demo: what is read, written, refused, and what it costs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import helpsql

sa = pytest.importorskip("sqlalchemy")
from sqlalchemy.dialects import registry  # noqa: E402
from sqlalchemy.orm import Session, declarative_base  # noqa: E402

registry.register("helpsql", "helpsql.alchemy", "HelpsqlDialect")
DEMO = "helpsql:///?demo=true"


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    made = sa.create_engine(DEMO)
    yield made
    made.dispose()


@pytest.fixture
def groups(engine: sa.Engine) -> sa.Table:
    return sa.Table("groups", sa.MetaData(), autoload_with=engine, schema="zendesk")


def requests(connection: sa.Connection) -> int:
    found: int = connection.connection.dbapi_connection.engine.log.total
    return found


def test_it_is_an_entry_point() -> None:
    found = [one.value for one in entry_points(group="sqlalchemy.dialects") if one.name == "helpsql"]
    assert found in ([], ["helpsql.alchemy:HelpsqlDialect"]), "[]: installed before there was one"
    assert 'helpsql = "helpsql.alchemy:HelpsqlDialect"' in Path("pyproject.toml").read_text()


def test_text_with_parameters(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        sql = sa.text("select Id from helpscout.Conversations where Status = :status limit 2")
        assert len(connection.execute(sql, {"status": "active"}).fetchall()) == 2
        assert connection.exec_driver_sql("select ?", (1,)).scalar() == 1


def test_tables_are_told_from_the_definitions(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        about = sa.inspect(connection)
        assert {"main", "zendesk", "helpscout"} <= set(about.get_schema_names())
        assert "tickets" in about.get_table_names("zendesk") and about.get_table_names() == []
        assert about.has_table("Groups", schema="Zendesk") and not about.has_table("nope", schema="zendesk")
        columns = {column["name"]: column for column in about.get_columns("groups", schema="zendesk")}
        assert (
            isinstance(columns["created_at"]["type"], sa.DateTime) and columns["name"]["comment"] == "Name."
        )
        assert about.get_pk_constraint("groups", schema="zendesk")["constrained_columns"] == ["id"]
        assert about.get_foreign_keys("groups", schema="zendesk") == []
        with pytest.raises(sa.exc.NoSuchTableError):
            about.get_columns("nope", schema="zendesk")
        assert requests(connection) == 0


def test_core_reads_with_types_and_pushes_filters(engine: sa.Engine, groups: sa.Table) -> None:
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(groups).order_by(groups.c.id).limit(1)).mappings()
        assert row["created_at"].tzinfo is datetime.UTC and row["is_public"] in (True, False)
        before = requests(connection)
        sql = sa.select(groups.c.name).where(groups.c.id == row["id"])
        assert connection.execute(sql).scalar_one() == row["name"]
        assert requests(connection) == before + 1
        later = sa.select(groups.c.id).where(groups.c.created_at >= row["created_at"])
        assert row["id"] in connection.execute(later).scalars().all()


def test_writes_wait_for_commit(engine: sa.Engine, groups: sa.Table) -> None:
    named = sa.select(sa.func.count()).select_from(groups).where(groups.c.name.like("new%"))
    with engine.connect() as connection:
        connection.execute(groups.insert().values(name="new"))
        before = requests(connection)
        connection.rollback()
        assert requests(connection) == before
        assert connection.execute(named).scalar() == 0
        connection.execute(groups.insert(), [{"name": "new"}, {"name": "newer"}])
        connection.commit()
        assert connection.execute(named).scalar() == 2


def test_ids_are_known_at_once_with_autocommit(engine: sa.Engine, groups: sa.Table) -> None:
    base = declarative_base()

    class Group(base):  # type: ignore[misc, valid-type]
        __table__ = sa.Table(
            "groups",
            base.metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.Text),
            schema="zendesk",
        )

    auto = engine.execution_options(isolation_level="AUTOCOMMIT")
    with Session(auto) as session:
        made = Group(name="by the ORM")
        session.add(made)
        session.commit()
        assert isinstance(made.id, int)
    with auto.connect() as connection:
        assert connection.execute(groups.insert().values(name="x").returning(groups.c.id)).scalar()
    with engine.connect() as connection:
        assert connection.get_isolation_level() == "SERIALIZABLE"


def test_own_tables_keep_moments(engine: sa.Engine) -> None:
    mine = sa.Table("mine", sa.MetaData(), sa.Column("at", sa.DateTime), sa.Column("day", sa.Date))
    at, day = datetime.datetime(2026, 1, 5, 10), datetime.date(2026, 1, 5)
    mine.create(engine)
    with engine.begin() as connection:
        connection.execute(mine.insert().values(at=at, day=day))
        connection.execute(mine.insert())
        assert connection.execute(sa.select(mine)).fetchall() == [(at, day), (None, None)]
    assert sa.inspect(engine).get_table_names() == ["mine"]


@pytest.mark.parametrize("sql", ["drop table zendesk.groups", "create table zendesk.nope(a)"])
def test_the_helpdesks_tables_are_fixed(engine: sa.Engine, sql: str) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.NotSupportedError, match="are the helpdesk's"):
        connection.exec_driver_sql(sql)


def test_errors_are_those_of_the_module(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as found:
        connection.exec_driver_sql("select nme from zendesk.groups")
    assert isinstance(found.value.orig, helpsql.ProgrammingError) and "Did you mean name?" in str(found.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("helpsql://me:s3cret@host/", "no host and no user"),
        ("helpsql:///?tokn=1", "has no tokn. Known are config, demo"),
    ],
)
def test_wrong_addresses(url: str, words: str) -> None:
    with pytest.raises(sa.exc.ArgumentError, match=words) as found:
        sa.create_engine(url).connect()
    assert "s3cret" not in str(found.value)


def test_options_of_the_address(tmp_path: Path) -> None:
    url = f"helpsql:///{tmp_path / 'own.db'}?demo=true&read_only=true&use=desk_com&max_requests=3"
    with sa.create_engine(url).connect() as connection:
        inner = connection.connection.dbapi_connection.engine
        assert (inner.read_only, inner.max_requests, inner.schemas.preferred) == (True, 3, "desk_com")
    assert (tmp_path / "own.db").exists()


def test_pandas(engine: sa.Engine) -> None:
    pd = pytest.importorskip("pandas")
    sql = "select id from zendesk.tickets limit 250"
    assert [len(chunk) for chunk in pd.read_sql(sql, engine, chunksize=100)] == [100, 100, 50]
    frame = pd.read_sql_table("groups", engine, schema="zendesk", columns=["name", "created_at"])
    assert str(frame.created_at.dtype).endswith("UTC]")
    new = pd.DataFrame({"name": ["p1", "p2"]})
    new.to_sql("groups", engine, schema="zendesk", index=False, if_exists="append")
    count = "select count(*) as n from zendesk.groups where name in ('p1', 'p2')"
    assert pd.read_sql(count, engine).n[0] == 2
    with pytest.raises(ValueError, match="already exists"):
        new.to_sql("groups", engine, schema="zendesk", index=False)
