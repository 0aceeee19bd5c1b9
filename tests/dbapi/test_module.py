"""What `import helpsql` gives and what it does not load."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import helpsql

HEAVY = (
    "apsw",
    "httpx",
    "sqlglot",
    "prompt_toolkit",
    "tabulate",
    "tqdm",
    "werkzeug",
    "vtables",
    "procedures",
)


def test_every_public_name_is_there() -> None:
    for name in helpsql.__all__:
        assert getattr(helpsql, name) is not None
    assert set(helpsql.__all__) <= set(dir(helpsql))


def test_star_import_gives_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from helpsql import *", names)
    assert set(helpsql.__all__) <= set(names)


def test_other_names_are_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        helpsql.conect  # noqa: B018


def test_version_is_the_projects() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project.get("version", helpsql.__version__) == helpsql.__version__


def test_import_loads_nothing_heavy() -> None:
    code = f"import sys, helpsql; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_globals_of_pep_249() -> None:
    assert (helpsql.apilevel, helpsql.threadsafety, helpsql.paramstyle) == ("2.0", 1, "qmark")
