"""The reports: figures for a period, series through it, and the conversations behind them.

They need the Plus or Pro plan; on others the API answers 403. All of them demand Current_StartDate and
Current_EndDate. Times are seconds, percentages 0 to 100 except PercentResolvedOnFirstReply, which is 0 to 1.
"""

from __future__ import annotations

from vtables.helpscout.reports.channels import channel_reports
from vtables.helpscout.reports.company import company_reports
from vtables.helpscout.reports.conversations import conversation_reports
from vtables.helpscout.reports.docs_sites import docs_reports
from vtables.helpscout.reports.happiness import happiness_reports
from vtables.helpscout.reports.productivity import productivity_reports
from vtables.helpscout.reports.user import user_reports

reports = (
    *company_reports,
    *conversation_reports,
    *productivity_reports,
    *happiness_reports,
    *channel_reports,
    *user_reports,
    *docs_reports,
)
