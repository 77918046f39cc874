#!/usr/bin/python3
"""read-mail.py FILE... - what Python's mail parser makes of messages: one line a fact."""
import email
import email.policy
import sys


def show(part):
    assert not part.defects, part.defects
    for header in part.values():
        assert not header.defects, header.defects


def read(name):
    with open(name, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    show(m)
    for name in ("From", "To", "Subject", "Message-ID", "References", "Auto-Submitted"):
        if m[name] is not None:
            print(f"{name}: {m[name]}")
    print("Names:", ",".join(m.keys()))
    print("Sender:", m["From"].addresses[0].display_name, m["From"].addresses[0].addr_spec)
    print("Date:", m["Date"].datetime.isoformat())
    for part in m.walk():
        show(part)
        print("Part:", part.get_content_type(), part.get_filename() or "")
    text = m.get_body(("plain",)).get_content()
    print("Text:", text.replace("\n", "|"))
    print("HTML:", m.get_body(("html",)).get_content().replace("\n", "|"))
    for part in m.iter_attachments():
        data = part.get_payload(decode=True)
        print("Attachment:", len(data), sum(data))


for name in sys.argv[1:]:
    read(name)
