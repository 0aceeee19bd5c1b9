"""The commands of README and docs give the output below them. `python -m tests.test_readme` writes it anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.examples.installed import environment_with_acme

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "helpsql" / "docs").glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
SETUP = ("git clone", ".venv/bin/helpsql --demo")


def commands(text: str) -> Iterator[tuple[str, str]]:
    """(command, output below it) of every console block, in order."""
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if not command.startswith(SETUP):
                yield command, output


def output_of(line: str, page: Path) -> str:
    words = shlex.split(line)
    assert words[0] == "helpsql"
    command = [sys.executable, "-m", "helpsql", *words[1:]]
    with environment_of(page) as env:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=60, env=env, cwd=ROOT
        )
    return done.stdout + done.stderr


@contextmanager
def environment_of(page: Path) -> Iterator[dict[str, str]]:
    """Without anything of the user's; the page about adding a helpdesk has the example installed."""
    if page.stem == "adding":
        with TemporaryDirectory() as folder:
            yield environment_with_acme(Path(folder))
    else:
        yield {name: value for name, value in os.environ.items() if not name.startswith("HELPSQL")}


SHOWN = [
    pytest.param(page, *shown, id=f"{page.stem}: {shown[0][:60]}")
    for page in PAGES
    for shown in commands(page.read_text("utf-8"))
]


@pytest.mark.parametrize(("page", "command", "output"), SHOWN)
def test_the_commands_of_the_pages(page: Path, command: str, output: str) -> None:
    assert output_of(command, page) == output


def test_the_links_of_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, heading = target.partition("#")
            if "://" not in target:
                assert not file or (page.parent / file).exists(), f"{page.name}: {target}"
                assert not heading or re.search(rf"^#+ {heading}$", text, re.MULTILINE | re.IGNORECASE), (
                    target
                )


def test_every_page_is_named_in_the_readme() -> None:
    text = README.read_text("utf-8")
    assert [page.name for page in PAGES[1:] if f"(helpsql/docs/{page.name})" not in text] == []


def test_the_python_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out.strip()
    (said,) = re.findall(r"rows\.requests\)  # (.*)", code)
    assert printed == said


PYTHON_PAGE = ROOT / "helpsql" / "docs" / "python.md"
PYTHON = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def python_of_the_page() -> Iterator[tuple[str, str, str]]:
    """(code, output below it, what it prints) of each block of the page, which are one session."""
    names: dict[str, object] = {}
    for code, said in PYTHON.findall(PYTHON_PAGE.read_text("utf-8")):
        if "import pandas" in code and find_spec("pandas") is None:
            yield code, said, said
            continue
        printed = StringIO()
        with redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # pandas' about connections that it has not tested
            exec(compile(code, "python.md", "exec"), names)
        yield code, said, printed.getvalue()


def test_the_python_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = list(python_of_the_page())
    assert len(blocks) == PYTHON_PAGE.read_text("utf-8").count("```python") > 5
    for code, said, printed in blocks:
        assert printed == said != "", code


def rewrite() -> None:
    """Put the real output below each command."""
    text = PYTHON_PAGE.read_text("utf-8")
    with TemporaryDirectory() as folder, chdir(folder):
        for code, said, printed in python_of_the_page():
            block = f"```python\n{code}```\n\n```text\n"
            text = text.replace(f"{block}{said}```", f"{block}{printed}```")
    PYTHON_PAGE.write_text(text, "utf-8")
    for page in PAGES:
        text = page.read_text("utf-8")
        for command, output in commands(text):
            text = text.replace(f"$ {command}\n{output}", f"$ {command}\n{output_of(command, page)}", 1)
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite()
