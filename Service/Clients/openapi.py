"""schemathesis asks /v1 and the operator's pages everything that /openapi.json allows, and more: no answer may be a
server's error, or of a status, type or shape that the description does not have."""

import re
import subprocess
import sys
from pathlib import Path

from checks import Checks, Context, run

KINDS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = 40
SEED = 20_261_128


def suite(context: Context, checks: Checks):
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{context.base}/openapi.json",
        "--checks", ",".join(KINDS), "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--phases",
        "examples,coverage,fuzzing", "--request-timeout", "30", "--suppress-health-check", "all", "--no-color",
        "--continue-on-failure", "--warnings", "off", "--header", f"Authorization: Bearer {context.key()[1]}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=context.work, capture_output=True, text=True, timeout=150, check=False)
    (context.work / "schemathesis.txt").write_text(done.stdout + done.stderr)
    found = re.search(r"^\s*(\d+) generated", done.stdout, re.M) or re.search(r"(\d+) test cases? generated", done.stdout)
    cases = int(found.group(1)) if found else 0
    checks.true("cases were made", cases >= EXAMPLES, done.stdout[-600:])
    operations = re.search(r"Operations:\s+(\d+) selected / (\d+) total", done.stdout)
    checks.true("every operation was asked", bool(operations) and operations[1] == operations[2], done.stdout[-600:])
    checks.equal("schemathesis's exit status", done.returncode, 0)
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-1000:], file=sys.stderr)


if __name__ == "__main__":
    run("openapi", suite)
