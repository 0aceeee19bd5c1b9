"""What `make demo` shows: real answers from the embedded sandbox, and what each cost in requests."""

from __future__ import annotations

from tabulate import tabulate

import helpsql

QUERIES = [
    "select Status, count(*) as conversations from helpscout.Conversations group by Status order by 2 desc",
    """select m.Name as mailbox, count(*) as open_conversations
from helpscout.Conversations c join helpscout.Mailboxes m on m.Id = c.MailboxId
where c.Status in ('active', 'pending') group by 1 order by 2 desc""",
    """select o.name as organization, count(*) as open_tickets, min(t.created_at) as oldest
from zendesk.tickets t join zendesk.organizations o on o.id = t.organization_id
where t.status in ('new', 'open') group by 1 order by 2 desc, 1 limit 5""",
    """select s.Name as status, count(*) as tickets
from teamwork_desk.Tickets t join teamwork_desk.TicketStatuses s on s.Id = t.StatusId
group by 1 order by 2 desc""",
    """select 'Help Scout' as desk, count(*) as open from helpscout.Conversations where Status = 'active'
union all select 'Zendesk', count(*) from zendesk.tickets where status = 'open'
union all select 'Desk.com', count(*) from desk_com.cases where status = 'open'""",
    """select Number, Subject, PrimaryCustomer_Email from helpscout.Conversations
where CreatedDate >= '2026-10-30' and Status = 'active' order by CreatedDate desc limit 5""",
    """select Current_CustomersHelped as helped, Current_TotalReplies as replies,
  Deltas_TotalReplies as percent_more
from helpscout.ReportCompanyOveralls
where Current_StartDate = '2026-10-01' and Current_EndDate = '2026-11-01'
  and Previous_StartDate = '2026-09-01' and Previous_EndDate = '2026-10-01'""",
    "update helpscout.Conversations set Status = 'closed', Subject = 'Done' where Id = 1246",
    "call helpscout.CreateThreadNote(1246, 'Closed from SQL.')",
    "select Id, Status, Subject, ThreadsCount from helpscout.Conversations where Id = 1246",
    """update zendesk.tickets set priority = 'urgent', additional_tags = '["escalated"]'
where status = 'new' and created_at < datetime('now', '-1 day')""",
]


def main() -> None:
    """Run the queries one after another, committing each."""
    with helpsql.connect(demo=True, autocommit=True) as connection:
        for sql in QUERIES:
            cursor = connection.cursor()
            print(f"sql> {sql};")
            cursor.execute(sql)
            if cursor.description:
                names = [column[0] for column in cursor.description]
                print(tabulate(cursor.fetchall(), names, tablefmt="simple", missingval="NULL"))
            else:
                print(f"{cursor.rowcount} row{'s' * (cursor.rowcount != 1)} changed")
            print(f"({cursor.requests} request{'s' * (cursor.requests != 1)})\n")
    print("Try it yourself:  .venv/bin/helpsql --demo")


if __name__ == "__main__":
    main()
