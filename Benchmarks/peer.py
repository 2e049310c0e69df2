#!/usr/bin/env python3
"""Runs `moderate` beside the Python peer on the peer's pictures: same scenes, same machine, same minute, in turn.

    peer.py MODERATE PEER_FOLDER WORK_FOLDER [ROUNDS] [OPTION FOR MODERATE ...]

Prints images per CPU second of whole processes, start included: of the peer with everything that it does, of `moderate`
doing the same, and of `moderate` with its usual policy and all scenes, both in fp32 and, where the CPU has it, in bf16;
milliseconds per image and stage; peak memory; and how many of the lines drawn into the pictures were read exactly. Each process gets one thread for its models and
works on one picture at a time; the rounds alternate, so that a machine that slows down slows down all of them.
"""
import collections
import json
import os
import statistics
import subprocess
import sys

WORDS = ["红包", "微信", "discount", "sale"]  # the peer's own default list
FLAGS = ["avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"]


def run(command, output, **environment):
    """CPU seconds of one process and its children, its peak resident MiB; its standard output goes into a file."""
    with open(output, "wb") as out, open(output + ".err", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
        sys.exit(f"{command[0]} ended with {status}: see {output}.err")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def stages(path):
    """Mean milliseconds per image and stage of our own answers."""
    sums, count = collections.Counter(), 0
    for line in open(path, encoding="utf-8"):
        count += 1
        sums.update(json.loads(line)["timing"]["stageMilliseconds"])
    return {name: total / count for name, total in sums.most_common()}, count


def as_peer(path, adapted):
    """Our answers in the form that the peer's own quality script reads."""
    with open(adapted, "w", encoding="utf-8") as out:
        for line in open(path, encoding="utf-8"):
            answer = json.loads(line)
            text = [item["text"] for item in answer["text"]]
            out.write(json.dumps({"path": answer["source"], "text": text}, ensure_ascii=False) + "\n")


def codes(path, ours):
    """How many codes were read, each content once a picture."""
    count = 0
    for line in open(path, encoding="utf-8"):
        answer = json.loads(line)
        found = {f["text"] for f in answer["findings"] if f["detector"].startswith(("text.barcodes", "text.small-codes"))} \
            if ours else set(answer.get("qr") or [])
        count += len(found)
    return count


def cpu():
    info = open("/proc/cpuinfo", encoding="utf-8").read()
    name = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    flags = next((line.split() for line in info.splitlines() if line.startswith("flags")), [])
    return f"{name}: {' '.join(flag for flag in FLAGS if flag in flags)}"


def has_bf16():
    return "avx512_bf16" in cpu() or "amx_bf16" in cpu()


def known(moderate, work, picture):
    """A gallery and a list to compare with: one person, one picture."""
    gallery, prints = os.path.join(work, "gallery"), os.path.join(work, "fingerprints.txt")
    if not os.path.isdir(gallery):
        subprocess.run(
            [moderate, "faces", "add", "--gallery", gallery, "--group", "peer", "--person", "astronaut", picture],
            check=True, stdout=sys.stderr)
    with open(prints, "wb") as out:
        subprocess.run([moderate, "fingerprints", picture], check=True, stdout=out)
    return ["--gallery", gallery, "--fingerprints", prints]


def main():
    moderate, peer, work = map(os.path.abspath, sys.argv[1:4])
    rounds = int((sys.argv[4:5] or ["3"])[0])
    extra = sys.argv[5:]
    python = os.path.join(work, ".venv/bin/python")
    images = os.path.join(work, "images")
    words = os.path.join(work, "words.txt")
    open(words, "w", encoding="utf-8").write("# name: peer\n# suggestion: REVIEW\n" + "\n".join(WORDS) + "\n")
    count = len(os.listdir(images))
    lists = ["--words", words, *known(moderate, work, os.path.join(images, sorted(os.listdir(images))[0])), *extra]

    start = [moderate, "--json", "--quiet", "--jobs", "1", "--remember", "0"]
    same = [*start, "--scenes", "porn,politics,text", "--porn-model", "open-nsfw", *lists, images]
    usual = [*start, *lists, images]
    rows = {"same": ("moderate, as the peer", same), "usual": ("moderate, all scenes", usual)}
    if has_bf16():
        rows |= {"same-bf16": ("as the peer, in bf16", [*same, "--precision", "bf16"]),
                 "usual-bf16": ("all scenes, in bf16", [*usual, "--precision", "bf16"])}  # fmt: skip
    outputs = {name: os.path.join(work, f"{name}.jsonl") for name in [*rows, "peer"]}
    rows["peer"] = ("peer", [
        python, os.path.join(peer, "peer_pipeline.py"), images, "--out", outputs["peer"], "--workers", "1",
        "--ort-threads", "1", "--warmup", "0", "--ocr-all-frames"])  # fmt: skip
    runs = {name: [] for name in rows}
    for _ in range(rounds):
        for name, (_, command) in rows.items():
            output = outputs[name] + (".out" if name == "peer" else "")
            runs[name].append(run(command, output, OMP_NUM_THREADS="1"))

    print(f"{cpu()}\n{count} pictures, {rounds} rounds in turn, one thread; whole processes, start included; medians\n")
    print(f"{'':24}{'images per CPU s':>18}{'CPU ms per image':>18}{'of the peer':>13}{'peak MiB':>10}")
    for name, (title, _) in rows.items():
        seconds = statistics.median(seconds for seconds, _ in runs[name])
        ratio = statistics.median(theirs[0] / ours[0] for ours, theirs in zip(runs[name], runs["peer"]))
        peak = max(memory for _, memory in runs[name])
        print(f"{title:24}{count / seconds:18.2f}{seconds * 1000 / count:18.1f}{ratio:12.2f}×{peak:10.0f}")

    for name in ("same", "usual"):
        means, answers = stages(outputs[name])
        if answers != count:
            sys.exit(f"moderate answered for {answers} of {count} pictures: see {outputs[name]}.err")
        print(f"\n{rows[name][0]}, wall ms per image and stage: " + ", ".join(
            f"{stage} {value:.1f}" for stage, value in list(means.items())[:12]))
    summary = json.loads(open(outputs["peer"] + ".out.err", encoding="utf-8").read().strip().splitlines()[-1])
    peers = sorted(summary["cpu_mean_ms"].items(), key=lambda item: -item[1])
    print("\npeer, CPU ms per image and stage: " + ", ".join(f"{k} {v:.1f}" for k, v in peers if k != "total"))
    print(f"\ncodes read: moderate {codes(outputs['same'], True)}, peer {codes(outputs['peer'], False)}")

    adapted = [os.path.join(work, f"moderate-{name}.jsonl") for name in rows if name.startswith("same")]
    for name, path in zip([name for name in rows if name.startswith("same")], adapted):
        as_peer(outputs[name], path)
    print("lines read, by the peer's own script:", flush=True)
    subprocess.run([python, os.path.join(peer, "ocr_quality.py"), *adapted, outputs["peer"]], cwd=work, check=True)


if __name__ == "__main__":
    main()
