"""A sandbox on loopback, for any client: `helpsql sandbox --service helpscout --port 8080`."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING

from helpsql.sandbox import available, open_sandbox

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable
    from types import FrameType

    from helpsql.sandbox.app import Sandbox

LAST_PORT = 65_535
THREADS = 16


RATES = {"helpscout": 400, "zendesk": 400, "teamwork_desk": 120, "desk_com": 300}
"""Requests a minute of usual accounts: Plus, Suite Professional, every account, five agents and more."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `helpsql sandbox`."""
    rates = ", ".join(f"{service} {rate}" for service, rate in RATES.items())
    parser.add_argument(
        "--service",
        default="helpscout",
        choices=available(),
        metavar="NAME",
        help=f"{', '.join(available())} (default: helpscout)",
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="port on 127.0.0.1; 0, the default, picks a free one"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same data (default: 1)"
    )
    parser.add_argument(
        "--size",
        type=float,
        default=1.0,
        metavar="X",
        help="how much data (default: 1.0: about 1,200 conversations or cases, 1,400 to 2,400 tickets)",
    )
    parser.add_argument(
        "--latency", type=float, default=0.0, metavar="S", help="seconds before each answer (default: 0)"
    )
    parser.add_argument(
        "--faults", default="", metavar="LIST", help="for example 503@3,cut@/50,html@2%% (default: none)"
    )
    parser.add_argument(
        "--rate-limit",
        type=int,
        default=None,
        metavar="N",
        help=f"requests a minute, 0 for no limit (default: {rates})",
    )


def run(args: Namespace) -> int:
    """Serve what the options say until interrupted; the exit code."""
    try:
        sandbox = open_sandbox(
            args.service,
            seed=args.seed,
            size=args.size,
            latency=args.latency,
            faults=args.faults,
            rate_limit=RATES.get(args.service) if args.rate_limit is None else args.rate_limit,
        )
    except ValueError as error:
        print(f"helpsql sandbox: {error}", file=sys.stderr)
        return 2
    if not 0 <= args.port <= LAST_PORT:
        print(f"helpsql sandbox: no port {args.port}; ports go from 0 to {LAST_PORT}", file=sys.stderr)
        return 2
    serve(sandbox, args.port)
    return 0


def announce_on_stdout(line: str) -> None:
    print(line, flush=True)


def serve(sandbox: Sandbox, port: int = 0, announce: Callable[[str], None] = announce_on_stdout) -> None:
    """Serve on 127.0.0.1 until SIGINT or SIGTERM.

    Announces one JSON line with service, base_url and credentials once the port is open.
    """
    from waitress.server import create_server  # type: ignore[import-untyped]

    logging.getLogger("waitress").setLevel(logging.CRITICAL)  # a cut connection is no news here
    server = create_server(sandbox, host="127.0.0.1", port=port, threads=THREADS, ident="sandbox")
    base_url = f"http://127.0.0.1:{server.effective_port}{sandbox.base_url_path}"
    announce(
        json.dumps({"service": sandbox.service, "base_url": base_url, "credentials": sandbox.credentials})
    )
    _stop_on_signals()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()


def _stop_on_signals() -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """`python -m helpsql.sandbox.serve`, for trials without the command line."""
    from argparse import ArgumentParser

    parser = ArgumentParser(prog="helpsql sandbox")
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
