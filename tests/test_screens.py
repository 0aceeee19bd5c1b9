"""README's pictures are what the shell shows. `python -m tests.screens` draws them anew."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.screens import FOLDER, SCREENS, picture

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_is_what_the_shell_shows(name: str) -> None:
    stored = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert texts(picture(name)) == texts(stored)
    assert f"examples/screens/{name}.svg" in README


def test_no_other_picture_is_kept() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(SCREENS)


def texts(drawn: str) -> list[tuple[str, str, str]]:
    """(text, its line, its colour) of all that is written."""
    found = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    return [(one.text or "", one.get("y", ""), one.get("fill", "")) for one in found]
