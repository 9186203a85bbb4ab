"""Workbooks: LibreOffice opens each, its cells are those of the list as CSV, days are days, and nothing is worked out; Open XML's own
validator finds nothing."""
import csv
import json
import os
import pathlib
import re
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import papers

of, work = map(pathlib.Path, sys.argv[1:])
validator = os.environ["ONEPLAN_NODE_MODULES"] + "/.bin/ooxml-validator"
files = sorted(of.glob("*.xlsx"))
assert len(files) >= 9, files
wrong = []

# As CSV, in UTF-8, with what cells show.
papers.office("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", work, *files)
for file in files:
    said = json.loads(papers.run(validator, str(file)))
    if not said["ok"]:
        wrong.append(f"{file.name}: the validator says {said['errors'][:5]}")
    with open(of / (file.stem + ".csv"), newline="") as f:
        want = list(csv.reader(f))
    with open(work / (file.stem + ".csv"), newline="") as f:
        got = list(csv.reader(f))
    if len(got) != len(want):
        wrong.append(f"{file.name}: {len(got)} rows, not {len(want)}")
    for y, row in enumerate(want):
        for x, cell in enumerate(row):
            cell = re.sub("^'(?=[=+@\\-])", "", cell)  # which the CSV puts before what looks like a formula
            cell = {"true": "yes", "false": "no"}.get(cell, cell)
            cell = re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):.*", r"\1 \2", cell)
            if y == 0:
                cell = (cell[:1].upper() + cell[1:]).replace("_", " ")
            if re.sub(r"^(\d{4}-\d\d-\d\d \d\d:\d\d):00$", r"\1", got[y][x]) != cell:
                wrong.append(f"{file.name}: row {y + 1}, column {x + 1} shows {got[y][x]!r}, not {cell!r}")
    with zipfile.ZipFile(file) as z:
        sheet = z.read("xl/worksheets/sheet1.xml").decode()
    if "<f>" in sheet or 'state="frozen"' not in sheet or "<autoFilter" not in sheet:
        wrong.append(f"{file.name}: it has a formula, or its header moves away")
    days = sum(bool(re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", cell)) for row in want[1:] for cell in row)
    if days != len(re.findall(r'<c r="[A-Z]+\d+" s="[34]"><v>', sheet)):
        wrong.append(f"{file.name}: {days} days are not all days")

print("\n".join(wrong))
sys.exit(bool(wrong))
