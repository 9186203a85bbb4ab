"""Calendars: Python's icalendar finds the events of the list, and none that somebody typed."""
import csv
import pathlib
import sys

import icalendar

of, work = map(pathlib.Path, sys.argv[1:])
raw = (of / "calendar.ics").read_bytes()
assert raw.count(b"\n") == raw.count(b"\r\n") and all(len(line) <= 75 for line in raw.split(b"\r\n")), "lines"
events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
with open(of / "calendar.csv", newline="") as f:
    rows = list(csv.DictReader(f))
wrong = []
if not events or len(events) > len(rows):
    wrong.append(f"{len(events)} events of {len(rows)} rows")
names = {row["name"].lstrip("'") for row in rows}
for event in events:
    if str(event["SUMMARY"]) not in names or not event["UID"] or not event["DTSTART"].dt or event["DTSTAMP"] is None:
        wrong.append(f"an event that is in no list: {event}")
if len({str(event["UID"]) for event in events}) != len(events):
    wrong.append("two events have one name")
print("\n".join(wrong))
sys.exit(bool(wrong))
