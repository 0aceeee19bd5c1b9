"""What the bounded dictionary forgets."""

from __future__ import annotations

from helpsql.sandbox.kept import Kept


def test_the_longest_unused_goes_first_and_is_made_again() -> None:
    kept: Kept[int, str] = Kept(2)
    made: list[int] = []

    def ask(key: int) -> str:
        return kept.get(key, lambda: made.append(key) or str(key))  # type: ignore[func-returns-value]

    assert [ask(1), ask(2), ask(1), ask(3), ask(1), ask(2)] == ["1", "2", "1", "3", "1", "2"]
    assert made == [1, 2, 3, 2]


def test_what_is_taken_or_cleared_is_gone() -> None:
    kept: Kept[str, int] = Kept(2)
    kept.put("a", 1)
    assert (kept.take("a"), kept.take("a")) == (1, None)
    kept.put("b", 2)
    kept.clear()
    assert kept.take("b") is None
