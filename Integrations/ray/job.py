"""Judges every image below a folder with Ray Data, and writes one row each to Parquet.

    python job.py --input /mnt/uploads --output /mnt/answers --policy live_chat
"""
from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

import pyarrow
import ray
from pyarrow import fs

TEXTS = ["path", "suggestion", "label", "subLabel", "reason", "code", "json"]
SCHEMA = pyarrow.schema([(name, pyarrow.string()) for name in TEXTS] + [("score", pyarrow.float64())])


class Judge:
    """An actor with a server of its own, or the machine's; made anew when it is lost."""
    def __init__(self, options: dict) -> None:
        from moderation_stream import Moderator
        self.moderator = Moderator(**options)

    def __call__(self, batch: dict) -> pyarrow.Table:
        table = []
        for row in self.moderator.judge(zip(map(str, batch["path"]), map(bytes, batch["bytes"]))):
            problem = row["rejection"] or row["failure"] or {"code": None}
            line = json.dumps({key: row[key] for key in row if key != "id"}, ensure_ascii=False, sort_keys=True)
            row.update(path=row["id"], code=problem["code"], json=line)
            table.append({name: row[name] for name in SCHEMA.names})
        return pyarrow.Table.from_pylist(table, schema=SCHEMA)


def judged(folder: str, options: dict, servers: int) -> ray.data.Dataset:
    """One row for each file below a folder."""
    system, root = fs.FileSystem.from_uri(folder)  # listed here: Ray passes over names that begin with . or _
    paths = [file.path for file in system.get_file_info(fs.FileSelector(root, recursive=True)) if file.is_file]
    return ray.data.read_binary_files(paths, filesystem=system, include_paths=True).map_batches(
        Judge, fn_constructor_args=(options,), batch_size=64, compute=ray.data.ActorPoolStrategy(size=servers))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, help="a folder, or the URI of one")
    parser.add_argument("--output", required=True)
    parser.add_argument("--policy", help="the policy to judge by; the server's usual one unless given")
    parser.add_argument("--command", default="moderate serve --stdio", help="how an actor starts its server")
    parser.add_argument("--socket", default="", help="instead: the socket of a server that every machine has")
    parser.add_argument("--servers", type=int, default=1, help="how many actors; leave a core to read with")
    arguments = parser.parse_args()
    ray.init(runtime_env={"working_dir": str(Path(__file__).resolve().parent.parent / "python")})
    command = [] if arguments.socket else shlex.split(arguments.command)
    options = {"command": command, "socket": arguments.socket, "policy": arguments.policy}
    judged(arguments.input, options, arguments.servers).write_parquet(arguments.output)


if __name__ == "__main__":
    main()
