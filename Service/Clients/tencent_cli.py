"""Tencent's command tccli, as a user's shell starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import verdicts
from checks import Checks, Context, run
from tencent import text
from verdicts import PICTURES, Verdicts


def call(context: Context, *arguments: str, pair=None) -> subprocess.CompletedProcess:
    """tccli in a home of its own, so that nobody's configuration takes part."""
    identifier, secret = pair or context.key()
    environment = {**os.environ, "HOME": str(context.work), "TENCENTCLOUD_SECRET_ID": identifier,
                   "TENCENTCLOUD_SECRET_KEY": secret, "TENCENTCLOUD_REGION": "ap-guangzhou"}  # fmt: skip
    command = [sys.executable, str(Path(sys.executable).with_name("tccli")), *arguments]
    command += ["--endpoint", context.base]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def fields(context: Context, name: str, **values) -> str:
    """A file of parameters: a picture is longer than an argument may be."""
    path = context.work / f"tccli-{name}.json"
    path.write_text(json.dumps(values))
    return f"file://{path}"


def suite(context: Context, checks: Checks):
    known = Verdicts(context)
    for name in ("clean", "poster", "arcs"):
        with checks.part(name):
            content, result = PICTURES[name].read_bytes(), known.one(PICTURES[name])
            given = fields(context, name, FileContent=text(content), DataId=name)
            done = call(context, "ims", "ImageModeration", "--cli-input-json", given)
            checks.equal("exit status", (done.returncode, done.stderr.strip()), (0, ""))
            answer = json.loads(done.stdout)
            expected, got = verdicts.ims(result, content), verdicts.ims_answer(answer)
            for field, value in expected.items():
                checks.equal(field, got[field], value)
            checks.equal("DataId", answer["DataId"], name)
    with checks.part("arguments"):
        content = PICTURES["tiny"].read_bytes()
        done = call(context, "ims", "ImageModeration", "--FileContent", text(content), "--BizType", context.live_chat)
        checks.equal("Suggestion", json.loads(done.stdout)["Suggestion"], "Pass")
    with checks.part("DetectLabel"):
        given = fields(context, "labels", ImageBase64=text(PICTURES["photo"].read_bytes()))
        answer = json.loads(call(context, "tiia", "DetectLabel", "--cli-input-json", given).stdout)
        result = known.one(PICTURES["photo"], "--scenes", "tags")
        expected = {one["details"]["tag"] for one in result["findings"] if one["scene"] == "tags"}
        checks.equal("names", {one["Name"] for one in answer["Labels"]}, expected)
    refusals = [("no picture", [], None, "InvalidParameterValue.InvalidContent"),
                ("DataId", ["--FileContent", "aGk=", "--DataId", "a b"], None, "InvalidParameterValue.InvalidDataId")]
    if context.asks_for_keys:
        refusals.append(
            ("a wrong secret", [], (context.key()[0], "wrong" * 7), "AuthFailure.SignatureFailure"))
    for what, arguments, pair, expected in refusals:
        with checks.part(what):
            done = call(context, "ims", "ImageModeration", *arguments, pair=pair)
            checks.true("exit status", done.returncode != 0, done.returncode)
            checks.true("code", expected in done.stdout + done.stderr, done.stdout + done.stderr)


if __name__ == "__main__":
    run("tencent_cli", suite)
