"""Calendars: Python's icalendar finds the events of the list, and none that somebody typed; nothing names the child."""
import csv
import pathlib
import re
import sys

import icalendar

of, work = map(pathlib.Path, sys.argv[1:])
wrong = []


def unnamed(words):
    """What a calendar says of a row: it has no word that is the child's name."""
    return re.sub(r"\bkit\b", "…", words.lstrip("'"), flags=re.I)


for name in ("calendar", "actions"):
    raw = (of / (name + ".ics")).read_bytes()
    if raw.count(b"\n") != raw.count(b"\r\n") or any(len(line) > 75 for line in raw.split(b"\r\n")):
        wrong.append(f"{name}: its lines are not those of a calendar")
    if re.search(rb"\bkit\b", re.sub(rb"\r\n ", b"", raw), re.I):
        wrong.append(f"{name}: it names the child")
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    with open(of / (name + ".csv"), newline="") as f:
        rows = list(csv.DictReader(f))
    if name == "actions":
        rows = [row for row in rows if row["due"]]
    if not events or len(events) != len(rows):
        wrong.append(f"{name}: {len(events)} events of {len(rows)} rows")
    names = {unnamed(row["name"]) for row in rows}
    for event in events:
        if str(event["SUMMARY"]) not in names or not event["UID"] or not event["DTSTART"].dt:
            wrong.append(f"{name}: an event that is in no list: {event}")
        if event["DTSTAMP"].dt != event["LAST-MODIFIED"].dt or event["CLASS"] != "PRIVATE" or "METHOD" in calendar:
            wrong.append(f"{name}: an event that says something else than when it changed: {event}")
    if len({str(event["UID"]) for event in events}) != len(events):
        wrong.append(f"{name}: two events have one name")
print("\n".join(wrong))
sys.exit(bool(wrong))
