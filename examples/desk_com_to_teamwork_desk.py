"""Customers, cases and replies from Desk.com to Teamwork Desk: desk_com_to_teamwork_desk.py FILE

FILE is the SQLite database with the snapshot and the tables of ids; the connections `desk_com` and
`teamwork_desk` come from the configuration. Begin it again after whatever ended it: what is there is not
carried twice. A ticket's subject ends with the number of its case, since a ticket has no other place for it.
Replies become notes that say who wrote them and when: a message would be mailed to the customer anew.
"""

from __future__ import annotations

import sys

from desk_com_snapshot import SNAPSHOT
from migration import Stage, main

CUSTOMERS = Stage(
    ids="teamwork_customers",
    todo="""
select id from main.desk_customers
where id not in (select old_id from main.teamwork_customers) order by id""",
    # A customer there has a mail address; those without one get an address that leads nowhere.
    carry="""
insert into teamwork_desk.Customers (FirstName, LastName, JobTitle, Notes, ExternalId, Contacts)
select first_name, last_name, title, background, 'desk-customer-' || id,
       json_array(json_object('isMain', json('true'), 'type', 'email', 'value',
         coalesce(emails ->> '$[0].value', 'desk-customer-' || id || '@example.invalid')))
from main.desk_customers where id in (select old_id from main.claimed) order by id
returning Id""",
    find="""
select c.old_id, t.Id from main.claimed c
join teamwork_desk.Customers t on t.ExternalId = 'desk-customer-' || c.old_id""",
)

CASES = Stage(
    ids="teamwork_tickets",
    todo="""
select id from main.desk_cases
where id not in (select old_id from main.teamwork_tickets) order by id""",
    carry="""
insert into teamwork_desk.Tickets (Subject, Message, CustomerId, InboxId, StatusId, NotifyCustomer)
select coalesce(nullif(c.subject, ''), '(no subject)') || ' (case ' || c.id || ')',
       coalesce(nullif(m.body, ''), nullif(c.description, ''), '(no text)'), u.new_id,
       (select min(Id) from teamwork_desk.Inboxes),
       (select min(Id) from teamwork_desk.TicketStatuses
        where Code = case c.status when 'resolved' then 'solved' when 'closed' then 'closed'
                                   when 'pending' then 'waiting' else 'active' end),
       0
from main.desk_cases c
join main.teamwork_customers u on u.old_id = c.customer_id
left join main.desk_messages m on m.case_id = c.id
where c.id in (select old_id from main.claimed) order by c.id
returning Id""",
    find="""
select c.old_id, t.Id from main.claimed c
join main.desk_cases d on d.id = c.old_id
join main.teamwork_customers u on u.old_id = d.customer_id
join teamwork_desk.Tickets t on t.CustomerId = u.new_id
where t.Subject = coalesce(nullif(d.subject, ''), '(no subject)') || ' (case ' || d.id || ')'""",
)

NOTE = """case r.direction when 'in' then 'Customer' else 'Agent' end || ', ' || r.created_at || ', reply '
  || r.reply_id || ': ' || coalesce(nullif(r.body, ''), '(no text)')"""

REPLIES = Stage(
    ids="teamwork_notes",
    # In the order of their cases; a reply's number is its row in the snapshot.
    todo="""
select rowid from main.desk_replies where rowid not in (select old_id from main.teamwork_notes)
order by case_id, reply_id""",
    carry=f"""
select t.new_id, {NOTE}
from main.desk_replies r join main.teamwork_tickets t on t.old_id = r.case_id
where r.rowid in (select old_id from main.claimed) order by r.rowid""",
    call="call teamwork_desk.ReplyToTicket(?, 'Note', ?)",
    # A note is told by the number of its reply.
    find="""
select r.rowid, m.Id from main.desk_replies r
join main.teamwork_tickets t on t.old_id = r.case_id
join teamwork_desk.Messages m on m.TicketId = t.new_id
where r.rowid in (select old_id from main.claimed)
  and instr(coalesce(m.TextBody, m.HtmlBody), ', reply ' || r.reply_id || ': ') > 0""",
    batch=1,
)

__all__ = ["SNAPSHOT", "STAGES"]

STAGES = [CUSTOMERS, CASES, REPLIES]


if __name__ == "__main__":
    sys.exit(main(SNAPSHOT, STAGES))
