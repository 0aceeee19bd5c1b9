"""Definitions of the helpdesks: one package each, data only, in the words of `helpsql.spec`."""

OFFERED = ("helpscout", "zendesk", "teamwork_desk", "desk_com")
"""Helpdesks whose definition the engine honours in full: what `--demo` opens. Others are being written."""
