"""A sandbox called by httpx's WSGI transport in the same process, as a server would call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def embedded(app: WSGIApplication) -> WSGIApplication:
    """WSGI wants the path's UTF-8 bytes, one character each; httpx hands the text itself over."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode().decode("latin-1")
        return app({**environ, "PATH_INFO": path}, start_response)

    return call
