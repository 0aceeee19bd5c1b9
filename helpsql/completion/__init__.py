"""What may stand at the cursor: a pure function of text, cursor and catalogue. Nothing is sent or waited for.

`cursor` and `clauses` tell what the grammar wants there, `scope` which tables the statement is about there,
`candidates` what fits, `matching` in which order. The catalogue is made of definitions, see `known`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.completion.catalogue import Catalogue
    from helpsql.completion.matching import Candidate

# Loaded when the first word is completed: the prompt comes sooner.


def complete(text: str, cursor: int, catalogue: Catalogue) -> list[Candidate]:
    """Candidates for the word at the cursor, best first; each says where what it replaces begins."""
    from helpsql.completion.candidates import candidates
    from helpsql.completion.cursor import find_place
    from helpsql.completion.matching import ranked
    from helpsql.completion.scope import sources_at

    place = find_place(text, cursor)
    return ranked(place, candidates(place, sources_at(place, catalogue), catalogue))


__all__ = ["complete"]
