"""Makes src/dialect/labelled/page_line.txt: how much each sign of a line says that it belongs to the page and isn't speech.

    python3 benches/train/lines.py

Nothing but Python's standard library. The lines are those of the pages in tests/dialects, told apart by what each page
must read as, and those of furniture.txt, written by hand. Logistic regression, full batches, one order of additions: the
same pages give the same bytes. `src/dialect/labelled/page_line.rs` finds the same signs.
"""

import bisect
import json
import math
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STOPS = ".?!…。？！"
SELF = set("i i'm i've i'd i'll me my we we're we've we'll we'd he she they him her them his it it's that's don't didn't isn't wasn't "
           "they're they've they'd they'll he's he'd he'll she's she'd she'll it'd it'll you're you've you'd you'll there's who's wouldn't couldn't can't won't hadn't haven't hasn't".split())
# What more than so many words long is, no page says on one line but in prose.
LONGEST = 25
FEWEST_PAGES = 12
COPIES = 3
# A line written by hand counts as so many of the pages'.
WEIGHT = 6
ROUNDS = 400


def words(line):
    spaced = "".join(c if c.isalnum() or c in "'’-" else " " for c in line)
    return [word for word in (word.strip("'’-") for word in spaced.split(" ")) if word]


def signs(line):
    """The signs of a line, most telling ones first."""
    line = " ".join(line.split())
    all_words = words(line)
    count = len(all_words)
    found = ["n%d" % next(i for i, most in enumerate((0, 1, 2, 4, 7, 12, 20, 10**9)) if count <= most)]
    last = line.rstrip("\"”’»)]'")[-1:]
    kind = (
        "none" if not last else "stop" if last in STOPS else "comma" if last in ",;、，" else "colon" if last in ":：" else
        "dash" if last in "-–—" else "digit" if last.isdigit() else "letter" if last.isalpha() else "sign"
    )
    found.append("end:" + kind)
    first = line[:1]
    found.append("first:" + (
        "none" if not first else "lower" if first.islower() else "upper" if first.isupper() else "digit" if first.isdigit() else
        "quote" if first in "\"“«'‘" else "bracket" if first in "([" else "dash" if first in "-–—" else
        "letter" if first.isalpha() else "sign"
    ))
    cased = [word for word in all_words[1:] if word[0].isupper() or word[0].islower()]
    if cased:
        capitals = sum(word[0].isupper() for word in cased)
        found.append("capitals:%d" % (0 if capitals == 0 else 3 if capitals * 3 >= len(cased) * 2 else 2 if capitals * 3 >= len(cased) else 1))
    if any(c.isdigit() for c in line):
        found.append("digit")
    for name, some in (("sign", "|·•›»→←▲▼◄►▸⤓✓★☆❤👍👎▶"), ("copyright", "©®™"), ("at", "@#"), ("url", None)):
        if any(c in line for c in some) if some else any(part in line for part in ("http", "www.", ".com", ".org")):
            found.append(name)
    if any(line[at] in ".?!" and line[at + 1] == " " for at in range(len(line) - 1)):
        found.append("inside")
    lower = [word.lower().replace("’", "'") for word in all_words]
    if any(word in SELF for word in lower):
        found.append("self")
    if count <= LONGEST:
        if lower and not any(c.isdigit() for c in lower[0]):
            found.append("^" + lower[0])
        found += sorted({"=" + word for word in lower if not any(c.isdigit() for c in word)})
    return found


def squeezed(text):
    return " ".join(text.replace("\ufeff", "").split())


def lines_of(page, units):
    """(line, is it speech) for each line of a page that is one or the other as a whole, and for what follows a label."""
    speech = [squeezed(unit[3]) for unit in units]
    text, starts = " ".join(speech), []
    for one in speech:
        starts.append(starts[-1] + len(speech[len(starts) - 1]) + 1 if starts else 0)
    at, found = 0, []
    for line in map(squeezed, page.splitlines()):
        if not line:
            continue
        begins = [0] + [match.end() for match in re.finditer(r"[:\])>\-–—：\s]+", line)]
        for begin in begins:
            rest = line[begin:].strip()
            if rest and text.startswith(rest, at) and not text[at + len(rest):at + len(rest) + 1].isalnum():
                at += len(rest)
                while text[at:at + 1] == " ":
                    at += 1
                found.append((rest if begin else line, True))
                break
        else:
            # What stands above all speech is told by other signs; what is said there of the talk is prose.
            direction = line[0] in "([♪" and line[-1] in ")]♪"
            if at and not direction:
                found.append((line, False))
    return found if at + 1 >= len(text) else []


def sentences(line):
    """Speech as it would stand on lines of its own: its first sentence, and the line."""
    first = re.split(r"(?<=[.?!]) ", line, maxsplit=1)[0]
    return {first, line}


def main():
    samples, copies = [], {}
    pages = sorted((ROOT / "tests/dialects").glob("*/*.json"))
    for number, case in enumerate(pages):
        expected = json.loads(case.read_text("utf-8"))
        try:
            page = case.with_suffix(".txt").read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if "units" not in expected:
            continue
        for line, spoken in lines_of(page, expected["units"]):
            for part in sentences(line) if spoken else [line]:
                copies[part, spoken] = copies.get((part, spoken), 0) + 1
                if copies[part, spoken] <= COPIES:
                    samples.append((signs(part), spoken, number))
    for number, line in enumerate((ROOT / "benches/train/furniture.txt").read_text("utf-8").splitlines()):
        if line and not line.startswith("#"):
            for copy in range(WEIGHT):
                samples.append((signs(line), False, -1 - number * WEIGHT - copy))
    on = {}
    for found, _, page in samples:
        for sign in found:
            on.setdefault(sign, set()).add(page)
    names = sorted(sign for sign, pages in on.items() if sign[0] not in "=^" or len(pages) >= FEWEST_PAGES)
    index = {name: at for at, name in enumerate(names)}
    rows = [([index[sign] for sign in found if sign in index], 0.0 if spoken else 1.0) for found, spoken, _ in samples]
    weights, bias = [0.0] * len(names), 0.0
    squares = [1e-3] * len(names)
    for _ in range(ROUNDS):
        slopes, slope = [0.0] * len(names), 0.0
        for row, page in rows:
            z = bias + sum(weights[at] for at in row)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))) - page
            slope += error
            for at in row:
                slopes[at] += error
        for at in range(len(names)):
            slopes[at] += weights[at] * (3.0 if names[at][0] in "=^" else 0.2)
            squares[at] += slopes[at] ** 2
            weights[at] -= 0.5 * slopes[at] / math.sqrt(squares[at])
        bias -= 0.1 * slope / len(rows)
    wrong = [sum((bias + sum(weights[at] for at in row) > 0) != (page > 0) for row, page in rows if page == kind) for kind in (0.0, 1.0)]
    print(f"{len(rows)} lines, {len(names)} signs; wrong: {wrong[0]} of speech, {wrong[1]} of the page")
    out = ROOT / "src/dialect/labelled/page_line.txt"
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# Made by benches/train/lines.py: a sign of a line, and how much it speaks for the page, in hundredths.\n")
        file.write(f"\t{round(bias * 100)}\n")
        for name, weight in zip(names, weights):
            if round(weight * 100) and (name[0] not in "=^" or abs(weight) >= 0.3):
                file.write(f"{name}\t{round(weight * 100)}\n")


if __name__ == "__main__":
    main()
