#!/usr/bin/python3
"""mail-json.py FILE... - messages as one JSON list, read by Python's mail parser."""
import base64
import email
import email.policy
import json
import sys

out = []
for name in sys.argv[1:]:
    with open(name, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    text, html = m.get_body(("plain",)), m.get_body(("html",))
    out.append({
        "file": name,
        "from": str(m["From"]),
        "to": [a.addr_spec for a in m["To"].addresses],
        "subject": str(m["Subject"]),
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
        "attachments": [{
            "name": part.get_filename(),
            "type": part.get_content_type(),
            "base64": base64.b64encode(part.get_payload(decode=True)).decode(),
        } for part in m.iter_attachments()],
    })
json.dump(out, sys.stdout)
