"""What the checks of papers share: what a paper has to say, and whether a text says it."""
import html.parser
import pathlib
import re
import subprocess
import unicodedata

# Marks of direction and of nothing, which readers put in or leave out, and what joins letters.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\ufffd]")
# Scripts whose letters change their order in print: readers of print give them back in several ways.
REORDERED = re.compile("[\u0900-\u0dff]")
# Words that hold what emoji are made of, as far as few fonts have it.
PICTURES = re.compile(r"\S*[\u20e3\u2705\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]\S*")
BACKWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]+")


def bare(text):
    """A text without spaces and marks: where lines break is the reader's own."""
    return re.sub(r"\s+", "", UNSEEN.sub("", unicodedata.normalize("NFC", text)))


class Lines(html.parser.HTMLParser):
    """The lines of a paper as HTML: what stands in an element that holds only words, and the elements that there are."""

    OF_WORDS = ("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "td", "th", "pre")

    def __init__(self):
        super().__init__()
        self.lines, self.at, self.tags = [], None, set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in self.OF_WORDS:
            self.at = ""

    def handle_endtag(self, tag):
        if tag not in self.OF_WORDS:
            return
        if self.at:
            self.lines.append(self.at)
        self.at = None

    def handle_data(self, data):
        if self.at is not None:
            self.at += data


def wanted(file):
    """Every line that a paper has to say, and the elements that it has, from the same paper as HTML: what stands after a dash in its name is another sheet."""
    paper = file.parent / (file.stem.split("-")[0] + ".html")
    parser = Lines()
    parser.feed(paper.read_text())
    parser.close()
    assert len(parser.lines) > 5, paper
    return parser.lines, parser.tags


def drawn(wanted):
    """The same lines without words that hold pictures: where a program prints with the fonts of its own machine, a reader finds empty boxes there. Our PDFs have them all."""
    return [PICTURES.sub("", line) for line in wanted]


def language(file):
    """The language that a paper is in."""
    return "cy" if file.stem.startswith("cy") else "en-GB"


def print_size(file):
    """How large the words of a paper are, in points."""
    return 18 if "large" in file.stem or "easy" in file.stem else 11


def parted(word, seen):
    """Whether an endless word is there piece by piece: between two there are the foot of a page, the next one's head, and what stands in other columns."""
    first = seen.find(word[:8])
    while first >= 0:
        rest, at = word, first
        while at >= 0:
            while rest and seen.startswith(rest[:1], at):
                rest, at = rest[1:], at + 1
            if not rest:
                return True
            at = seen.find(rest[:8], at)
        first = seen.find(word[:8], first + 1)
    return False


def unsaid(wanted, text, exact=False):
    """The lines that a text does not say. Unless it has to be exact, a line with words from right to left is looked for word by word, without what stands
    between them: readers of print put that where it is seen, and may give such a word the other way round, or the two letters of a ligature. Scripts
    that change the order of their letters are left to those who are exact."""
    seen = bare(text)
    words = {"".join(sorted(word)) for word in BACKWARDS.findall(UNSEEN.sub("", text))}

    def says(part):
        return part in seen or len(part) > 120 and parted(part, seen) or BACKWARDS.fullmatch(part) and ("".join(sorted(part)) in words or part[::-1] in seen)

    found = []
    for line in wanted:
        parts = [bare(line)]
        if not exact and BACKWARDS.search(line):
            parts = [part for part in re.split(r"[\W_]+", UNSEEN.sub("", line)) if not REORDERED.search(part)]
        elif not exact:
            parts = [part for part in map(bare, line.split()) if not REORDERED.search(part)]
        if not all(map(says, parts)):
            found.append(line)
    return found


def run(*command):
    """What a program says. It has to end well."""
    done = subprocess.run(command, capture_output=True, timeout=600)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')}{done.stdout.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def office(form, out, *files):
    """Has LibreOffice convert files; returns the folder. It says little when it fails: what is not there afterwards was not converted."""
    run("soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{out}/profile", "--convert-to", form, "--outdir", str(out), *map(str, files))
    for file in files:
        made = pathlib.Path(out) / (pathlib.Path(file).stem + "." + form.split(":")[0])
        assert made.exists(), f"LibreOffice does not open {file}"
    return pathlib.Path(out)
