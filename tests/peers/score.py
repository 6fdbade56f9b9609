"""What fireside scores is what the tools of the field score: meeteval, jiwer, pyannote.metrics and spyder.

    python3 tests/peers/score.py path/to/fireside

Made-up meetings, more than 500 for each metric and setting, go through both; rates agree to 1e-9.
"""

import itertools
import json
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import jiwer
import logging
import meeteval
import spyder
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate
from pyannote.metrics.segmentation import SegmentationPrecision, SegmentationRecall

logging.disable(logging.WARNING)

WORDS = "a is the gate lamp keeper oils motor every year nobody has seen turn night fog".split()
SESSIONS = 540


def meeting(dice, speakers, segments, touching=False, overlap_self=False):
    """Speaker, start and end in milliseconds, words; no two segments start at once."""
    made, at, ends = [], 0, {}
    starts = set()
    for _ in range(segments):
        at += dice.choice([1, 200, 700, 2_000]) + dice.randrange(0, 50)
        speaker = dice.randrange(speakers)
        start = at if overlap_self else max(at, ends.get(speaker, 0) + (0 if touching and dice.random() < 0.5 else 1))
        while start in starts:
            start += 1
        starts.add(start)
        end = start + dice.randrange(100, 5_000)
        ends[speaker] = end
        words = [dice.choice(WORDS) for _ in range(dice.randrange(0, 7))]
        made.append([f"s{speaker}", start, end, words])
    return sorted(made, key=lambda segment: segment[1])


def heard(dice, truth, speakers):
    """The same meeting with errors in times, words and speakers."""
    out, starts = [], set()
    for speaker, start, end, words in truth:
        if dice.random() < 0.1:
            continue
        start = max(0, start + dice.randrange(-300, 300))
        while start in starts:
            start += 1
        starts.add(start)
        end = max(start + 50, end + dice.randrange(-300, 300))
        if dice.random() < 0.2:
            speaker = f"s{dice.randrange(speakers)}"
        words = [w if dice.random() < 0.8 else dice.choice(WORDS) for w in words if dice.random() < 0.9]
        words += [dice.choice(WORDS)] * (dice.random() < 0.2)
        out.append([f"h{speaker}", start, end, words])
    return sorted(out, key=lambda segment: segment[1])


def alone(segments):
    """Without what overlaps an earlier segment of its speaker, which pyannote's JER counts in a way of its own."""
    ends, kept = {}, []
    for segment in segments:
        if segment[1] > ends.get(segment[0], -1):
            ends[segment[0]] = segment[2]
            kept.append(segment)
    return kept


def meetings(seed, speakers, segments, count=SESSIONS, **how):
    dice = random.Random(seed)
    pairs = {}
    for index in range(count):
        truth = meeting(dice, dice.randrange(1, speakers + 1), dice.randrange(1, segments + 1), **how)
        guess = heard(dice, truth, speakers)
        if any(segment[3] for segment in truth) and any(segment[3] for segment in guess):
            pairs[f"m{index}"] = (truth, guess)
    return pairs


def fireside(pairs, metric, *arguments, form="seglst", uem=None):
    """The scores of all meetings, by name."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("reference", "hypothesis")]
        for side, path in enumerate(paths):
            if form == "seglst":
                rows = [
                    dict(session_id=name, speaker=who, start_time=f"{start / 1000:.3f}", end_time=f"{end / 1000:.3f}", words=" ".join(words))
                    for name, pair in pairs.items()
                    for who, start, end, words in pair[side]
                ]
                path.write_text(json.dumps(rows))
            else:
                path.write_text("".join(
                    f"SPEAKER {name} 1 {start / 1000:.3f} {(end - start) / 1000:.3f} <NA> <NA> {who} <NA> <NA>\n"
                    for name, pair in pairs.items()
                    for who, start, end, _ in pair[side]
                ))
        if uem:
            regions = Path(folder, "uem")
            regions.write_text("".join(f"{name} 1 {a / 1000:.3f} {b / 1000:.3f}\n" for name, all in uem.items() for a, b in all))
            arguments = [*arguments, "--uem", str(regions)]
        command = [FIRESIDE, "score", *map(str, paths), "--metric", metric, "--format", "json", "--from", form, *arguments]
        done = subprocess.run(command, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()[-2_000:]
        return json.loads(done.stdout)["sessions"]


def agree(what, ours, theirs):
    """Two tables of numbers by meeting are the same."""
    assert set(ours) == set(theirs), (what, set(ours) ^ set(theirs))
    wrong = [name for name in ours if abs(ours[name] - theirs[name]) > 1e-9]
    assert not wrong, (what, len(wrong), wrong[0], ours[wrong[0]], theirs[wrong[0]])
    print(f"{what}: {len(ours)} meetings agree")


def seglst(segments):
    # In milliseconds, so that both sides reckon with the same numbers.
    return meeteval.io.SegLST([
        dict(session_id="m", speaker=who, start_time=float(start), end_time=float(end), words=" ".join(words))
        for who, start, end, words in segments
    ])


def words():
    text = lambda segments: " ".join(word for segment in segments for word in segment[3])
    pairs = meetings(1, 3, 12)
    rates = lambda scores: {name: score["error_rate"] for name, score in scores.items()}
    agree("wer, jiwer", rates(fireside(pairs, "wer")), {n: jiwer.wer(text(r), text(h)) for n, (r, h) in pairs.items()})
    agree("cer, jiwer", rates(fireside(pairs, "cer")), {n: jiwer.cer(text(r), text(h)) for n, (r, h) in pairs.items()})
    for own in (False, True):
        pairs = meetings(2 + own, 5, 25, overlap_self=own)
        sides = {name: (seglst(r), seglst(h)) for name, (r, h) in pairs.items()}
        for metric, peer in [("cpwer", meeteval.wer.wer.cp_word_error_rate)]:
            theirs = {name: float(peer(r, h).error_rate) for name, (r, h) in sides.items()}
            agree(f"{metric}, meeteval, self-overlap {own}", rates(fireside(pairs, metric)), theirs)
        for collar in (0.1, 2, 5):
            for reference, hypothesis in [
                ("character_based", "character_based_points"),
                ("equidistant_intervals", "equidistant_points"),
                ("full_segment", "character_based"),
            ]:
                how = dict(reference_pseudo_word_level_timing=reference, hypothesis_pseudo_word_level_timing=hypothesis)
                theirs = {
                    name: float(meeteval.wer.wer.time_constrained_minimum_permutation_word_error_rate(r, h, collar=collar * 1000, **how).error_rate)
                    for name, (r, h) in sides.items()
                }
                dashed = lambda name: name.replace("_", "-")
                ours = fireside(pairs, "tcpwer", "--collar", str(collar), "--reference-timing", dashed(reference),
                                "--hypothesis-timing", dashed(hypothesis))
                agree(f"tcpwer {collar} s {reference}, meeteval, self-overlap {own}", rates(ours), theirs)
    pairs = meetings(4, 3, 8)
    sides = {name: (seglst(r), seglst(h)) for name, (r, h) in pairs.items()}
    theirs = {name: float(meeteval.wer.wer.orc_word_error_rate(r, h).error_rate) for name, (r, h) in sides.items()}
    agree("orcwer, meeteval", rates(fireside(pairs, "orcwer")), theirs)
    pairs = meetings(5, 4, 25)
    sides = {name: (seglst(r), seglst(h)) for name, (r, h) in pairs.items()}
    for collar in (0.5, 5):
        theirs = {
            name: float(meeteval.wer.wer.time_constrained_orc_wer(r, h, collar=collar * 1000).error_rate)
            for name, (r, h) in sides.items()
        }
        agree(f"tcorcwer {collar} s, meeteval", rates(fireside(pairs, "tcorcwer", "--collar", str(collar))), theirs)


def annotation(segments):
    made = Annotation()
    for index, (who, start, end, _) in enumerate(segments):
        made[Segment(start, end), index] = who
    return made


def turns(segments):
    return [(who, float(start), float(end)) for who, start, end, _ in segments]


def time():
    dice = random.Random(9)
    for touching, own in [(False, False), (True, False), (True, True)]:
        pairs = meetings(6 + touching, 4, 25, touching=touching, overlap_self=own)
        uem = {name: [(dice.randrange(500), 9_000), (10_000, 10_000 + dice.randrange(1, 50_000))] for name in pairs}
        for collar in (0, 0.1, 0.25):
            for skip in (False, True):
                flags = ["--collar", str(collar), *["--skip-overlap"] * skip]
                label = f"collar {collar} skip {skip} touching {touching} self-overlap {own}"
                region = "nonoverlap" if skip else "all"
                # It maps speakers by unscored time too: where two mappings are as good there, the order of names decides.
                definite = lambda r, h: has_one_mapping(annotation(r).support() * annotation(h).support())
                certain = {n: sides for n, sides in pairs.items() if not (collar or skip) or definite(*sides)}
                theirs = {
                    name: spyder.DER(turns(r), turns(h), collar=collar * 1000, regions=region).der
                    for name, (r, h) in certain.items()
                }
                ours = fireside(certain, "der", "--convention", "spyder", *flags, form="rttm")
                agree_on_speech(f"der, spyder, {label}", "der", ours, theirs)
                for regions in (None, uem):
                    timelines = {n: Timeline([Segment(*s) for s in all]) for n, all in regions.items()} if regions else {}
                    # A speaker who overlaps with themselves counts twice in DER; in JER in a way of its own.
                    clean = {n: (r, alone(h)) for n, (r, h) in pairs.items()}
                    for metric, all in [(DiarizationErrorRate, pairs), (JaccardErrorRate, clean)]:
                        if own and metric is JaccardErrorRate:
                            continue
                        metric = metric(collar=collar * 1000, skip_overlap=skip)
                        key = "jer" if isinstance(metric, JaccardErrorRate) else "der"
                        theirs = {n: pyannote(metric, *sides, timelines.get(n)) for n, sides in all.items()}
                        theirs = {n: rate for n, rate in theirs.items() if rate is not None}
                        ours = fireside(all, key, "--convention", "pyannote", *flags, form="rttm", uem=regions)
                        ours = {n: score[key] for n, score in ours.items() if n in theirs}
                        agree(f"{key}, pyannote, {label} uem {bool(regions)}", ours, theirs)


def pyannote(metric, reference, hypothesis, uem):
    """Its rate; none without speech, or where the order of names decides between mappings that share as much."""
    sides = annotation(reference), annotation(hypothesis)
    detail = metric(*sides, detailed=True, uem=uem)
    scored = metric.uemify(*sides, uem=uem, collar=metric.collar, skip_overlap=metric.skip_overlap)
    if not detail.get("total", 0) and not detail.get("speaker count", 0) or not has_one_mapping(scored[0] * scored[1]):
        return None
    return detail[metric.metric_name()]


def has_one_mapping(shared):
    """Whether no two mappings share as much time; pairs that share nothing are no part of one."""
    shared = shared if shared.shape[0] <= shared.shape[1] else shared.T
    best = {}
    for way in itertools.permutations(range(shared.shape[1]), shared.shape[0]):
        pairs = frozenset((row, column) for row, column in enumerate(way) if shared[row, column] > 0)
        best.setdefault(round(sum(shared[pair] for pair in pairs), 6), set()).add(pairs)
    return len(best[max(best)]) == 1


def agree_on_speech(what, key, ours, theirs):
    ours = {name: score[key] for name, score in ours.items() if score[key] is not None}
    agree(what, ours, {name: theirs[name] for name in theirs if name in ours or theirs[name] > 0})


def boundaries():
    """Partitions, in which all tools mean the same by a boundary, and none has a choice between two."""
    dice = random.Random(12)
    pairs = {}
    for index in range(SESSIONS):
        grid = [at * 2_000 for at in range(dice.randrange(2, 20))]
        sides = []
        for _ in range(2):
            cuts = [max(0, at + dice.randrange(-600, 600)) for at in grid if dice.random() < 0.8]
            cuts = sorted({0, *cuts, 40_000})
            sides.append([[f"s{n % 3}", a, b, []] for n, (a, b) in enumerate(zip(cuts, cuts[1:]))])
        pairs[f"m{index}"] = tuple(sides)
    ours = fireside(pairs, "boundary", "--tolerance", "0.35", form="rttm")
    timeline = lambda segments: Timeline([Segment(start, end) for _, start, end, _ in segments])
    for key, metric in [("precision", SegmentationPrecision(tolerance=350)), ("recall", SegmentationRecall(tolerance=350))]:
        theirs = {name: metric(timeline(r), timeline(h)) for name, (r, h) in pairs.items()}
        both = {name: score[key] for name, score in ours.items() if score["reference"] and score["hypothesis"]}
        agree(f"boundary {key}, pyannote", both, {name: theirs[name] for name in both})


if __name__ == "__main__":
    FIRESIDE = sys.argv[1]
    words()
    time()
    boundaries()
