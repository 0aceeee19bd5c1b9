"""How to connect: the settings, the ways to sign in, and the rate limits."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.pages.markdown import Lines, code, fenced, grid
from helpsql.spec import Auth, Bucket, Helpdesk, Limits, OAuth2, Setting


def connecting_lines(helpdesk: Helpdesk) -> Lines:
    name = helpdesk.name
    yield from ("## Connecting", "")
    yield f"`helpsql login {name}` asks for what it needs and keeps secrets in the keyring. By hand:"
    yield from ("", *fenced("toml", *_example(helpdesk)), "")
    yield from grid(("setting", "", "what it is"), map(_setting, helpdesk.settings))
    yield from ("", f"`helpsql doctor` then checks it. {_limits(helpdesk)}", "")
    if helpdesk.limits.buckets:
        yield from grid(
            ("requests with a limit of their own", "at most"), map(_bucket, helpdesk.limits.buckets)
        )
        yield ""


def _setting(setting: Setting) -> Sequence[str]:
    kinds = [word for word, holds in (("required", setting.required), ("secret", setting.secret)) if holds]
    default = f" Default: {setting.default}." if setting.default else ""
    return f"`{setting.name}`", ", ".join(kinds), setting.description + default


def _example(helpdesk: Helpdesk) -> Lines:
    """A section of the configuration file: the first way to sign in, the others as comments."""
    by_name = {setting.name: setting for setting in helpdesk.settings}
    signing = {name for way in helpdesk.ways for name in way.settings}
    yield f"[connections.{helpdesk.name}]                # the schema's name"
    yield f'service = "{helpdesk.name}"'
    for setting in helpdesk.settings:
        if setting.name not in signing:
            yield ("" if setting.required else "# ") + _line(helpdesk, setting)
    for place, way in enumerate(helpdesk.ways):
        if place:
            yield "# or:"
        yield from (("# " if place else "") + _line(helpdesk, by_name[name]) for name in _given(way))


def _given(way: Auth) -> Sequence[str]:
    """The settings of a way to sign in; of an OAuth client whose code leads to a token, that one too."""
    return way.settings if isinstance(way, OAuth2) and way.lasting else way.needs


def _line(helpdesk: Helpdesk, setting: Setting) -> str:
    value = f'"{setting.default or "…"}"'
    first = setting.description.split()[0]
    if first in ("true", "false"):  # a switch: what it is set to where it is set at all
        value = first
    if setting.secret:
        value = f'{{ env = "{f"{helpdesk.name}_{setting.name}".upper()}" }}'
    return f"{setting.name} = {value}"


def _limits(helpdesk: Helpdesk) -> str:
    limits = helpdesk.limits
    known = [name for name in (limits.limit, limits.remaining, limits.reset) if name]
    headers = f"The rate limit is what the answers' headers say ({code(known)}). " if known else ""
    return f"{headers}{_weights(limits)}At most {helpdesk.concurrency} requests go side by side."


def _weights(limits: Limits) -> str:
    if not limits.cost:
        return ""
    return "In it " + ", ".join(f"a {method} counts {cost}" for method, cost in limits.cost.items()) + ". "


def _bucket(bucket: Bucket) -> Sequence[str]:
    window = "minute" if bucket.window == 60 else f"{bucket.window:g} s"
    each = " for each" if bucket.each else ""
    return code(
        bucket.requests
    ), f"{bucket.limit} a {window}{each}" if window == "minute" else f"{bucket.limit} in {window}{each}"
