-- New tickets older than a day become high, a hundred a request. Look first:
--   helpsql --config team.toml --dry-run -f examples/zendesk_escalate.sql
update zendesk.tickets set priority = 'high', additional_tags = '["escalated"]',
  comment = 'Waiting for more than a day.', comment_public = 0
where status = 'new' and created_at < datetime('now', '-1 day') and coalesce(priority, 'low') <> 'high';
