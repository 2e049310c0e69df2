#!/usr/bin/env python3
"""The clouds' own clients against a service that is started for them, on loopback.

    Service/Clients/run_clients.py [--only SUITE,…] [--require all|SUITE,…] [--service FILE] [--moderate FILE] [--models DIR]

Each suite drives one official client and holds what it reads against what the command says of the same file. A suite for
which the service lacks something is skipped by name, and fails where it is required. Exits with 1 when a check fails.
"""

import argparse
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import string
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 30
SUITE_SECONDS = 240


@dataclass(frozen=True)
class Suite:
    name: str
    file: str
    environment: str  # which requirements
    needs: str  # a method of Probe: nothing where the service can be asked, else the reason why not


SUITES = [
    Suite("tencent_ims", "tencent_ims.py", "requirements", "tencent"),
    Suite("tencent_tiia", "tencent_tiia.py", "requirements", "tencent"),
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

# main may call as often as it likes, so that only the suite of refusals meets a rate. slow has the documented rates.
ACCOUNTS = """\
accounts:
  main:
    rates: {{{many}}}
    bizTypes: {{live: live_chat}}
    subAccounts: {{caller: [call], reader: [readRecords]}}
  slow:
  single:
    rates: {{{one}}}
  narrow:
    services: [v1]
"""
SERVICES = ("ims", "tiia", "ticm", "v1", "openai", "aws", "azure", "huawei")
POLICIES = {
    "live_chat.yaml": "patterns: {phoneNumber: block}\n",
    "words.yaml": "lists: {words: [words.txt]}\n",
}
KEYS = {
    "main": "main", "second": "main", "caller": "main:caller", "reader": "main:reader", "slow": "slow", "slow2": "slow",
    "single": "single", "narrow": "narrow",
}  # fmt: skip


def say(text: str):
    print(f"clients: {text}", flush=True)


def word(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


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


def clean_environment() -> dict[str, str]:
    """Without proxies, and without the keys and endpoints of whoever runs this."""
    hidden = re.compile(r"(?i).*_proxy$|^(AWS|AZURE|OPENAI|TENCENTCLOUD|HUAWEICLOUD|MODERATION|PYTHON)_.*")
    return {name: value for name, value in os.environ.items() if not hidden.match(name)}


class Service:
    """The service under test."""

    def __init__(self, program: Path, models: Path, work: Path):
        self.keys = {name: (f"AKID{word(32)}", word(32)) for name in KEYS}
        policies = work / "policies"
        shutil.rmtree(policies, ignore_errors=True)
        policies.mkdir()
        for name, text in POLICIES.items():
            (policies / name).write_text(text)
        shutil.copyfile(ROOT / "Fixtures/cases/words.txt", policies / "words.txt")
        self.policies = policies
        accounts = work / "accounts.yaml"
        accounts.write_text(
            ACCOUNTS.format(
                many=", ".join(f"{name}: 10000" for name in SERVICES), one=", ".join(f"{name}: 1" for name in SERVICES)))
        keys = ",".join(f"{':'.join(self.keys[name])}:{owner}" for name, owner in KEYS.items())
        for kept in work.glob("service.sqlite*"):
            kept.unlink()
        self.log = work / "service.log"
        command = [
            str(program), "serve", "--port", "0", "--host", HOST, "--models", str(models), "--policies", str(policies),
            "--accounts", str(accounts), "--store", str(work / "service.sqlite"), "--log-level", "debug",
        ]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**clean_environment(), "MODERATION_KEYS": keys})
        self.port = self.listening()

    def listening(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(rb"^moderate: listening on http://127\.0\.0\.1:(\d+)/$", self.log.read_bytes(), re.M)
            if found:
                return int(found[1])
            time.sleep(0.05)
        self.process.kill()
        raise SystemExit(f"clients: the service did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def stop(self) -> list[str]:
        """Ends it as an operator does; tells what was wrong."""
        problems = []
        if self.process.poll() is not None:
            problems.append(f"it ended by itself with {self.process.returncode}: {self.log.read_text()[-1000:]}")
        else:
            self.process.send_signal(signal.SIGTERM)
            try:
                status = self.process.wait(STOP_SECONDS)
                if status != 0:
                    problems.append(f"expected exit status 0 at SIGTERM, got {status}: {self.log.read_text()[-1000:]}")
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                problems.append(f"expected an end within {STOP_SECONDS} s of SIGTERM, got none")
        log = self.log.read_text(errors="replace")
        problems += [f"its log has the secret of {name}" for name, (_, secret) in self.keys.items() if secret in log]
        if '"event":"answered"' not in log:
            problems.append("its log tells of no answer")
        return problems


class Probe:
    """Whether the service has what a suite needs: the reason why not, or nothing."""

    def __init__(self, service: Service):
        self.service = service

    def ask(self, method: str, path: str, head=None, body=b"") -> tuple[int, dict]:
        connection = http.client.HTTPConnection(HOST, self.service.port, timeout=30)
        try:
            connection.request(method, path, body, head or {})
            answer = connection.getresponse()
            status, content = answer.status, answer.read()
        finally:
            connection.close()
        try:
            value = json.loads(content)
        except ValueError:
            value = {}
        return status, value if isinstance(value, dict) else {}

    def unsigned(self) -> str:
        """The code of a call that a key which nobody has seems to have signed; nothing where it is no error of keys."""
        scope = f"AKIDnobody/{time.strftime('%Y-%m-%d', time.gmtime())}/ims/tc3_request"
        head = {
            "Content-Type": "application/json", "X-TC-Action": "ImageModeration", "X-TC-Version": "2020-12-29",
            "X-TC-Timestamp": str(int(time.time())),
            "Authorization": f"TC3-HMAC-SHA256 Credential={scope}, SignedHeaders=content-type;host, Signature={'0' * 64}",
        }  # fmt: skip
        _, value = self.ask("POST", "/", head, b"{}")
        return value.get("Response", {}).get("Error", {}).get("Code", "")

    def tencent(self) -> str:
        return "" if self.unsigned() else "the service does not answer Tencent's actions"

    def accounts(self) -> str:
        return "" if self.unsigned() == "AuthFailure.SecretIdNotFound" else "the service asks nobody for a key"

    def dialect(self, name: str, path: str, head=None) -> str:
        status, _ = self.ask("POST", path, head)
        return "" if status != 404 else f"the service does not speak {name}"

    def aws(self) -> str:
        return self.dialect("Rekognition", "/", {"X-Amz-Target": "RekognitionService.DetectModerationLabels"})

    def azure(self) -> str:
        return self.dialect("Content Safety", "/contentsafety/image:analyze?api-version=2023-10-01")

    def huawei(self) -> str:
        return self.dialect("Huawei's moderation", "/v3/p/moderation/image")

    def openai(self) -> str:
        head = {"Content-Type": "application/json", "Authorization": f"Bearer {self.service.keys['main'][1]}"}
        _, value = self.ask("POST", "/v1/moderations", head, b'{"input":"a"}')
        return "" if "type" in value.get("error", {}) else "the service does not speak OpenAI's moderations"

    def openapi(self) -> str:
        _, value = self.ask("GET", "/openapi.json")
        return "" if value.get("paths") else "the service does not describe its interface"


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
    parser.add_argument("--require", type=suites, default=[], metavar="all|SUITE,…", help="suites that must not be skipped")
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
            "work": str(work),
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
                say(f"{suite.name} {count} checks" + (f", {len(failed)} FAILED" if failed else "") + f" ({seconds:.1f} s)")
    finally:
        problems = service.stop()
    failures += [f"service: {problem}" for problem in problems]
    for failure in failures:
        print(f"clients: failed: {failure}", file=sys.stderr)
    # The end at SIGTERM and the log are two more checks.
    passed += max(0, 2 - len(problems))
    say(f"{passed} passed, {len(failures)} failed, {len(skipped)} skipped" + (f": {', '.join(skipped)}" if skipped else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
