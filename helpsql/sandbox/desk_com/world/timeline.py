"""When cases and customers came, and which belong together: arithmetic on an index, both ways.

Cases come in blocks of 12, customers in blocks of 4, companies one a block of 8 customers. A slot
of a block says whose case it is; a slot with a shift is a customer of an earlier block who writes
again. The company grows: the later, the more cases a day.
"""

from __future__ import annotations

from math import isqrt

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.settings import WORLD_DATE
from helpsql.sandbox.times import DAY

HISTORY = 900 * DAY
BEGIN = WORLD_DATE - HISTORY
LATEST = WORLD_DATE - 300
FRESH_VALUES = BEGIN + HISTORY * 2 // 5
"""Rows from before this date keep the old texts in their own fields (`"0"` for a boolean)."""
CLEANUP = BEGIN + HISTORY // 2
"""One second in which a system job touched many cases: they share their `updated_at`."""

_PER_BLOCK = 12
_CUSTOMERS = 4
_BLOCKS = 100
_CUSTOMERS_PER_COMPANY = 8
# (customer of the block, how far back that customer's block lies in percent of all blocks)
_SLOTS = ((0, 0), (1, 0), (0, 1), (2, 0), (0, 9), (3, 0), (1, 4), (0, 23), (2, 17), (0, 37), (3, 29), (1, 51))
_ARRIVAL = (0, 1, 3, 5)
_EMPLOYED = (0, 1, 2, 4, 5)
_BIG = 3
"""Companies that also have the first customers of other companies' blocks (their seventh)."""

FIRST_CASE = 3011
_RUN = 50
"""After so many cases a number is missing: it was merged away long ago."""
FIRST_CUSTOMER, CUSTOMER_STEP = 34_290_812, 37
FIRST_COMPANY, COMPANY_STEP = 138_963, 3
_DELETED_EVERY, _DELETED_AT = 67, 13
_IMPORTED_EVERY, _IMPORTED_AT = 50, 7


class Timeline:
    """The account's history for one seed and size."""

    def __init__(self, seed: int, size: float) -> None:
        self.seed = seed
        self.blocks = max(2, round(_BLOCKS * size))
        self.cases = self.blocks * _PER_BLOCK
        self.customers = self.blocks * _CUSTOMERS
        self.companies = max(_BIG + 1, self.customers // _CUSTOMERS_PER_COMPANY)

    # Time --------------------------------------------------------------------------------------

    def arrival_of_case(self, index: int) -> int:
        """Epoch second at which the account learned of a case; rises with the index."""
        jitter = Dice(self.seed, "time", index).below(1 << 16)
        share = ((index << 16) + jitter) * HISTORY * HISTORY // (self.cases << 16)
        return min(BEGIN + isqrt(share), LATEST)

    def created(self, index: int) -> int:
        """`created_at` of a case: some were imported, with a date of their own."""
        came = self.arrival_of_case(index)
        if index % _IMPORTED_EVERY == _IMPORTED_AT:
            return came - Dice(self.seed, "import", index).between(1, 200) * DAY
        return came

    def arrival_of_customer(self, index: int) -> int:
        block, local = divmod(index, _CUSTOMERS)
        return self.created(block * _PER_BLOCK + _ARRIVAL[local])

    def is_deleted(self, index: int) -> bool:
        return index % _DELETED_EVERY == _DELETED_AT

    # Numbers -----------------------------------------------------------------------------------

    def case_id(self, index: int) -> int:
        return FIRST_CASE + index + index // _RUN

    def case_index(self, number: int) -> int | None:
        block, place = divmod(number - FIRST_CASE, _RUN + 1)
        index = block * _RUN + place
        return index if place < _RUN and 0 <= index < self.cases else None

    def customer_id(self, index: int) -> int:
        return FIRST_CUSTOMER + index * CUSTOMER_STEP

    def customer_index(self, number: int) -> int | None:
        index, rest = divmod(number - FIRST_CUSTOMER, CUSTOMER_STEP)
        return index if rest == 0 and 0 <= index < self.customers else None

    def company_id(self, index: int) -> int:
        return FIRST_COMPANY + index * COMPANY_STEP

    def company_index(self, number: int) -> int | None:
        index, rest = divmod(number - FIRST_COMPANY, COMPANY_STEP)
        return index if rest == 0 and 0 <= index < self.companies else None

    # Belonging ---------------------------------------------------------------------------------

    def customer_of(self, case: int) -> int:
        """Index of the customer who wrote."""
        block, slot = divmod(case, _PER_BLOCK)
        local, shift = _SLOTS[slot]
        origin = block - shift * self.blocks // 100
        return (origin if origin >= 0 else block) * _CUSTOMERS + local

    def cases_of(self, customer: int) -> list[int]:
        """Indexes of a customer's cases, deleted ones too, in order."""
        block, local = divmod(customer, _CUSTOMERS)
        found = set()
        for slot, (owner, shift) in enumerate(_SLOTS):
            if owner != local:
                continue
            back = shift * self.blocks // 100
            if block + back < self.blocks:
                found.add((block + back) * _PER_BLOCK + slot)
            if block < back:
                found.add(block * _PER_BLOCK + slot)
        return sorted(found)

    def company_of(self, customer: int) -> int | None:
        """Index of a customer's company."""
        block, local = divmod(customer, _CUSTOMERS_PER_COMPANY)
        if local == 6:
            return block % _BIG
        return block if local in _EMPLOYED and block < self.companies else None

    def customers_of(self, company: int) -> list[int]:
        """Indexes of a company's customers, in order."""
        first = company * _CUSTOMERS_PER_COMPANY
        found = [first + local for local in _EMPLOYED if first + local < self.customers]
        if company < _BIG:
            span = _BIG * _CUSTOMERS_PER_COMPANY
            found += range(first + 6, self.customers, span)
        return sorted(found)
