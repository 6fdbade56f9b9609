"""What fireside writes is read by other libraries, and what they write is read by fireside: the same cues, times and text.

    python3 roundtrip.py path/to/fireside

Made-up cues go both ways through every format that one of the libraries has; see requirements.txt for them.
"""

import io
import json
import logging
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import pycaption
import pysubs2
import srt as srt_library
import webvtt

WORDS = """the gate lamp keeper oils a motor every year and nobody has seen it turn by night when fog comes up from the
harbour we ring twice naïve café Straße 潮汐 灯塔 мост it's don't 3.5 U.S. mother-in-law""".split()


def cues(seed, count=240):
    """Start, end and text of made-up cues: in order, one or two lines, no markup."""
    dice = random.Random(seed)
    at = 0
    for _ in range(count):
        at += dice.choice([0, 40, 120, 1_000, 61_000])
        length = dice.randrange(400, 6_000)
        lines = [" ".join(dice.choice(WORDS) for _ in range(dice.randrange(1, 7))) for _ in range(dice.randrange(1, 3))]
        yield at, at + length, "\n".join(lines)
        at += length


def fireside(*arguments, data=None):
    done = subprocess.run([FIRESIDE, *arguments], input=data, capture_output=True)
    assert done.returncode == 0, (arguments, done.stderr.decode()[-2_000:])
    return done.stdout


def read_by_fireside(data, form):
    document = json.loads(fireside("convert", "-", "--from", form, "--to", "json", data=data))
    return [(cue["start_ms"], cue["end_ms"], cue["text"]) for cue in document["cues"]]


def written_by_fireside(truth, form, *more):
    source = srt_library.compose(
        srt_library.Subtitle(index, ms(start), ms(end), text) for index, (start, end, text) in enumerate(truth, 1)
    )
    return fireside("convert", "-", "--from", "srt", "--to", form, *more, data=source.encode()).decode()


def ms(value):
    import datetime

    return datetime.timedelta(milliseconds=value)


# ---------------------------------------------------------------------------------------------- the other libraries


def with_pysubs2(form, **options):
    def read(text):
        # Their reader takes the frame rate from the file, as ours does.
        events = pysubs2.SSAFile.from_string(text, format_=form).events
        return [(event.start, event.end, event.plaintext) for event in events if event.type == "Dialogue"]

    def write(truth):
        file = pysubs2.SSAFile()
        for start, end, text in truth:
            file.append(pysubs2.SSAEvent(start=start, end=end, text=text.replace("\n", "\\N")))
        return file.to_string(form, **options)

    return read, write


def with_srt(text):
    return [
        (round(cue.start.total_seconds() * 1_000), round(cue.end.total_seconds() * 1_000), cue.content)
        for cue in srt_library.parse(text)
    ]


def with_webvtt(reader):
    def read(text):
        clock = lambda stamp: round(sum(Fraction(part) * 60**place for place, part in enumerate(reversed(stamp.split(":")))) * 1_000)
        return [(clock(cue.start), clock(cue.end), cue.text) for cue in reader(io.StringIO(text))]

    return read


def write_webvtt(truth):
    clock = lambda value: f"{value // 3_600_000:02}:{value // 60_000 % 60:02}:{value // 1_000 % 60:02}.{value % 1_000:03}"
    captions = webvtt.WebVTT()
    for start, end, text in truth:
        captions.captions.append(webvtt.Caption(clock(start), clock(end), text))
    return captions.content


def with_pycaption(reader, writer):
    def read(text):
        found = reader().read(text)
        cues = found.get_captions(found.get_languages()[0])
        return [(round(cue.start / 1_000), round(cue.end / 1_000), cue.get_text()) for cue in cues]

    def write(truth):
        source = srt_library.compose(
            srt_library.Subtitle(index, ms(start), ms(end), text) for index, (start, end, text) in enumerate(truth, 1)
        )
        return writer().write(pycaption.SRTReader().read(source))

    return read, write


def with_ttconv(text):
    import ttconv.imsc.reader
    import ttconv.srt.writer
    import xml.etree.ElementTree as tree

    logging.disable(logging.CRITICAL)
    model = ttconv.imsc.reader.to_model(tree.ElementTree(tree.fromstring(text)))
    return with_srt(ttconv.srt.writer.from_model(model, None))


# ------------------------------------------------------------------------------------------------------- the contest


def settled(cue, grain):
    """A cue as a format of this grain in milliseconds can tell it."""
    start, end, text = cue
    grid = lambda value: None if value is None else round(Fraction(value) / grain)
    return grid(start), grid(end), " ".join(text.split())


def same(title, truth, found, grain, slack=0):
    truth, found = ([settled(cue, grain) for cue in cues] for cues in (truth, found))
    assert len(truth) == len(found), f"{title}: {len(found)} cues of {len(truth)}"
    for index, (wanted, got) in enumerate(zip(truth, found)):
        # An end that a file leaves open is not in it.
        near = all(b is None or abs(a - b) <= slack for a, b in zip(wanted[:2], got[:2]))
        assert near and wanted[2] == got[2], f"{title}, cue {index}: {got} for {wanted}"
    print(f"{title}: {len(truth)} cues")


FRAME = Fraction(1_000, 25)
PYSUBS2 = {
    # our id: their id, what they need to know, the grain of the format in milliseconds, how far roundings may differ
    "srt": ("srt", {}, 1, 0),
    "vtt": ("vtt", {}, 1, 0),
    "ass": ("ass", {}, 10, 1),
    "ssa": ("ssa", {}, 10, 1),
    "microdvd": ("microdvd", {"fps": 25.0}, FRAME, 1),
    "mpl2": ("mpl2", {}, 100, 1),
    "ttml": ("ttml", {}, 1, 0),
}


def main():
    truth = list(cues(7))
    for form, (theirs, options, grain, slack) in PYSUBS2.items():
        read, write = with_pysubs2(theirs, **options)
        more = ["--fps", "25"] if form == "microdvd" else []
        ours = "ass" if form == "ssa" else form
        if form != "ssa":
            same(f"{form} by fireside, read by pysubs2", truth, read(written_by_fireside(truth, ours, *more)), grain, slack)
        same(f"{form} by pysubs2, read by fireside", truth, read_by_fireside(write(truth).encode(), ours), grain, slack)
    same("srt by fireside, read by srt", truth, with_srt(written_by_fireside(truth, "srt")), 1)
    same("vtt by fireside, read by webvtt-py", truth, with_webvtt(webvtt.from_buffer)(written_by_fireside(truth, "vtt")), 1)
    same("vtt by webvtt-py, read by fireside", truth, read_by_fireside(write_webvtt(truth).encode(), "vtt"), 1)
    sbv = lambda buffer: webvtt.from_buffer(buffer, format="sbv")
    same("sbv by fireside, read by webvtt-py", truth, with_webvtt(sbv)(written_by_fireside(truth, "sbv")), 1)
    for form, reader, writer, grain, slack in [
        ("srt", pycaption.SRTReader, pycaption.SRTWriter, 1, 0),
        ("vtt", pycaption.WebVTTReader, pycaption.WebVTTWriter, 1, 0),
        ("ttml", pycaption.DFXPReader, pycaption.DFXPWriter, 1, 0),
        ("sami", pycaption.SAMIReader, pycaption.SAMIWriter, 1, 0),
    ]:
        read, write = with_pycaption(reader, writer)
        same(f"{form} by fireside, read by pycaption", truth, read(written_by_fireside(truth, form)), grain, slack)
        same(f"{form} by pycaption, read by fireside", truth, read_by_fireside(write(truth).encode(), form), grain, slack)
    same("ttml by fireside, read by ttconv", truth, with_ttconv(written_by_fireside(truth, "ttml")), 1)


if __name__ == "__main__":
    FIRESIDE = str(Path(sys.argv[1]).resolve())
    main()
