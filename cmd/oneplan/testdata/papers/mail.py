"""Mail: Python's email parser reads it as it was meant, and its icalendar the invitations; a line to type is one line."""
import email
import email.policy
import pathlib
import sys

import icalendar

of, work = map(pathlib.Path, sys.argv[1:])
wrong = []
methods, papers = set(), 0
mails = sorted(of.glob("*.eml"))
if not mails:
    wrong.append("there is no mail")
for path in mails:
    raw = path.read_bytes()
    if any(len(line) > 998 for line in raw.split(b"\r\n")) or b"\n" in raw.replace(b"\r\n", b"") or not raw.isascii():
        wrong.append(f"{path.name}: its lines are not those of mail")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = list(mail.walk())
    if any(part.defects for part in parts) or any(value.defects for part in parts for value in part.values() if hasattr(value, "defects")):
        wrong.append(f"{path.name}: it has defects")
    sender, to = mail["From"].addresses, mail["To"].addresses
    if len(sender) != 1 or sender[0].addr_spec != "office@example.org" or sender[0].display_name != 'Tîm y Blodyn, "Office" مكتب':
        wrong.append(f"{path.name}: it is from {mail['From']}")
    if len(to) != 1 or to[0].addr_spec != path.stem.split("-")[1] + "@example.org" or mail["Cc"] or mail["Bcc"]:
        wrong.append(f"{path.name}: it is to {mail['To']}")
    if mail["Auto-Submitted"] != "auto-generated" or not mail["Message-ID"].endswith("@example.org>") or not mail["Date"].datetime or not mail["Subject"]:
        wrong.append(f"{path.name}: its headers are {mail.items()}")
    lines = mail.get_body(("plain",)).get_content().splitlines()
    if not any(line.startswith("  ssh -p 2222 very-") and ".example.org" in line for line in lines):
        wrong.append(f"{path.name}: no line to type")
    if any(len(line) > 72 for line in lines if not line.startswith("  ")):
        wrong.append(f"{path.name}: a line is too long")
    for file in mail.iter_attachments():
        if file.get_content_type() == "application/pdf":
            papers += 1
            if file.get_content() != b"%PDF-\r\n.\r\n\x00\xff\n" or file.get_filename() != "minutes-sunflower-1.pdf":
                wrong.append(f"{path.name}: the paper is not as it was: {file.get_filename()}")
            continue
        calendar = icalendar.Calendar.from_ical(file.get_payload(decode=True))
        events = calendar.walk("VEVENT")
        method = str(calendar["METHOD"])
        methods.add(method)
        if file.get_content_type() != "text/calendar" or file["Content-Type"].params["method"] != method or len(events) != 1 or len(calendar.subcomponents) != 1:
            wrong.append(f"{path.name}: no invitation: {file['Content-Type']}")
            continue
        event = events[0]
        if str(event["ORGANIZER"]) != "mailto:office@example.org" or str(event["ATTENDEE"]) != "mailto:" + to[0].addr_spec or event["ATTENDEE"].params["RSVP"].upper() != "FALSE":
            wrong.append(f"{path.name}: it invites {event['ATTENDEE']} for {event['ORGANIZER']}")
        if int(event["SEQUENCE"]) != (method == "CANCEL") or not event["UID"] or "Nia" in str(event) or (event["STATUS"] == "CANCELLED") != (method == "CANCEL"):
            wrong.append(f"{path.name}: {event}")
        if method == "REQUEST" and not str(event["LOCATION"]).endswith("\\ up ATTENDEE:mailto:x@example.org 会議室"):
            wrong.append(f"{path.name}: it is at {event['LOCATION']}")
if methods != {"REQUEST", "CANCEL"} or papers != 2:
    wrong.append(f"{methods} and {papers} papers were read")
print("\n".join(wrong))
sys.exit(bool(wrong))
