"""Pages made of definitions, as Markdown: a helpdesk, one of its tables, one of its procedures.

`helpsql help` prints them; what people wrote stands in `helpsql/docs`, and no word in both.
"""

from helpsql.pages.helpdesks import helpdesk_page
from helpsql.pages.procedures import procedure_page
from helpsql.pages.tables import table_page

__all__ = ["helpdesk_page", "procedure_page", "table_page"]
