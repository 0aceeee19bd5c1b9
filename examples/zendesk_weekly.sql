-- Last week's tickets by group as CSV, for cron:
--   helpsql --config team.toml --format csv -f examples/zendesk_weekly.sql > weekly.csv
-- A handful of requests: one search for the week, one look for the groups.
select coalesce(g.name, 'nobody') as team,
  count(*) as created,
  sum(t.status in ('solved', 'closed')) as solved,
  sum(t.priority in ('high', 'urgent')) as pressing
from zendesk.tickets t left join zendesk.groups g on g.id = t.group_id
where t.created_at >= date('now', '-7 days') and t.created_at < date('now')
group by 1 order by created desc, team;
