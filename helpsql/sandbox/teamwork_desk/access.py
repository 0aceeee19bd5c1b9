"""Who calls: API keys of both versions, and the app login that hands out tokens."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from werkzeug.utils import redirect

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, unauthorized
from helpsql.sandbox.teamwork_desk.world.setup import ADMIN, LIMITED_AGENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.app import Request
    from helpsql.sandbox.teamwork_desk.world.world import World

LOGIN_PATH = "/launchpad/login"
TOKEN_PATH = "/launchpad/v1/token.json"  # noqa: S105  # a path
CODE_LIFETIME = 900


@dataclass(frozen=True, slots=True)
class Caller:
    agent: int
    by_v1_key: bool = False


class Access:
    """Keys and tokens that are good; a token never expires."""

    def __init__(
        self, seed: int, world: World, credentials: dict[str, str], clock: Callable[[], float]
    ) -> None:
        self._world = world
        self._credentials = credentials
        self._clock = clock
        self._dice = Dice(seed, "tokens")
        self._keys = {credentials["api_key"]: ADMIN, credentials["agent_api_key"]: LIMITED_AGENT}
        self._tokens = {credentials["access_token"]: ADMIN}
        self._codes: dict[str, tuple[float, str]] = {}

    def caller(self, request: Request, version: int) -> Caller:
        """Bearer on both versions, Basic with a v1 key on v1; 401 otherwise."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            agent = self._keys.get(secret) or self._tokens.get(secret)
            if agent is not None:
                return Caller(agent)
        if kind.lower() == "basic" and version == 1 and self._user(secret) == self._credentials["v1_api_key"]:
            return Caller(ADMIN, by_v1_key=True)
        raise unauthorized()

    @staticmethod
    def _user(secret: str) -> str:
        try:
            return b64decode(secret, validate=True).decode().partition(":")[0]
        except (BadBase64, UnicodeDecodeError):
            return ""

    def revoke(self, request: Request) -> None:
        """Forget the request's token; API keys stay."""
        self._tokens.pop(request.headers.get("Authorization", "").partition(" ")[2], None)

    # App login ---------------------------------------------------------------------------------

    def exempt(self, request: Request) -> bool:
        return request.path in (LOGIN_PATH, TOKEN_PATH)

    def answer(self, request: Request) -> Response:
        if request.path == LOGIN_PATH:
            return self._login(request)
        if request.method != "POST":
            raise bad("the token endpoint takes POST")
        return self._token(request)

    def _login(self, request: Request) -> Response:
        """As if the user had agreed at once: back to the app with a code."""
        target = request.args.get("redirect_uri", "")
        if request.args.get("client_id") != self._credentials["client_id"] or not target:
            raise bad("unknown client", "client_id")
        code = f"code-{self._dice.bits():016x}"
        self._codes[code] = (self._clock() + CODE_LIFETIME, target)
        query = {"code": code} | ({"state": request.args["state"]} if "state" in request.args else {})
        return redirect(f"{target}{'&' if '?' in target else '?'}{urlencode(query)}")

    def _token(self, request: Request) -> Response:
        given = self._fields(request)
        for name in ("client_id", "client_secret"):
            if given.get(name) != self._credentials[name]:
                raise unauthorized()
        until, target = self._codes.pop(str(given.get("code")), (0.0, ""))
        if until < self._clock() or given.get("redirect_uri", target) != target:
            raise bad("the code is not valid", "code")
        token = f"tkn.v1_{self._dice.bits():016x}{self._dice.bits():016x}"
        self._tokens[token] = ADMIN
        user: Any = self._world.tables["users"].get(ADMIN)
        return json_response(
            {
                "access_token": token,
                "installation": {
                    "id": 458_885,
                    "name": "Camp Gear",
                    "region": "US",
                    "apiEndPoint": f"{request.base}/",
                },
                "user": {k: user[k] for k in ("id", "firstName", "lastName", "email", "avatarURL")},
            }
        )

    @staticmethod
    def _fields(request: Request) -> dict[str, Any]:
        try:
            found = orjson.loads(request.get_data() or b"{}")
        except orjson.JSONDecodeError as error:
            raise bad("the body is not valid JSON") from error
        return found if isinstance(found, dict) else {}
