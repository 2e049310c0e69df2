#!/usr/bin/env python3
"""Each scene alone and all together: what it costs to load, per picture, and in memory.

    scenes.py MODERATE FIXTURES WORK_FOLDER [ROUNDS]

Runs `moderate --in-process --jobs 1` on the photographs of the fixtures, one process per scene and round, in turn, and
on one picture alone; the difference over the number of further pictures is the cost of one, decoding included. The stages
of the answers tell the detector's own share, in wall time. Ratios are to the porn scene of the same round.
"""
import collections
import json
import os
import statistics
import subprocess
import sys

from peer import has_bf16


def run(command, output):
    """CPU seconds, peak resident MiB and answers of one process."""
    with open(output, "wb") as out, open(output + ".err", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
        sys.exit(f"{' '.join(command)} ended with {status}: see {output}.err")
    answers = [json.loads(line) for line in open(output, encoding="utf-8")]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, answers


def stage_means(answers):
    sums = collections.Counter()
    for answer in answers:
        sums.update(answer["timing"]["stageMilliseconds"])
    return {name: total / len(answers) for name, total in sums.most_common()}


def main():
    moderate, fixtures, work = map(os.path.abspath, sys.argv[1:4])
    rounds = int((sys.argv[4:5] or ["3"])[0])
    os.makedirs(work, exist_ok=True)
    folders = [os.path.join(fixtures, "images", name) for name in ("photos-faces", "photos-large", "jpeg", "flags")]
    pictures = sorted(
        os.path.join(folder, name) for folder in folders if os.path.isdir(folder) for name in os.listdir(folder))
    first = os.path.join(fixtures, "images", "photos-faces", "astronaut.png")
    gallery, prints = os.path.join(work, "gallery"), os.path.join(work, "fingerprints.txt")
    if not os.path.isdir(gallery):
        subprocess.run(
            [moderate, "faces", "add", "--gallery", gallery, "--group", "benchmark", "--person", "astronaut", first],
            check=True, stdout=sys.stderr)
    with open(prints, "wb") as out:
        subprocess.run([moderate, "fingerprints", first], check=True, stdout=out)

    faces, marks = ["--gallery", gallery], ["--fingerprints", prints]
    configurations = {
        "porn": ["--scenes", "porn"],
        "terror": ["--scenes", "terror"],
        "terror and tags": ["--scenes", "terror,tags"],
        "politics: faces": ["--scenes", "politics", *faces],
        "politics: fingerprints": ["--scenes", "politics", *marks],
        "text": ["--scenes", "text"],
        "all four": ["--scenes", "porn,terror,politics,text", *faces, *marks],
        "all four, thorough": ["--scenes", "porn,terror,politics,text", *faces, *marks, "--thorough"],
    }
    if has_bf16():
        for name in ("porn", "text", "all four"):
            configurations[f"{name}, in bf16"] = [*configurations[name], "--precision", "bf16"]
    command = [moderate, "--in-process", "--jobs", "1", "--json", "--remember", "0"]
    rows = {name: [] for name in configurations}
    stages = {}
    for _ in range(rounds):
        for name, options in configurations.items():
            start, _, _ = run([*command, *options, first], os.path.join(work, "one.jsonl"))
            total, peak, answers = run([*command, *options, *pictures], os.path.join(work, "all.jsonl"))
            judged = [answer for answer in answers if answer["suggestion"]]
            rows[name].append((start, (total - start) * 1000 / (len(answers) - 1), peak))
            stages[name] = stage_means(judged)

    print(f"{len(pictures)} pictures, {rounds} rounds in turn, one thread, in process; medians\n")
    print(f"{'':24}{'start, CPU s':>14}{'CPU ms/picture':>16}{'of porn':>9}{'peak MiB':>10}")
    for name, runs in rows.items():
        ratios = [run[1] / porn[1] for run, porn in zip(runs, rows["porn"])]
        start, each, peak = (statistics.median(values) for values in zip(*runs))
        print(f"{name:24}{start:14.2f}{each:16.1f}{statistics.median(ratios):9.2f}{peak:10.0f}")
    print("\nwall ms per picture and stage:")
    for name, means in stages.items():
        print(f"  {name}: " + ", ".join(f"{stage} {value:.1f}" for stage, value in list(means.items())[:6]))


if __name__ == "__main__":
    main()
