"""Help Scout's actions that are not rows: the connector's twelve, and what a support team does daily."""

from __future__ import annotations

from helpsql.spec import Procedure
from procedures.helpscout.account import run_workflow, update_team_members
from procedures.helpscout.attachments import create_attachment, download_attachment
from procedures.helpscout.conversations import (
    add_tag,
    assign,
    change_customer,
    move,
    publish_draft,
    remove_tag,
    set_status,
    snooze,
    unassign,
    unsnooze,
    update_fields,
    update_tags,
)
from procedures.helpscout.customers import (
    create_chats,
    create_emails,
    create_phones,
    create_social_profiles,
    create_websites,
    erase_customer,
)
from procedures.helpscout.threads import (
    create_thread_chat,
    create_thread_customer,
    create_thread_note,
    create_thread_phone,
    create_thread_reply,
    get_original_source,
    hide_thread,
    publish_thread,
    schedule_thread,
    unhide_thread,
    unschedule_thread,
    update_thread_text,
)

procedures: tuple[Procedure, ...] = (
    create_phones,
    create_emails,
    create_websites,
    create_social_profiles,
    create_chats,
    create_thread_chat,
    create_thread_customer,
    create_thread_note,
    create_thread_phone,
    create_thread_reply,
    update_tags,
    update_fields,
    set_status,
    assign,
    unassign,
    move,
    change_customer,
    publish_draft,
    add_tag,
    remove_tag,
    snooze,
    unsnooze,
    update_thread_text,
    hide_thread,
    unhide_thread,
    schedule_thread,
    unschedule_thread,
    publish_thread,
    get_original_source,
    create_attachment,
    download_attachment,
    erase_customer,
    run_workflow,
    update_team_members,
)
