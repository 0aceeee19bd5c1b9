"""The ways to sign in that a helpdesk has, as choices in words, and the questions that each asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from helpsql.errors import ProgrammingError
from helpsql.origin import host_part
from helpsql.secret import TOKEN, Secret
from helpsql.spec import PLACEHOLDER, ApiToken, BearerKey, OAuth1, OAuth2, Setting

if TYPE_CHECKING:
    from helpsql.cli.login import Asker
    from helpsql.cli.streams import Notices
    from helpsql.spec import Auth, Helpdesk

T = TypeVar("T")
Settings = dict[str, str | Secret]
ATTEMPTS = 3
"""How often a question is asked before the login is given up."""
GIVEN = Setting(TOKEN, "The access token.", secret=True)


@dataclass(frozen=True, slots=True)
class Way:
    """A choice: what is said of it, the settings it takes, and the permission that a browser gives for it."""

    words: str
    needs: tuple[str, ...]
    page: OAuth2 | None = None


def ways(helpdesk: Helpdesk) -> list[Way]:
    """The helpdesk's own ways, then a token that is there already, which any takes."""
    return [
        *(found for way in helpdesk.ways for found in _of(way)),
        Way("an access token you have", (TOKEN,)),
    ]


def _of(way: Auth) -> Iterator[Way]:
    if isinstance(way, OAuth2):
        app = f"OAuth application ({', '.join(way.needs)}), acting"
        if not way.lasting:
            yield Way(f"{app} for itself", way.needs)
        if way.authorize_url:
            yield Way(f"{app} as you (by the browser)", way.needs, way)
    elif isinstance(way, OAuth1):
        yield Way(f"OAuth 1: {_and(way.needs)}", way.needs)
    elif isinstance(way, (ApiToken, BearerKey)):
        yield Way(_and(way.needs), way.needs)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def choose(title: str, choices: Sequence[str], asker: Asker, notices: Notices) -> int:
    """The place of the choice that is taken, by its number or its first word."""
    notices.say("\n".join([title, *(f"  {number}  {words}" for number, words in enumerate(choices, 1))]))

    def chosen(typed: str) -> int:
        numbers = [str(number) for number in range(1, len(choices) + 1)]
        names = [words.partition(" ")[0].rstrip(":").lower() for words in choices]
        for known in (numbers, names):
            if known.count(typed.lower()) == 1:
                return known.index(typed.lower())
        raise ProgrammingError(f"{typed!r} is none of 1 to {len(choices)}.", code="usage")

    return insist(lambda: asker.ask("Number", "1"), chosen, notices)


def ask_settings(
    way: Way, helpdesk: Helpdesk, base_url: str | None, before: Settings, asker: Asker, notices: Notices
) -> Settings:
    """Values of the settings of the account and of the way. What was given before is offered again."""
    known = {setting.name: setting for setting in helpdesk.settings} | (
        {TOKEN: GIVEN} if TOKEN in way.needs[:1] else {}
    )
    signing = {name for one in helpdesk.ways for name in one.settings}
    elsewhere = set(PLACEHOLDER.findall(helpdesk.base_url)) if base_url else set()
    others = [s.name for s in helpdesk.settings if s.required and s.name not in signing | elsewhere]
    found: Settings = {}
    for name in dict.fromkeys([*others, *way.needs]):
        old = before.get(name)
        found[name] = _ask_one(known[name], helpdesk, old if isinstance(old, str) else "", asker, notices)
    return found


def _ask_one(setting: Setting, helpdesk: Helpdesk, old: str, asker: Asker, notices: Notices) -> str | Secret:
    """One setting, asked for in its own words; what is secret is not shown while it is typed."""
    words = setting.description.rstrip(".")
    first, _, rest = words.partition(" ")
    words = f"{first.lower()} {rest}" if first[1:].islower() and rest[:1].islower() else words
    if setting.secret:
        return insist(
            lambda: asker.ask_secret(f"{setting.name}, {words} (not shown)"),
            lambda typed: Secret(_whole(setting.name, typed), "what was typed"),
            notices,
        )
    part = _is_host_part(setting.name, helpdesk)

    def value(typed: str) -> str:
        text = _whole(setting.name, typed)
        return host_part(helpdesk.base_url, setting.name, text) if part else text

    return insist(lambda: asker.ask(f"{setting.name}, {words}", old or setting.default), value, notices)


def _is_host_part(name: str, helpdesk: Helpdesk) -> bool:
    return f"{{{name}}}" in helpdesk.base_url


def _whole(name: str, typed: str) -> str:
    """What was typed, if it is something and all of it can be seen: arrow keys and the like are refused."""
    if not typed:
        raise ProgrammingError(f"{name} was left empty.", code="usage")
    strange = next((char for char in typed if not char.isprintable()), "")
    if strange:
        raise ProgrammingError(
            f"{name} holds a character that cannot be seen (U+{ord(strange):04X}): type it again.",
            code="usage",
        )
    return typed


def insist(ask: Callable[[], str], read: Callable[[str], T], notices: Notices) -> T:
    """What `read` makes of an answer that it takes; asked again, a few times, until it does."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return read(ask())
        except ProgrammingError as error:
            if not left:
                raise
            notices.say(f"  {error}")
    raise AssertionError
