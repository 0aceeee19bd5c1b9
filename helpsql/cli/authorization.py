"""A user's permission by the browser: OAuth's authorization code, caught on loopback or pasted by hand."""

from __future__ import annotations

import os
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from helpsql.cli.loopback import members
from helpsql.cli.visible import visible
from helpsql.errors import OperationalError
from helpsql.secret import Hidden

if TYPE_CHECKING:
    from helpsql.cli.login import Asker
    from helpsql.cli.loopback import Landing
    from helpsql.cli.streams import Notices
    from helpsql.http import Client
    from helpsql.spec import OAuth2

QUESTION = "Waiting for the browser; or paste the address at which it ends (not shown)"
OpenPage = Callable[[str], object]


def authorize(
    way: OAuth2,
    settings: Mapping[str, str],
    client: Client,
    landing: Landing,
    asker: Asker,
    notices: Notices,
    open_page: OpenPage,
) -> tuple[str, str]:
    """What is kept, and an access token to go on with. Opens a page; costs one request."""
    verifier = token_urlsafe(48) if way.pkce else ""
    page = _page(way, settings[way.client_id], client, landing, verifier)
    notices.say("Open this page and agree:")
    notices.raw(f"{visible(page)}\n")  # not folded: a terminal that wraps it copies it whole
    open_page(page)
    code = _code(landing, asker, notices)
    return _exchanged(way, settings, client, {"code": code, "redirect_uri": landing.redirect}, verifier)


def _page(way: OAuth2, client_id: str, client: Client, landing: Landing, verifier: str) -> str:
    asks = {"response_type": "code", "client_id": client_id, "state": landing.state}
    if way.scope:
        asks["scope"] = way.scope
    if verifier:  # RFC 7636: a code that somebody else caught is of no use to them
        digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        asks |= {"code_challenge": digest, "code_challenge_method": "S256"}
    asks["redirect_uri"] = landing.redirect
    return f"{client.locate(way.authorize_url)}?{urlencode(asks)}"


def _code(landing: Landing, asker: Asker, notices: Notices) -> str:
    """The code of the first answer to our question, by whichever way it comes."""
    while True:
        typed = asker.wait(QUESTION, landing)
        found = landing.take() if typed is None else _pasted(typed, landing.state, notices)
        if found.get("error"):
            reason = found.get("error_description") or found["error"]
            raise OperationalError(f"the permission was not given: {reason}", code="denied")
        if found.get("code"):
            return found["code"]


def _pasted(typed: str, state: str, notices: Notices) -> Mapping[str, str]:
    """What was pasted: an address with the code in it, or the code itself."""
    if "://" not in typed and "code=" not in typed:
        return {"code": typed}
    found = members(typed if "?" in typed else f"?{typed}")
    if found.get("state", state) != state:
        notices.say("That address is the answer to another question than this login's; it is left aside.")
        return {}
    if not found.get("code") and not found.get("error"):
        notices.say("There is no code in that address: it is the one at which the browser ends that counts.")
    return found


def _exchanged(
    way: OAuth2, settings: Mapping[str, str], client: Client, given: Mapping[str, str], verifier: str
) -> tuple[str, str]:
    asked = Hidden(
        **({} if way.lasting else {"grant_type": "authorization_code"}),
        client_id=settings[way.client_id],
        client_secret=settings[way.client_secret],
        **given,
        **({"code_verifier": verifier} if verifier else {}),
    )
    answer: Any = client.ask_token(way.token_path, asked, is_json=way.json)
    found = answer if isinstance(answer, dict) else {}
    kind = "access_token" if way.lasting else "refresh_token"
    kept, access = found.get(kind), found.get("access_token")
    if not isinstance(kept, str) or not isinstance(access, str):
        words = kind.replace("_", " ")
        raise OperationalError(f"the answer holds no {words}; nothing was kept", code="bad-shape")
    return kept, access


def open_browser(page: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Show the page, where there is a browser with windows; one in the terminal would take it from us."""
    has_windows = sys.platform in ("darwin", "win32") or any(
        environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_windows or environ.get("SSH_CONNECTION"):
        return False
    import webbrowser

    return webbrowser.open(page)
