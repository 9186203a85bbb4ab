"""PDF: poppler and mupdf read every line, qpdf finds nothing wrong, and there is a structure for whoever hears the paper."""
import collections
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "lib"))
import papers

of, work = map(pathlib.Path, sys.argv[1:])
files = sorted(of.glob("*.pdf"))
assert len(files) >= 18, files
wrong = []
for file in files:
    wanted, tags = papers.wanted(file)
    papers.run("qpdf", "--check", str(file))
    for line in papers.unsaid(wanted, papers.run("pdftotext", str(file), "-")):
        wrong.append(f"{file.name}: poppler does not read {line!r}")
    for line in papers.unsaid(wanted, papers.run("mutool", "draw", "-q", "-F", "txt", str(file))):
        wrong.append(f"{file.name}: mupdf does not read {line!r}")
    tree = papers.run("pdfinfo", "-struct", str(file))
    names = ["Document", "H1", "P"]
    for tag, of_it in {"h2": ["H2"], "h3": ["H3"], "li": ["L", "LI", "LBody"], "dt": ["Lbl", "LBody"], "table": ["Table", "THead", "TH", "TD"], "blockquote": ["BlockQuote"]}.items():
        names += of_it if tag in tags else []
    for name in names:
        if not re.search(rf"^\s*{name}\b", tree, re.M):
            wrong.append(f"{file.name}: no {name} in its structure")
    info = papers.run("pdfinfo", str(file))
    title = re.search(r"Title:\s+(.*)", info)
    if not title or not title.group(1).strip() or not re.search(r"Tagged:\s+yes", info):
        wrong.append(f"{file.name}: it has no title, or no structure:\n{info}")
    catalog = papers.run("qpdf", "--json=1", "--json-key=objects", str(file))
    if not re.search(rf'"/Lang": "(u:)?{papers.language(file)}"', catalog):
        wrong.append(f"{file.name}: it does not say its language")
    sizes = collections.Counter(re.findall(r'<font name="[^"]*" size="([\d.]+)"', papers.run("mutool", "draw", "-q", "-F", "stext", str(file))))
    if papers.print_size(file) not in (round(float(size)) for size, _ in sizes.most_common(2)):  # in tables words are a little smaller
        wrong.append(f"{file.name}: its words are {sizes} points large")
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    want = (612, 792) if "letter" in file.stem else (595, 842)
    if any(abs(float(got) - w) > 1 for got, w in zip(size.groups(), want)):
        wrong.append(f"{file.name}: its pages are {size.groups()}")

print("\n".join(wrong))
sys.exit(bool(wrong))
