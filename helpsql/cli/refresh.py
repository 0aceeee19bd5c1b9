"""`helpsql refresh`: forget what is kept of the accounts' own fields and tables. Costs no request."""

from __future__ import annotations

from argparse import Namespace

from helpsql.cli.progress import counted
from helpsql.cli.run import DONE, FAILED
from helpsql.cli.streams import Notices, Output


def refresh(options: Namespace, output: Output, notices: Notices) -> int:
    """Print one line a connection; FAILED where there is none."""
    from helpsql.dbapi.sources import connection_configs
    from helpsql.engine import Engine

    configs = connection_configs(config=options.config, connections=None, demo=options.demo)
    engine = Engine(configs, demo=options.demo)
    try:
        for schema in engine.connector.schemas:
            engine.schemas.enter(schema)
            dropped = engine.connector.forget(engine.accounts[schema.lower()])
            output.write(f"{schema}  {_said(dropped)}\n")
        if not engine.connector.schemas:
            notices.complain("There are no connections; helpsql doctor says where they are expected.")
            return FAILED
    finally:
        engine.close()
    return DONE


def _said(dropped: int) -> str:
    if not dropped:
        return "nothing was kept"
    return f"{counted(dropped, 'list')} of its own fields and tables forgotten; the next use looks them up"
