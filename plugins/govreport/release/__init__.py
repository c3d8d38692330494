"""When a report is due and who must sign it: the calendar, deadlines, signatures, messages to operators.

Does not belong here: mails to leaders (delivery/). May import delivery and what lies below.
"""
