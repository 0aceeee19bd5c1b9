"""Zendesk's actions that are not rows: what agents do with tickets, users and organizations every day.

Each stands in the module beside this one that is about its object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.zendesk.conversation import (
    make_private,
    note,
    redact_attachment,
    redact_comment,
    reply,
    upload_file,
)
from procedures.zendesk.jobs import wait_for_job
from procedures.zendesk.macros import apply_macro
from procedures.zendesk.organizations import (
    create_or_update_organization,
    merge_organizations,
    set_default_organization,
)
from procedures.zendesk.removal import (
    delete_suspended,
    mark_as_spam,
    merge_tickets,
    purge_ticket,
    recover_suspended,
    restore_ticket,
)
from procedures.zendesk.tags import add_tags, remove_tags, set_tags
from procedures.zendesk.tickets import (
    assign,
    close,
    follow_up,
    import_ticket,
    reopen,
    set_custom_status,
    set_priority,
    set_status,
    solve,
)
from procedures.zendesk.users import (
    add_identity,
    create_or_update_user,
    make_primary,
    merge_users,
    purge_user,
    set_default_group,
    suspend_user,
    unsuspend_user,
)

if TYPE_CHECKING:
    from helpsql.spec import Procedure

procedures: tuple[Procedure, ...] = (
    reply,
    note,
    solve,
    close,
    reopen,
    assign,
    set_status,
    set_custom_status,
    set_priority,
    add_tags,
    remove_tags,
    set_tags,
    merge_tickets,
    apply_macro,
    follow_up,
    mark_as_spam,
    restore_ticket,
    purge_ticket,
    make_private,
    redact_comment,
    redact_attachment,
    recover_suspended,
    delete_suspended,
    create_or_update_user,
    create_or_update_organization,
    suspend_user,
    unsuspend_user,
    merge_users,
    merge_organizations,
    purge_user,
    make_primary,
    add_identity,
    set_default_group,
    set_default_organization,
    import_ticket,
    wait_for_job,
    upload_file,
)
