"""PDF: poppler and mupdf read every line, qpdf finds nothing wrong, and there is a structure for whoever hears the paper."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import papers

of, work = map(pathlib.Path, sys.argv[1:])
files = sorted(of.glob("*.pdf"))
assert len(files) >= 7, files
wrong = []
for file in files:
    wanted = papers.lines(of / (file.stem.split("-")[0] + ".html"))
    papers.run("qpdf", "--check", str(file))
    for line in papers.unsaid(wanted, papers.run("pdftotext", str(file), "-")):
        wrong.append(f"{file.name}: poppler does not read {line!r}")
    for line in papers.unsaid(wanted, papers.run("mutool", "draw", "-q", "-F", "txt", str(file))):
        wrong.append(f"{file.name}: mupdf does not read {line!r}")
    tree = papers.run("pdfinfo", "-struct", str(file))
    for name in ("Document", "H1", "H2", "P", "LBody") + (() if file.stem == "handover" else ("Table", "THead", "TH", "TD")):
        if not re.search(rf"^\s*{name}\b", tree, re.M):
            wrong.append(f"{file.name}: no {name} in its structure")
    info = papers.run("pdfinfo", str(file))
    title = re.search(r"Title:\s+(.*)", info)
    if not title or not title.group(1).strip() or not re.search(r"Tagged:\s+yes", info):
        wrong.append(f"{file.name}: it has no title, or no structure:\n{info}")
    catalog = papers.run("qpdf", "--json=1", "--json-key=objects", str(file))
    if '"/Lang"' not in catalog:
        wrong.append(f"{file.name}: it does not say its language")
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    want = (612, 792) if "letter" in file.stem else (595, 842)
    if any(abs(float(got) - w) > 1 for got, w in zip(size.groups(), want)):
        wrong.append(f"{file.name}: its pages are {size.groups()}")

print("\n".join(wrong))
sys.exit(bool(wrong))
