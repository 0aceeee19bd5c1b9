"""The reports, computed from the account's conversations.

`ask` reads the parameters, `cases` says what happened in a conversation, `measures` counts over a
period, the rest puts the numbers into the vendor's shapes.

ASSUMED, for all of them: start and end are both included; spam and drafts count like the rest; the
company's time zone is UTC; without a previous range every member about the previous one is absent.
"""
