"""Imports point one way, and start-up loads what the statement needs and nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = [
    "httpx",
    "sqlglot",
    "prompt_toolkit",
    "plotext",
    "tomlkit",
    "pygments",
    "pyarrow",
    "shtab",
    "sqlalchemy",
    "werkzeug",
    "vtables.helpscout",
    "procedures.helpscout",
]

LAYERS = [
    "errors clock spec secret statements likeness",
    "instants origin retry redact requestlog limitheaders buckets limits exchange guard",
    "values paths jsonpaths paging composing members result",
    "environment tokens references signatures auth wire answers config",
    "attempts",
    "delivery",
    "http plan impossible catalog check",
    "bounds pricing planner getters records rows",
    "probe store sendable bind feed",
]
"""Reading, from the bottom up: a module imports from rows above its own (and, in a row, from the left).

Modules of writing and of the session stand above all of these; so do command line and DB-API.
"""

LOWEST = [layer.split() for layer in LAYERS]
PLACE = {name: (row, column) for row, names in enumerate(LOWEST) for column, name in enumerate(names)}


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, *, typing: bool = False, lazy: bool = True) -> Iterator[str]:
    """Modules that a module imports: `typing`: also for annotations alone; `lazy`: also within functions."""
    yield from _imports(ast.parse(path.read_text()), name_of(path), typing=typing, lazy=lazy)


def _imports(node: ast.AST, module: str, *, typing: bool, lazy: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test) and not typing:
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not lazy:
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, f"{module}: relative import"
            yield from _from(child)
        else:
            yield from _imports(child, module, typing=typing, lazy=lazy)


def _from(node: ast.ImportFrom) -> Iterator[str]:
    """`from helpsql import calls` imports helpsql.calls."""
    assert node.module is not None
    for alias in node.names:
        below = ROOT / Path(*node.module.split(".")) / f"{alias.name}.py"
        yield f"{node.module}.{alias.name}" if below.exists() else node.module


def test_all_layers_exist() -> None:
    for name in PLACE:
        assert members(name), name


def members(name: str) -> list[Path]:
    """The module of a layer, or those of its package."""
    alone = ROOT / "helpsql" / f"{name}.py"
    return [alone] if alone.exists() else modules(f"helpsql/{name}")


@pytest.mark.parametrize("name", PLACE)
def test_imports_point_one_way(name: str) -> None:
    for imported in (one for path in members(name) for one in imports(path)):
        package, other, *_ = (*imported.split("."), "")
        if package == "helpsql" and other and other != name:
            assert other in PLACE, f"{name} imports {other}, which is above it"
            assert PLACE[other] < PLACE[name], f"{name} imports {other}"


def test_imports_make_no_circle() -> None:
    """Over the whole package, as it is loaded (imports within functions and for annotations aside)."""
    graph = {
        name_of(path): {i for i in imports(path, lazy=False) if i.startswith("helpsql")}
        for path in modules("helpsql")
    }
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join([*above, module])
        if module not in done:
            for other in graph.get(module, ()):
                visit(other, (*above, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def uses(path: Path, package: str) -> bool:
    return any(name.split(".")[0] == package for name in imports(path))


ONE_PLACE = {
    "httpx": {"helpsql.wire", "helpsql.connecting", "helpsql.sandbox.app"},
    "prompt_toolkit": {
        f"helpsql.cli.shell.{name}" for name in ("prompt", "completer", "history", "keys", "toolbar")
    },
    "plotext": {"helpsql.cli.plots"},
    "pygments": {"helpsql.cli.shell.prompt"},
    "pyarrow": {"helpsql.cli.arrow"},
    "shtab": {"helpsql.cli.completion"},
    "sqlalchemy": {"helpsql.alchemy"},
    "sqlglot": {"helpsql.calls", "helpsql.returning", "helpsql.statements"},
    "keyring": {"helpsql.secret", "helpsql.config", "helpsql.tokens"},
}
"""Packages of others, and who alone may import them."""


@pytest.mark.parametrize("package", ONE_PLACE)
def test_packages_of_others_have_their_place(package: str) -> None:
    found = {name_of(path) for path in modules("helpsql") if uses(path, package)}
    assert found <= ONE_PLACE[package]


def test_werkzeug_is_the_sandboxs() -> None:
    for path in modules("helpsql"):
        if uses(path, "werkzeug"):
            assert name_of(path).startswith("helpsql.sandbox"), path


def test_the_sandbox_knows_nothing_of_the_rest() -> None:
    """It would agree with every mistake in what it shared."""
    for path in modules("helpsql/sandbox"):
        for name in imports(path, typing=True):
            assert name.split(".")[0] not in ("vtables", "procedures"), path
            assert not name.startswith("helpsql") or name.startswith("helpsql.sandbox"), f"{path}: {name}"


@pytest.mark.parametrize("folder", ["vtables", "procedures"])
def test_definitions_are_data(folder: str) -> None:
    """Of helpsql they know the vocabulary alone, and the errors with which steps refuse; nothing else."""
    for path in modules(folder):
        for name in imports(path, typing=True):
            is_known = name.split(".")[0] in {*sys.stdlib_module_names, "vtables"}
            assert is_known or name in ("helpsql.spec", "helpsql.errors") or name.startswith(f"{folder}."), (
                f"{path}: {name}"
            )


def test_nobody_above_the_definitions_is_named_by_a_module() -> None:
    """The engine finds definitions by name: no module imports one helpdesk's."""
    for path in modules("helpsql"):
        for name in imports(path):
            assert not name.startswith(("vtables.", "procedures.")), f"{path}: {name}"


START = {
    "import helpsql": "import helpsql",
    "the version": "import helpsql; helpsql.__version__",
    "select 1": "from helpsql.cli.main import main; main(['-e', 'select 1'])",
    "select 1 in the demo": "from helpsql.cli.main import main; main(['--demo', '-e', 'select 1'])",
    "a table of main": "from helpsql.cli.main import main; main(['-e', 'create table main.t(x)', '-e', 'select * from main.t'])",
}


def loaded(code: str) -> set[str]:
    """Modules that are loaded when the code has run in a fresh interpreter."""
    script = (
        f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("code", START.values(), ids=START)
def test_start_up_loads_nothing_it_does_not_need(code: str) -> None:
    found = loaded(code)
    assert "helpsql" in found
    assert not found & set(HEAVY)


def test_what_is_needed_is_loaded() -> None:
    """Otherwise the test above shows nothing."""
    code = "from helpsql.cli.main import main; main(['--demo', '-e', 'select count(*) from helpscout.Tags'])"
    assert {"httpx", "werkzeug", "vtables.helpscout"} <= loaded(code)


PROMPT = """
    from helpsql.cli import main
    from helpsql.cli.shell.prompt import Prompt
    def leave(*_): raise EOFError
    Prompt.read, main.is_terminal = leave, lambda stream: True
    main.main({arguments})
"""
LATER = [
    "importlib.metadata",
    "helpsql.spec",
    "helpsql.pending",
    "helpsql.planned",
    "helpsql.session",
    "helpsql.cli.transfer",
    "helpsql.cli.charts",
    "helpsql.cli.help",
    "helpsql.completion.candidates",
]
"""What the first statement, the first word or a command loads."""


@pytest.mark.parametrize("arguments", [["--demo"], []], ids=["demo", "without connections"])
def test_the_prompt_waits_for_nothing_it_does_not_need(arguments: list[str]) -> None:
    found = loaded(PROMPT.format(arguments=arguments).strip())
    assert "prompt_toolkit" in found
    assert sorted(found & {*HEAVY, *LATER}) == ["prompt_toolkit"]
