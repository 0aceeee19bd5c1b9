"""Customers, cases and replies from Desk.com to Help Scout: python examples/desk_com_to_helpscout.py FILE

FILE is the SQLite database with the snapshot and the tables of ids; the connections `desk_com` and
`helpscout` come from the configuration. Begin it again after whatever ended it: what is there is not carried
twice. A case comes with all of its replies in one request, with their times, as an import: no mail goes out.
Help Scout takes a hundred threads of a conversation; a longer case ends the run with its reason.
"""

from __future__ import annotations

import sys

from desk_com_snapshot import SNAPSHOT
from migration import Stage, main

CUSTOMERS = Stage(
    ids="helpscout_customers",
    todo="""
select id from main.desk_customers
where id not in (select old_id from main.helpscout_customers) order by id""",
    # The background tells where a customer came from, and whether it is there when a run begins again.
    carry="""
insert into helpscout.Customers (FirstName, LastName, JobTitle, Background, Emails, Phones)
select nullif(substr(coalesce(first_name, ''), 1, 40), ''),
       nullif(substr(coalesce(last_name, ''), 1, 40), ''),
       nullif(substr(coalesce(title, ''), 1, 60), ''),
       substr('Desk.com customer ' || id || coalesce('. ' || nullif(background, ''), ''), 1, 200),
       emails, phone_numbers
from main.desk_customers where id in (select old_id from main.claimed) order by id
returning Id""",
    find="""
select c.old_id, h.Id from helpscout.Customers h
join main.claimed c on h.Background = 'Desk.com customer ' || c.old_id
  or h.Background like 'Desk.com customer ' || c.old_id || '. %'""",
)

CASES = Stage(
    ids="helpscout_conversations",
    todo="""
select id from main.desk_cases
where id not in (select old_id from main.helpscout_conversations) order by id""",
    carry="""
insert into helpscout.Conversations
  (Subject, Type, MailboxId, Status, PrimaryCustomer_Id, CreatedDate, Tags, Imported, Threads)
select coalesce(nullif(c.subject, ''), '(no subject)'),
       case c.type when 'chat' then 'chat' when 'phone' then 'phone' else 'email' end,
       (select min(Id) from helpscout.Mailboxes),
       case when c.status in ('resolved', 'closed') then 'closed' when c.status = 'pending' then 'pending'
            else 'active' end,
       u.new_id, c.created_at, c.labels, 1,
       (select json_group_array(json_object(
          'type', case direction when 'in' then 'customer' else 'reply' end,
          'customer', json_object('id', u.new_id), 'text', coalesce(nullif(body, ''), '(no text)'),
          'createdAt', created_at))
        from (select 0 as place, direction, body, created_at from main.desk_messages where case_id = c.id
              union all
              select reply_id, direction, body, created_at from main.desk_replies where case_id = c.id
              order by place))
from main.desk_cases c join main.helpscout_customers u on u.old_id = c.customer_id
where c.id in (select old_id from main.claimed) order by c.id
returning Id""",
    # Nothing of ours can stand in a conversation: customer, time and subject tell it.
    find="""
select c.old_id, h.Id from main.claimed c
join main.desk_cases d on d.id = c.old_id
join main.helpscout_customers u on u.old_id = d.customer_id
join helpscout.Conversations h on h.PrimaryCustomer_Id = u.new_id
where datetime(h.CreatedDate) = datetime(d.created_at)
  and h.Subject = coalesce(nullif(d.subject, ''), '(no subject)')""",
)

__all__ = ["SNAPSHOT", "STAGES"]

STAGES = [CUSTOMERS, CASES]


if __name__ == "__main__":
    sys.exit(main(SNAPSHOT, STAGES))
