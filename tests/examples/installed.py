"""The example helpdesk as if it were installed: its metadata in a folder, made from its pyproject.toml."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

ACME = Path(__file__).parents[2] / "examples" / "acme_helpdesk"


def environment_with_acme(folder: Path, source: Path = ACME) -> dict[str, str]:
    """The environment in which Python finds the package and its entry point; `folder` is a fresh one.

    source   where acme_helpdesk.py is looked for
    """
    project = tomllib.loads((ACME / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HELPSQL")}
    return clean | {"PYTHONPATH": os.pathsep.join([str(source), str(folder)])}
