#!/usr/bin/env python3
"""What a record costs a moderation: services on the same photos in turns, one keeps records for 30 days, one does so without
hashes of pictures, one keeps none.

    service_record_cost.py PROGRAM MODELS FIXTURES WORK [--folder NAME] [--blocks N] [--rounds N]

A block is each photo so many times, each time with another comment in its file, since hashes of equal bytes are remembered: one
request after another over one connection. The services take turns, and which is first. Processor time is of the service and
its workers, the writing after the block's last answer included."""
import argparse
import pathlib
import statistics
import struct
import sys
import time
import zlib

import service_store as store
from signed import Signed

SERVICES = {
    "records of 30 days": "records: {days: 30}\n",
    "records without hashes": "records: {days: 30, fingerprints: false}\n",
    "no records": "records: {days: 0}\n",
}
NONE = "no records"
# Records are written each second.
WRITTEN_AFTER_SECONDS = 1.5


def commented(picture, text):
    """The same pixels in other bytes."""
    if picture.startswith(b"\xff\xd8"):
        return picture[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(text)) + text + picture[2:]
    end = picture.rindex(b"IEND") - 4
    chunk = b"tEXtComment\0" + text
    return picture[:end] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + picture[end:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--folder", default="photos-faces", help="of PNG and JPEG in FIXTURES/images")
    parser.add_argument("--blocks", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15, help="how often a block has each photo")
    options = parser.parse_args()
    photos = [path.read_bytes() for path in sorted((options.fixtures / "images" / options.folder).glob("*.[jp][pn]g"))]
    count = len(photos) * options.rounds
    services, callers = {}, {}
    for name, settings in SERVICES.items():
        work = options.work / name.replace(" ", "-")
        store.empty(work)
        services[name] = store.Service(options.program, options.models, work, "v1", settings)
        callers[name] = Signed(services[name].port, store.KEY, timeout=600)

    def judge(name, block, index):
        body = commented(photos[index % len(photos)], f"{block} {index}".encode())
        status, answer = callers[name].native("POST", "/v1/moderations", body=body, kind="application/octet-stream")
        if status != 200:
            sys.exit(f"HTTP {status}: {answer}")

    times, cpu = {name: [] for name in SERVICES}, {name: [] for name in SERVICES}
    for block in range(options.blocks + 1):
        for name in SERVICES if block % 2 else reversed(SERVICES):
            before = services[name].cpu_seconds()
            taken = store.timed(count, lambda index: judge(name, block, index))
            time.sleep(WRITTEN_AFTER_SECONDS)
            # The first block warms up.
            if block:
                times[name].append(taken)
                cpu[name].append(1000 * (services[name].cpu_seconds() - before) / count)
    store.head()
    for name in SERVICES:
        store.line(name, [one for block in times[name] for one in block], sum(cpu[name]) * count / 1000)
    for name in SERVICES:
        status, answer = callers[name].native("GET", "/v1/records?limit=1")
        if status != 200 or len(answer["records"]) != (name != NONE):
            sys.exit(f"{name}: HTTP {status}: {answer}")
        callers[name].close()
        services[name].stop()
        if name == NONE:
            continue
        more = sorted(kept - none for kept, none in zip(cpu[name], cpu[NONE]))
        later = sorted(statistics.median(kept) - statistics.median(none) for kept, none in zip(times[name], times[NONE]))
        database = store.opened(options.work / name.replace(" ", "-"))
        bytes_, records = database.execute(
            "SELECT page_count * page_size, (SELECT count(*) FROM record) FROM pragma_page_count, pragma_page_size").fetchone()
        print(f"{name}: {statistics.median(more):.2f} ms of processor time a picture more (pairs of blocks: {more[0]:.2f} to "
              f"{more[-1]:.2f}), p50 {statistics.median(later):.2f} ms later ({later[0]:.2f} to {later[-1]:.2f}); "
              f"{bytes_ / records / 1000:.1f} kB on disk each")
        if records != (options.blocks + 1) * count:
            sys.exit(f"expected {(options.blocks + 1) * count} records, {records} are kept")


main()
