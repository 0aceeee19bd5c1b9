"""The helpdesk as a whole: address, signing in, limits, errors, and its tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from helpsql.spec.filters import Join
from helpsql.spec.reads import Paging
from helpsql.spec.recipes import Recipe
from helpsql.spec.tables import Family, Table
from helpsql.spec.writes import Job


@dataclass(frozen=True, slots=True)
class Bucket:
    """A rate limit of some requests alone, beside the account's.

    requests  "METHOD /path" each; in a path `{id}` stands for a number, any other `{…}` for one segment;
              query and suffix .json aside
    limit     requests in `window` seconds, until the answers tell another number
    header    the API's name of it, as it stands in `Limits.bucket_headers`
    each      every path (every row) has a limit of its own
    """

    name: str
    requests: tuple[str, ...]
    limit: int
    window: float = 60.0
    header: str = ""
    each: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limit's headers; `window` in seconds; `cost` of a method where it is not 1.

    also      further families (limit, remaining, reset) of headers, for answers without the first
    buckets   limits of some requests alone; a request draws from each that names it, and from the account's
    bucket_headers  headers of such limits, `{}` their name; a value is `total=100; remaining=99; resets=41`
    """

    limit: str = ""
    remaining: str = ""
    reset: str = ""
    retry_after: tuple[str, ...] = ("Retry-After",)
    window: float = 60.0
    cost: Mapping[str, int] = field(default_factory=dict)
    also: tuple[tuple[str, str, str], ...] = ()
    buckets: Sequence[Bucket] = ()
    bucket_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Where an error answer says what is wrong: `message`, then `each` as `path: text`.

    fields    path of an object field -> array of complaints, each with its text at `fields_message`
    whole     the name that stands there for the record as a whole
    """

    message: tuple[str, ...] = ("message", "error_description", "error")
    each: str = ""
    each_path: str = "path"
    each_message: str = "message"
    fields: str = ""
    fields_message: str = "description"
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a connection. A `secret` one is never printed."""

    name: str
    description: str
    secret: bool = False
    required: bool = True
    default: str = ""


@dataclass(frozen=True, slots=True)
class OAuth2:
    """Client credentials, or a refresh token that may rotate; settings name where the values stand.

    authorize_url   page where a user permits it; a path is on the account's own host
    lasting   the page's code is answered with an access token that does not end, and nothing else leads to
              one: the setting that `refresh_token` names holds it. `token_path` may be on another host
    scope     what is asked for ("" : nothing is)
    json      the token request's body is JSON and no form
    pkce      the page takes a challenge (RFC 7636), which the code is then redeemed with
    """

    token_path: str
    client_id: str
    client_secret: str
    refresh_token: str = "refresh_token"  # noqa: S105 - the name of a setting
    authorize_url: str = ""
    scope: str = ""
    json: bool = False
    lasting: bool = False
    pkce: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.client_id, self.client_secret)

    @property
    def settings(self) -> tuple[str, ...]:
        return (*self.needs, self.refresh_token)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """Basic authentication by the settings `user` and `token`: `user` + `suffix` is the name."""

    user: str
    token: str
    suffix: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.user, self.token)

    @property
    def settings(self) -> tuple[str, ...]:
        return self.needs


@dataclass(frozen=True, slots=True)
class OAuth1:
    """OAuth 1.0a (RFC 5849): every request is signed by HMAC-SHA1 with two secrets, which are not sent.

    The fields name settings: of the application, and of the access token that was granted to it.
    """

    key: str
    secret: str
    token: str
    token_secret: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.key, self.secret, self.token, self.token_secret)

    @property
    def settings(self) -> tuple[str, ...]:
        return self.needs


@dataclass(frozen=True, slots=True)
class BearerKey:
    """A key that goes with every request as it is, as the bearer's; `key` names its setting."""

    key: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The settings without which one cannot sign in this way."""
        return (self.key,)

    @property
    def settings(self) -> tuple[str, ...]:
        return self.needs


Auth = OAuth2 | ApiToken | OAuth1 | BearerKey


def pascal_name(name: str) -> str:
    """A field's display name as a column name: `Plan type` -> `PlanType`."""
    words = re.findall(r"\w+", name.replace("_", " "))
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    return f"Field{joined}" if not joined or joined[0].isdigit() else joined


def snake_name(name: str) -> str:
    """A field's display name as a column name: `Order number` -> `order_number`."""
    joined = "_".join(re.findall(r"[^\W_]+", name.lower()))
    return f"field_{joined}".rstrip("_") if not joined or joined[0].isdigit() else joined


@dataclass(frozen=True)
class Helpdesk:
    """A helpdesk: what all its tables share, and the tables.

    naming    column name -> path of its value in a record
    joins     parameters made of several terms
    new_id    where the id of a created row stands: "header:Resource-ID" or a path in the body
    when      strftime format of an instant in UTC, as filters and bodies want it
    own_name  name of an account's own field -> name of its column
    base_url  may hold settings as placeholders: https://{subdomain}.example.com
    auth      ways to sign: the first whose settings are all given is taken; a plain `token` goes before those
              that have no use for it
    check     GET that tells whether the credentials are good; `check_at` is a path that is null when not
    job       what bulk writes answer
    families  tables of an account's own making
    members   parameter that names the members which the records of a list are to have; "": they come whole
    includes  how records beside the rows are asked for: the parameter that names their collections, and the
              path of the object that holds them, by collection
    notes     what to know before relying on it, on its page: a paragraph of Markdown each
    recipes   what people ask and do there, on its page and as tests

    Where a write has a `wrap` and the answer's body that member, `new_id` starts from it.
    """

    name: str
    title: str
    base_url: str
    docs: str
    auth: Auth | tuple[Auth, ...]
    settings: Sequence[Setting]
    tables: Sequence[Table]
    naming: Callable[[str], str]
    paging: Paging
    joins: Mapping[str, Join] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    errors: ErrorBody = field(default_factory=ErrorBody)
    new_id: str = "id"
    when: str = "%Y-%m-%dT%H:%M:%SZ"
    check: str = ""
    concurrency: int = 8
    own_name: Callable[[str], str] = pascal_name
    check_at: str = ""
    job: Job | None = None
    families: Sequence[Family] = ()
    members: str = ""
    includes: tuple[str, str] = ("", "")
    notes: Sequence[str] = ()
    recipes: Sequence[Recipe] = ()

    @property
    def ways(self) -> tuple[Auth, ...]:
        """The ways to sign, first choice first."""
        return self.auth if isinstance(self.auth, tuple) else (self.auth,)

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """Tables by lower-case name and alias."""
        return {name.lower(): table for table in self.tables for name in (table.name, *table.aliases)}


def camel_path(name: str) -> str:
    """PascalCase with `_` for nesting -> dotted camelCase: `PrimaryCustomer_Id` -> `primaryCustomer.id`."""
    return ".".join(part[:1].lower() + part[1:] for part in name.split("_"))


def same_path(name: str) -> str:
    """The column is named as the API names it."""
    return name
