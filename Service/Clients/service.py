"""The service under test: its accounts, keys and policies, its start and its end."""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import string
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 30

# main may call as often as it likes, so that only the suite of refusals meets a rate. slow has the documented rates.
ACCOUNTS = """\
accounts:
  main:
    rates: {{{many}}}
    bizTypes: {{live: live_chat}}
    subAccounts: {{caller: [call], reader: [readRecords], manager: [call, manage]}}
  other:
    rates: {{{many}}}
  slow:
  single:
    rates: {{{one}}}
  narrow:
    services: [v1]
"""
SERVICES = ("ims", "tiia", "ticm", "cms", "iai", "v1", "openai", "aws", "azure", "huawei")
# Libraries of words that callers may add to.
CONFIGURATION = """\
wordLibraries:
  main: {ads: BLOCK, terms: REVIEW, fine: PASS}
  other: {ads: BLOCK}
"""
POLICIES = {
    "live_chat.yaml": "patterns: {phoneNumber: block}\n",
    "words.yaml": "lists: {words: [words.txt]}\n",
}
KEYS = {
    "main": "main", "second": "main", "caller": "main:caller", "reader": "main:reader",
    "manager": "main:manager", "other": "other", "other2": "other", "slow": "slow", "slow2": "slow",
    "single": "single", "narrow": "narrow",
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return taken.getsockname()[1]


def word(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def clean_environment() -> dict[str, str]:
    """Without proxies, and without the keys and endpoints of whoever runs this."""
    hidden = re.compile(r"(?i).*_proxy$|^(AWS|AZURE|OPENAI|TENCENTCLOUD|HUAWEICLOUD|MODERATION)_.*|^PYTHON.*")
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
        configuration = work / "service.yaml"
        many, one = (", ".join(f"{name}: {rate}" for name in SERVICES) for rate in (10_000, 1))
        accounts.write_text(ACCOUNTS.format(many=many, one=one))
        keys = ",".join(f"{':'.join(self.keys[name])}:{owner}" for name, owner in KEYS.items())
        for kept in work.glob("service.sqlite*"):
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
        # Where the suite of callbacks listens, on this machine.
        self.receiver = free_port()
        configuration.write_text(f"{CONFIGURATION}callbacks: {{loopbackPorts: [{self.receiver}]}}\n")
        self.log = work / "service.log"
        command = [
            str(program), "serve", "--config", str(configuration), "--port", "0", "--host", HOST,
            "--models", str(models), "--policies", str(policies), "--accounts", str(accounts),
            "--store", str(work / "service.sqlite"), "--log-level", "debug",
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
        rest = f"SignedHeaders=content-type;host, Signature={'0' * 64}"
        head = {
            "Content-Type": "application/json", "X-TC-Action": "ImageModeration", "X-TC-Version": "2020-12-29",
            "X-TC-Timestamp": str(int(time.time())),
            "Authorization": f"TC3-HMAC-SHA256 Credential={scope}, {rest}",
        }  # fmt: skip
        _, value = self.ask("POST", "/", head, b"{}")
        return value.get("Response", {}).get("Error", {}).get("Code", "")

    def tencent(self) -> str:
        return "" if self.unsigned() else "the service does not answer Tencent's actions"

    def faces(self) -> str:
        """Whether the actions of faces are there: an unknown version has a code of its own."""
        head = {"Content-Type": "application/json", "X-TC-Action": "GetGroupList", "X-TC-Version": "2020-03-03"}
        _, value = self.ask("POST", "/", head, b"{}")
        code = value.get("Response", {}).get("Error", {}).get("Code", "")
        return "the service has no actions of faces" if code in ("", "NoSuchVersion", "InvalidAction") else ""

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
