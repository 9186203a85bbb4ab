"""Word documents: LibreOffice opens each, and what it prints says every line of the paper; Open XML's own validator finds nothing."""
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
files = sorted(of.glob("*.docx"))
assert len(files) >= 18, files
wrong = []

papers.office("pdf", work, *files)
papers.office("txt:Text (encoded):UTF8", work, *files)
for file in files:
    wanted, tags = papers.wanted(file)
    said = json.loads(papers.run(validator, str(file)))
    if not said["ok"]:
        wrong.append(f"{file.name}: the validator says {said['errors'][:5]}")
    printed = papers.run("pdftotext", str(work / (file.stem + ".pdf")), "-")
    for line in papers.unsaid(papers.drawn(wanted), printed):
        wrong.append(f"{file.name}: not in what LibreOffice prints: {line!r}")
    wanted = [line for line in wanted if not line.startswith(("Paper ", "Papur "))]  # LibreOffice writes no foot of pages as text
    for line in papers.unsaid(wanted, (work / (file.stem + ".txt")).read_text(), exact=True):
        wrong.append(f"{file.name}: not in what LibreOffice reads: {line!r}")

    with zipfile.ZipFile(file) as z:
        assert z.testzip() is None
        body, core, styles = (z.read(name).decode() for name in ("word/document.xml", "docProps/core.xml", "word/styles.xml"))
    for name in ("Title", "Heading1", "Heading2"):
        if name == "Heading2" and "h3" not in tags:
            continue
        if f'<w:pStyle w:val="{name}"/>' not in body or f'w:styleId="{name}"' not in styles:
            wrong.append(f"{file.name}: nothing is of the style {name}")
    for table in re.findall("<w:tbl>.*?</w:tbl>", body, re.S):
        if table.count("<w:tblHeader/>") != 1 or table.index("<w:tblHeader/>") > table.index("</w:tr>"):
            wrong.append(f"{file.name}: a table does not repeat its first row")
    if "<dc:creator>oneplan service</dc:creator>" not in core or f"<dc:language>{papers.language(file)}<" not in core or "xuri" in core:
        wrong.append(f"{file.name}: its properties are {core}")
    if file.stem == "minutes" and ("<w:bidi/>" not in body or "<w:rtl/>" not in body or 'w:bidi="ur-PK"' not in body or "dcterms:modified" not in core):
        wrong.append(f"{file.name}: what runs from right to left is not marked so, or it has no days")

    if f'<w:sz w:val="{papers.print_size(file) * 2}"/>' not in re.search("<w:docDefaults>.*?</w:docDefaults>", styles, re.S).group():
        wrong.append(f"{file.name}: its words are not {papers.print_size(file)} points large")

    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", papers.run("pdfinfo", str(work / (file.stem + ".pdf"))))
    want = (612, 792) if "letter" in file.stem else (595, 842)
    if any(abs(float(got) - w) > 1 for got, w in zip(size.groups(), want)):
        wrong.append(f"{file.name}: its pages are {size.groups()}")

# The validator is one that finds faults.
bad = work / "bad.docx"
with zipfile.ZipFile(of / "plan.docx") as old, zipfile.ZipFile(bad, "w") as new:
    for part in old.namelist():
        new.writestr(part, old.read(part).replace(b"<w:tblHeader/>", b"<w:tblHeading/>"))
if json.loads(papers.subprocess.run([validator, str(bad)], capture_output=True).stdout)["ok"]:
    wrong.append("the validator passes a fault that was planted")

print("\n".join(wrong))
sys.exit(bool(wrong))
