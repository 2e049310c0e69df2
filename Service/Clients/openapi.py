"""Our own interface against its description, /openapi.json. schemathesis asks it everything that the description
allows, and more: no answer may be a server's error, or of a status, type or shape that is not described. Then real
pictures, whose results are the command's to the last field."""

import base64
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import requests
from checks import FIXTURES, Checks, Context, run
from verdicts import PICTURES, Verdicts

KINDS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = 40
SEED = 20_261_128
# What differs from run to run, or between a path and a request.
OWN = ("timing", "requestId", "source")


def generated(context: Context, checks: Checks):
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{context.base}/openapi.json",
        "--checks", ",".join(KINDS), "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--phases",
        "examples,coverage,fuzzing", "--request-timeout", "30", "--suppress-health-check", "all", "--no-color",
        "--continue-on-failure", "--warnings", "off", "--header", f"Authorization: Bearer {context.key()[1]}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=context.work, capture_output=True, text=True, timeout=150, check=False)
    (context.work / "schemathesis.txt").write_text(done.stdout + done.stderr)
    found = re.search(r"^\s*(\d+) generated, (\d+) passed", done.stdout, re.M)
    checks.true("cases were made", bool(found) and int(found[1]) > EXAMPLES, done.stdout[-600:])
    checks.true("every case passed", bool(found) and found[1] == found[2], done.stdout[-600:])
    operations = re.search(r"Operations:\s+(\d+) selected / (\d+) total", done.stdout)
    checks.true("every operation was asked", bool(operations) and operations[1] == operations[2], done.stdout[-600:])
    checks.equal("schemathesis's exit status", done.returncode, 0)
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-1000:], file=sys.stderr)


class Interface:
    def __init__(self, context: Context, checks: Checks):
        self.checks = checks
        self.address = f"{context.base}/v1/moderations"
        self.head = {"Authorization": f"Bearer {context.key()[1]}"}
        self.description = requests.get(f"{context.base}/openapi.json", timeout=30).json()

    def post(self, status: int, head=None, **content) -> dict:
        """One request, whose answer must be described."""
        answer = requests.post(self.address, headers={**self.head, **(head or {})}, timeout=60, **content)
        value = answer.json()
        self.checks.equal("status", answer.status_code, status)
        described = self.description["paths"]["/v1/moderations"]["post"]["responses"][str(status)]
        schema = {**described["content"]["application/json"]["schema"], "components": self.description["components"]}
        problems = [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(value)]
        self.checks.equal("what the description says against it", problems, [])
        self.checks.equal("its id", answer.headers["X-Request-Id"], value["id"])
        return value


def same(checks: Checks, got: dict, expected: dict):
    for name, value in expected.items():
        if name not in OWN:
            checks.equal(name, got.get(name), value)
    checks.equal("fields", set(got), set(expected))


def pictures(context: Context, checks: Checks):
    known, interface = Verdicts(context), Interface(context, checks)
    names = list(PICTURES)
    results = known.of(list(PICTURES.values()))
    for name, result in zip(names, results):
        with checks.part(f"{name} as the body"):
            head = {"Content-Type": "application/octet-stream"}
            value = interface.post(200, head, data=PICTURES[name].read_bytes(), params={"id": name})
            same(checks, value["results"][0], result)
            checks.equal("source", value["results"][0]["source"], name)
    with checks.part("several as JSON"):
        images = [
            {"id": name, "base64": base64.b64encode(path.read_bytes()).decode()} for name, path in PICTURES.items()]
        value = interface.post(200, json={"images": images})
        checks.equal("in order", [one["source"] for one in value["results"]], names)
        for got, result in zip(value["results"], results):
            same(checks, got, result)
    with checks.part("several as a form"):
        files = [("image", (name, path.read_bytes())) for name, path in PICTURES.items()]
        value = interface.post(200, files=files)
        checks.equal("in order", [one["source"] for one in value["results"]], names)
        for got, result in zip(value["results"], results):
            same(checks, got, result)
    with checks.part("a policy and scenes"):
        result = known.one(PICTURES["phone"], "--policy", "live_chat", "--scenes", "text")
        # To the command other scenes are another version of a policy; a call only looks at less of the same one.
        result = {**result, "policy": known.one(PICTURES["phone"], "--policy", "live_chat")["policy"]}
        image = base64.b64encode(PICTURES["phone"].read_bytes()).decode()
        order = {"image": {"base64": image}, "policy": context.live_chat, "scenes": ["text"]}
        same(checks, interface.post(200, json=order)["results"][0], result)


def refusals(context: Context, checks: Checks):
    interface = Interface(context, checks)
    good = {"base64": base64.b64encode(PICTURES["tiny"].read_bytes()).decode()}
    for what, status, content in (
        ("17 pictures", 400, {"json": {"images": [good] * 17}}),
        ("an unknown policy", 400, {"json": {"image": good, "policy": "nobody_has_this"}}),
        ("an unknown scene", 400, {"json": {"image": good, "scenes": ["cats"]}}),
        ("an unknown field", 400, {"json": {"image": good, "colour": "red"}}),
        ("a field twice", 400, {"data": b'{"image":{},"image":{}}', "head": {"Content-Type": "application/json"}}),
        ("half a body", 400, {"data": b'{"image":', "head": {"Content-Type": "application/json"}}),
        ("a text", 415, {"data": b"a", "head": {"Content-Type": "text/plain"}}),
        ("an address inside", 422, {"json": {"image": {"url": "http://localhost/a.png"}}}),
        ("a name inside", 422, {"json": {"image": {"url": "http://metadata.google.internal/"}}}),
    ):
        with checks.part(what):
            error = interface.post(status, **content)["error"]
            checks.true("code and message", bool(error["code"] and error["message"]), error)
    with checks.part("a refused picture"):
        path = FIXTURES / "images/generated/boundary/d_50x50.png"
        value = interface.post(200, {"Content-Type": "image/png"}, data=path.read_bytes())
        result = value["results"][0]
        checks.equal("has no suggestion", (result["suggestion"], result["rejection"]["code"]), (None, "sideTooSmall"))
    if context.asks_for_keys:
        for what, head, status in (
            ("no key", {"Authorization": None}, 401),
            ("a wrong key", {"Authorization": "Bearer " + "wrong" * 7}, 401),
            ("a grant that is missing", {"Authorization": f"Bearer {context.key('reader')[1]}"}, 403),
        ):
            with checks.part(what):
                interface.post(status, json={"image": good}, head=head)
        with checks.part("X-Api-Key"):
            interface.post(200, {"Authorization": None, "X-Api-Key": context.key()[1]}, json={"image": good})


def suite(context: Context, checks: Checks):
    for part in (generated, pictures, refusals):
        with checks.part(part.__name__):
            part(context, checks)


if __name__ == "__main__":
    run("openapi", suite)
