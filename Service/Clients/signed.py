"""Calls of Tencent's actions, signed with TC3, over one connection that is kept. Standard library only."""

import hashlib
import hmac
import http.client
import json
import time

VERSIONS = {"iai": "2020-03-03", "ims": "2020-12-29", "tiia": "2019-05-29", "cms": "2019-03-21"}


class Refused(Exception):
    """The service answered, and the answer is an error."""

    def __init__(self, action: str, code: str, message: str):
        super().__init__(f"{action}: {code}: {message}")
        self.code = code


class Uncertain(Exception):
    """No answer came: whether the call was done is unknown."""


def authorization(key: tuple[str, str], service: str, host: str, body: bytes, seconds: int) -> str:
    """As the SDKs sign it: content type and host."""
    day = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    canonical = "\n".join(
        ["POST", "/", "", "content-type:application/json", f"host:{host}", "", "content-type;host",
         hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join(
        ["TC3-HMAC-SHA256", str(seconds), scope, hashlib.sha256(canonical.encode()).hexdigest()])
    secret = b"TC3" + key[1].encode()
    for part in (day, service, "tc3_request"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    signature = hmac.digest(secret, text.encode(), "sha256").hex()
    return (f"TC3-HMAC-SHA256 Credential={key[0]}/{scope}, SignedHeaders=content-type;host, "
            f"Signature={signature}")


class Signed:
    """One caller with one key. Not for several threads at a time."""

    def __init__(self, port: int, key: tuple[str, str], timeout: float = 60):
        self.port, self.key, self.timeout = port, key, timeout
        self.connection = None

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def exchange(self, method: str, path: str, body: bytes, head: dict) -> tuple[int, bytes]:
        """One request on the connection. An old connection that the service closed counts as no answer, too."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self.connection.request(method, path, body, head)
            answer = self.connection.getresponse()
            content = answer.read()
            if answer.will_close:
                self.close()
            return answer.status, content
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Uncertain(f"{method} {path}: {type(error).__name__}: {error}") from error

    def call(self, service: str, action: str, parameters: dict) -> dict:
        """The fields of an answer. Raises `Refused` for an error, `Uncertain` where none came."""
        body = json.dumps(parameters).encode()
        host, seconds = f"127.0.0.1:{self.port}", int(time.time())
        head = {
            "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": VERSIONS[service],
            "X-TC-Timestamp": str(seconds), "X-TC-Region": "ap-guangzhou",
            "Authorization": authorization(self.key, service, host, body, seconds),
        }  # fmt: skip
        status, content = self.exchange("POST", "/", body, head)
        try:
            answer = json.loads(content)["Response"]
        except (ValueError, KeyError, TypeError) as error:
            raise Uncertain(f"{action}: HTTP {status} without an answer") from error
        if "Error" in answer:
            raise Refused(action, answer["Error"]["Code"], answer["Error"]["Message"])
        return answer

    def native(self, method: str, path: str, value=None, body: bytes | None = None, kind: str = "application/json"):
        """Our own interface: the status and the value of its JSON; None where it has no body."""
        if body is None and value is not None:
            body = json.dumps(value).encode()
        head = {"Authorization": f"Bearer {self.key[1]}"}
        if body is not None:
            head["Content-Type"] = kind
        status, content = self.exchange(method, path, body, head)
        try:
            return status, json.loads(content) if content else None
        except ValueError as error:
            raise Uncertain(f"{method} {path}: HTTP {status} without JSON") from error
