#!/usr/bin/env python3
"""Counts the instructions of our own Swift and C, stage by stage, and compares them with a committed table.

    ./run bench instructions            # against the table of the merge base with main
    ./run bench instructions BASE       # against the table of another commit
    ./run bench instructions --record   # writes Benchmarks/instructions.tsv

callgrind runs `StageFigures` on six pictures of the fixtures. What counts is what the program's own object holds: the
codecs, ZXing, libc and Swift's libraries are others, and no network runs, so that two counts of one program differ by
less than 0.1 %. They depend on the compiler and on whether the processor has AVX2 (valgrind shows programs nothing
newer); the table names both, and another one is not compared with.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# A stage may take this much more than the table says.
MOST_MORE = 0.15
# And always this many instructions, a thirtieth of a millisecond on each picture.
FREE = 1_000_000
FUNCTION = 'moderation_measured_stage'
PICTURES = [
    'ocr/pictures/screen_00.jpg', 'ocr/pictures/screen_01.png', 'ocr/pictures/screen_02.webp',
    'ocr/pictures/turned_30.png', 'images/photos-faces/chelsea.png', 'images/photos-large/chelsea-1600x1200.jpg',
]


def fail(message):
    sys.exit(f'instructions: {message}')


def own_instructions(dump, program):
    """The instructions of a callgrind dump that lie in the program itself."""
    names, total, isOwn, skips = {}, 0, False, False
    for line in dump.read_text(encoding='utf-8', errors='replace').splitlines():
        if named := re.fullmatch(r'ob=(\(\d+\))(?: (.*))?', line):
            if named[2]:
                names[named[1]] = named[2]
            isOwn = Path(names.get(named[1], '')).name == program.name
        elif named := re.fullmatch(r'cob=(\(\d+\)) (.*)', line):
            names[named[1]] = named[2]
        elif line.startswith('calls='):
            skips = True
        elif cost := re.fullmatch(r'(?:[+-]?\d+|\*) (\d+)', line):
            if isOwn and not skips:
                total += int(cost[1])
            skips = False
    return total


def count(program, library, fixtures):
    """The stages' instructions, in order."""
    with tempfile.TemporaryDirectory() as folder:
        # Without debug information, which valgrind 3.19 cannot read: Swift writes a newer kind.
        bare = Path(folder) / 'StageFigures'
        subprocess.run(['strip', '--strip-debug', '-o', bare, program], check=True)
        run = subprocess.run(
            ['valgrind', '--tool=callgrind', f'--callgrind-out-file={folder}/counts', f'--toggle-collect={FUNCTION}',
             f'--dump-after={FUNCTION}', '--combine-dumps=no', bare, library, *(fixtures / name for name in PICTURES)],
            capture_output=True, text=True, env={**os.environ, 'SWIFT_DETERMINISTIC_HASHING': '1'})
        if run.returncode != 0:
            fail(f'StageFigures under valgrind ended with {run.returncode}:\n{run.stdout}{run.stderr[-2000:]}')
        counts = {}
        for number, line in enumerate(run.stdout.splitlines(), start=1):
            stage, result = line.split('\t')
            dump = Path(f'{folder}/counts.{number}')
            counts[stage] = own_instructions(dump, bare) if dump.exists() else 0
            if int(result) <= 0 or counts[stage] <= 0:
                fail(f'the stage {stage} gave {result} in {counts[stage]} instructions: nothing was measured')
        return counts


def conditions():
    compiler = subprocess.run(['swift', '--version'], capture_output=True, text=True, check=True).stdout
    version = re.search(r'Swift version (\S+)', compiler)
    flags = Path('/proc/cpuinfo').read_text(encoding='utf-8')
    return f'Swift {version[1] if version else "?"}, {"AVX2" if " avx2" in flags else "without AVX2"}'


def parse(text):
    rows = [line.split('\t') for line in text.splitlines() if line]
    return rows[0][1], {stage: int(instructions) for stage, instructions in rows[1:]}


def table_of(checkout, base):
    path = 'Benchmarks/instructions.tsv'
    if base is None:
        found = subprocess.run(['git', '-C', checkout, 'merge-base', 'HEAD', 'main'], capture_output=True, text=True)
        base = found.stdout.strip()
    elif subprocess.run(['git', '-C', checkout, 'rev-parse', '--verify', '--quiet', f'{base}^{{commit}}'],
                        capture_output=True).returncode != 0:
        fail(f'{base} is not a commit of this checkout')
    shown = subprocess.run(['git', '-C', checkout, 'show', f'{base}:{path}'], capture_output=True, text=True)
    if base and shown.returncode == 0:
        return f'{path} of {base[:12]}', parse(shown.stdout)
    if not (checkout / path).exists():
        fail(f'there is no {path}: ./run bench instructions --record writes it')
    return f'{path} as it lies here ({base[:12] or "no merge base"} has none)', parse((checkout / path).read_text())


def main():
    if len(sys.argv) not in (4, 5):
        fail('usage: instructions.py PROGRAM ZXING CHECKOUT [BASE or --record]')
    program, library, checkout = (Path(argument) for argument in sys.argv[1:4])
    option = sys.argv[4] if len(sys.argv) > 4 else None
    under = conditions()
    if option == '--record':
        counts = count(program, library, checkout / 'Fixtures')
        rows = [f'stage\t{under}'] + [f'{stage}\t{instructions}' for stage, instructions in counts.items()]
        (checkout / 'Benchmarks/instructions.tsv').write_text('\n'.join(rows) + '\n')
        print('\n'.join(rows))
        return
    where, (conditionsThere, before) = table_of(checkout, option)
    if conditionsThere != under:
        fail(f'{where} was counted with {conditionsThere}, this is {under}: check the base out and --record there')
    counts = count(program, library, checkout / 'Fixtures')
    print(f'millions of instructions, against {where}')
    failed = []
    for stage, instructions in counts.items():
        if stage not in before:
            print(f'{stage:12} {instructions / 1e6:10.1f}  new')
            continue
        more = instructions / before[stage] - 1
        print(f'{stage:12} {instructions / 1e6:10.1f}  {before[stage] / 1e6:10.1f}  {more:+7.1%}')
        if more > MOST_MORE and instructions - before[stage] > FREE:
            failed.append(stage)
    failed += [f'{stage} (no longer measured)' for stage in before if stage not in counts]
    if failed:
        fail(f'more than {MOST_MORE:.0%} more instructions, or none: {", ".join(failed)}. Make them fewer, or --record '
             'and say in the commit what the instructions buy')


if __name__ == '__main__':
    main()
