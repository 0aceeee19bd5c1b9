"""The helpdesk of `examples/acme_helpdesk`, found by its entry point: its own tests pass, and it is offered."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.examples.installed import ACME, environment_with_acme

ROOT = Path(__file__).parents[2]
HELPSQL = [sys.executable, "-m", "helpsql"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_with_acme(tmp_path)


def run(command: list[str], environment: dict[str, str], folder: Path = ROOT) -> str:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, cwd=folder, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_tests_pass(environment: dict[str, str]) -> None:
    options = ["-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ACME)]
    said = run([sys.executable, "-m", "pytest", *options, "test_acme.py"], environment, ACME)
    written = (ACME / "test_acme.py").read_text("utf-8").count("\ndef test_")
    passed = re.search(r"^(\d+) passed in", said, re.MULTILINE)  # and none skipped or expected to fail
    assert passed, said
    assert int(passed[1]) >= written


def test_it_is_offered(environment: dict[str, str]) -> None:
    assert re.search(
        r"^  acme +Acme: 3 tables, 1 procedure$", run([*HELPSQL, "help"], environment), re.MULTILINE
    )


BROKEN = {
    # what is changed in the definition -> what is said of it
    ("helpdesk = Helpdesk(", "helpdesc = Helpdesk("): "has no attribute 'helpdesk'",
    ("from __future__ import annotations", "import nosuch"): "No module named 'nosuch'",
}
CONFIG = '[connections.acme]\nservice = "acme"\naccount = "a"\napi_key = { env = "ACME_API_KEY" }\n'


@pytest.mark.parametrize("change", BROKEN)
def test_a_broken_one_is_named_and_leaves_the_others_alone(change: tuple[str, str], tmp_path: Path) -> None:
    environment = changed(tmp_path, *change)
    assert run([*HELPSQL, "help", "zendesk.groups"], environment).startswith("# zendesk.groups\n")
    said = run([*HELPSQL, "help"], environment)
    assert BROKEN[change] in next(line for line in said.splitlines() if line.startswith("  acme "))
    command = [*HELPSQL, "--config", str(tmp_path / "acme.toml"), "-e", "select * from tickets"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 1
    assert re.search(rf"the helpdesk acme cannot be loaded: \w+: .*{BROKEN[change]}", done.stderr)
    assert "the entry point acme_helpdesk of the package acme-helpdesk: mend or uninstall it" in done.stderr


def test_the_doctor_names_the_faults_of_a_definition(tmp_path: Path) -> None:
    environment = changed(tmp_path, '"Subject line."', '"Subject line"')
    command = [*HELPSQL, "doctor", "--config", str(tmp_path / "acme.toml")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 1
    assert "acme.tickets.subject: 'Subject line' is not a sentence." in done.stdout + done.stderr


def changed(folder: Path, before: str, after: str) -> dict[str, str]:
    """The environment with the example's definition changed, and acme.toml in the folder."""
    text = (ACME / "acme_helpdesk.py").read_text("utf-8")
    assert before in text
    (folder / "acme_helpdesk.py").write_text(text.replace(before, after), "utf-8")
    (folder / "acme.toml").write_text(CONFIG, "utf-8")
    return environment_with_acme(folder, folder) | {"ACME_API_KEY": "key"}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_configured_connection_asks_the_fake(environment: dict[str, str], tmp_path: Path) -> None:
    sys.path.insert(0, str(ACME))
    try:
        from fake_acme import KEY, FakeAcme
    finally:
        sys.path.remove(str(ACME))
    config = tmp_path / "acme.toml"
    with make_server("127.0.0.1", 0, FakeAcme(), handler_class=_Quiet) as server:
        text = (ACME / "acme.toml").read_text("utf-8")
        config.write_text(text.replace(":8750", f":{server.server_port}"), "utf-8")
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            sql = "select count(*) from acme.tickets where status = 'open'"
            command = [*HELPSQL, "--config", str(config), "-e", sql]
            assert run(command, environment | {"ACME_API_KEY": KEY}) == "count(*)\n50\n"
        finally:
            server.shutdown()
            serving.join()
