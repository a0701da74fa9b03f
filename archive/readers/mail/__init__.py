"""Mail: messages, mailboxes, Outlook's files, and pages that browsers save in a mail's form."""
