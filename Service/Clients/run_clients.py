#!/usr/bin/env python3
"""The clouds' own clients against a service that is started for them, on loopback.

    Service/Clients/run_clients.py [--only SUITE,…] [--require all|SUITE,…] [--service FILE] [--moderate FILE]
        [--models DIR] [--work DIR]

Each suite drives one official client and holds what it reads against what the command says of the same file. A suite
for which the service lacks something is skipped by name, and fails where it is required. Exits with 1 when a check
fails. The environments of the clients are made at the first run, in the work folder; that takes a minute or two.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from service import HOST, ROOT, Probe, Service, clean_environment

HERE = Path(__file__).resolve().parent
SUITE_SECONDS = 240
PYTHON = (3, 11)


@dataclass(frozen=True)
class Suite:
    name: str
    file: str
    environment: str  # which requirements
    needs: str  # a method of Probe: nothing where the service can be asked, else the reason why not


SUITES = [
    Suite("tencent_ims", "tencent_ims.py", "requirements", "tencent"),
    Suite("tencent_async", "tencent_async.py", "requirements", "accounts"),
    Suite("tencent_tiia", "tencent_tiia.py", "requirements", "tencent"),
    Suite("tencent_iai", "tencent_iai.py", "requirements", "faces"),
    Suite("tencent_libraries", "tencent_libraries.py", "requirements", "accounts"),
    Suite("tencent_old", "tencent_old.py", "requirements-old", "tencent"),
    Suite("tencent_errors", "tencent_errors.py", "requirements", "tencent"),
    Suite("tencent_refusals", "tencent_refusals.py", "requirements", "accounts"),
    Suite("tencent_cli", "tencent_cli.py", "requirements", "tencent"),
    Suite("aws", "aws.py", "requirements", "aws"),
    Suite("openai", "openai_.py", "requirements", "openai"),
    Suite("azure", "azure_.py", "requirements", "azure"),
    Suite("huawei", "huawei.py", "requirements", "huawei"),
    Suite("openapi", "openapi.py", "requirements-openapi", "openapi"),
]


def say(text: str):
    print(f"clients: {text}", flush=True)


def environment(work: Path, name: str) -> Path:
    """A folder of packages, made anew when its list changes; its Python."""
    listed, folder = HERE / f"{name}.txt", work / f".venv-{name}"
    marker = folder / "requirements.txt"
    if not marker.exists() or marker.read_bytes() != listed.read_bytes():
        print(f"clients: setting up {name}.txt", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = ["install", "--quiet", "--no-deps", "--require-hashes", "--requirement", str(listed)]
        subprocess.run([str(folder / "bin/pip"), *install], check=True, stdout=sys.stderr)
        shutil.copyfile(listed, marker)
    return folder / "bin/python"


def newest(*candidates: Path) -> Path:
    built = [path for path in candidates if path.exists()]
    if not built:
        raise SystemExit(f"clients: not built: {candidates[0]}")
    return max(built, key=lambda path: path.stat().st_mtime)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    names = [suite.name for suite in SUITES]

    def suites(text: str) -> list[str]:
        chosen = names if text == "all" else text.split(",")
        for name in chosen:
            if name not in names:
                raise argparse.ArgumentTypeError(f"there is no suite {name}; there are {', '.join(names)}")
        return chosen

    parser.add_argument("--only", type=suites, default=names, metavar="SUITE,…", help="the suites to run; else all")
    parser.add_argument(
        "--require", type=suites, default=[], metavar="all|SUITE,…", help="suites that must not be skipped")
    parser.add_argument("--service", type=Path, help="moderation-service; else the newest that is built")
    parser.add_argument("--moderate", type=Path, help="moderate, whose verdicts are compared; else the newest built")
    parser.add_argument("--models", type=Path, help="the models; else IMAGE_MODERATION_MODELS, or those of ./run setup")
    parser.add_argument("--work", type=Path, default=ROOT / ".build/clients", help="where everything is written")
    chosen = parser.parse_args()
    built = [ROOT / f"Service/.build/{kind}/moderation-service" for kind in ("release", "debug")]
    chosen.service = (chosen.service or newest(*built)).absolute()
    built = [ROOT / f".build/{kind}/moderate" for kind in ("release", "debug")]
    chosen.moderate = (chosen.moderate or newest(*built)).absolute()
    models = chosen.models or Path(os.environ.get("IMAGE_MODERATION_MODELS") or ROOT / ".models")
    chosen.models, chosen.work = models.absolute(), chosen.work.absolute()
    return chosen


def run(suite: Suite, python: Path, context: Path, report: Path) -> tuple[int, list[str]]:
    """How many checks a suite made, and which failed."""
    report.unlink(missing_ok=True)
    told = json.loads(context.read_text())
    told["report"] = str(report)
    context.write_text(json.dumps(told))
    try:
        done = subprocess.run(
            [str(python), str(HERE / suite.file)], timeout=SUITE_SECONDS, check=False, stdin=subprocess.DEVNULL,
            env={**clean_environment(), "CLIENTS_CONTEXT": str(context), "PYTHONDONTWRITEBYTECODE": "1"})
    except subprocess.TimeoutExpired:
        return 0, [f"did not end within {SUITE_SECONDS} s"]
    if not report.exists():
        return 0, [f"ended with {done.returncode} and no report"]
    told = json.loads(report.read_text())
    return told["count"], told["failures"] or ([] if told["count"] else ["made no check"])


def main() -> int:
    options = arguments()
    # The lists of packages hold the hashes of files for one version of Python.
    if sys.version_info[:2] != PYTHON:
        raise SystemExit(f"clients: Python {PYTHON[0]}.{PYTHON[1]} is needed, this is {sys.version.split()[0]}")
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    chosen = [suite for suite in SUITES if suite.name in options.only]
    pythons = {name: environment(work, name) for name in sorted({suite.environment for suite in chosen})}
    (work / "verdicts.json").unlink(missing_ok=True)
    service = Service(options.service, options.models, work)
    passed, skipped, failures = 0, [], []
    try:
        probe = Probe(service)
        context = work / "context.json"
        context.write_text(json.dumps({
            "host": HOST, "port": service.port, "asksForKeys": not probe.accounts(), "keys": service.keys,
            "moderate": [str(options.moderate), "--models", str(options.models)], "policies": str(service.policies),
            "work": str(work), "receiver": service.receiver,
        }))  # fmt: skip
        context.chmod(0o600)
        for suite in chosen:
            began = time.monotonic()
            reason = getattr(probe, suite.needs)()
            if reason and suite.name in options.require:
                failures.append(f"{suite.name}: required, but {reason}")
                say(f"{suite.name} FAILED: required, but {reason}")
            elif reason:
                skipped.append(suite.name)
                say(f"{suite.name} skipped: {reason}")
            else:
                count, failed = run(suite, pythons[suite.environment], context, work / "report.json")
                passed += max(0, count - len(failed))
                failures += [f"{suite.name}: {failure}" for failure in failed]
                seconds = time.monotonic() - began
                bad = f", {len(failed)} FAILED" if failed else ""
                say(f"{suite.name} {count} checks{bad} ({seconds:.1f} s)")
    finally:
        problems = service.stop()
    failures += [f"service: {problem}" for problem in problems]
    for failure in failures:
        print(f"clients: failed: {failure}", file=sys.stderr)
    # The end at SIGTERM and the log are two more checks.
    passed += max(0, 2 - len(problems))
    names = f": {', '.join(skipped)}" if skipped else ""
    say(f"{passed} passed, {len(failures)} failed, {len(skipped)} skipped{names}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
