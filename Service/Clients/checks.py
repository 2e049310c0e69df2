"""What the suites count and tell with. Standard library only: it runs beside every client."""

import json
import os
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"


class Context:
    """What the runner tells a suite: where the service is, whose keys there are, what it has."""

    def __init__(self):
        told = json.loads(Path(os.environ["CLIENTS_CONTEXT"]).read_text())
        self.host: str = told["host"]
        self.port: int = told["port"]
        self.endpoint = f"{self.host}:{self.port}"
        self.base = f"http://{self.endpoint}"
        # Whether the service asks for keys; without, every key will do.
        self.asks_for_keys: bool = told["asksForKeys"]
        self.keys: dict = told["keys"]
        self.moderate: list[str] = told["moderate"]
        self.policies: str = told["policies"]
        # The port of this machine that callbacks may go to.
        self.receiver: int = told["receiver"]
        self.work = Path(told["work"])
        self.report = Path(told["report"])

    def key(self, name: str = "main") -> tuple[str, str]:
        return tuple(self.keys[name])

    @property
    def live_chat(self) -> str:
        """The BizType of the policy live_chat: the account's own name for it where there are accounts."""
        return "live" if self.asks_for_keys else "live_chat"


class Checks:
    """Counts checks; a failed one says what was expected and what came."""

    def __init__(self, name: str):
        self.name = name
        self.count = 0
        self.failures: list[str] = []
        self.place: list[str] = []

    def fail(self, what: str, detail: str):
        where = " · ".join([*self.place, what])
        self.failures.append(f"{where}: {detail}")
        print(f"clients: {self.name}: {where}: {detail}", file=sys.stderr)

    def equal(self, what: str, got, expected):
        self.count += 1
        if got != expected or isinstance(got, bool) != isinstance(expected, bool):
            self.fail(what, f"expected {shown(expected)}, got {shown(got)}")

    def true(self, what: str, holds: bool, got):
        self.count += 1
        if not holds:
            self.fail(what, f"got {shown(got)}")

    @contextmanager
    def part(self, what: str):
        """A part that ends at what nobody expected; the suite goes on."""
        self.place.append(what)
        try:
            yield
        except Exception as error:  # the client's own exceptions, whatever they are
            self.count += 1
            tail = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(tail.filename).name}:{tail.lineno}"
            self.fail("unexpected", f"{type(error).__name__}: {shown(str(error))} ({where})")
        finally:
            self.place.pop()

    def raises(self, what: str, kind, call, code=None, holds=lambda error: True):
        """A call must raise, with a code that `code` reads from the exception; tells the exception, or None."""
        self.count += 1
        try:
            answer = call()
        except kind as error:
            got = code[0](error) if code else None
            if code and got not in ([code[1]] if isinstance(code[1], str) else code[1]):
                self.fail(what, f"expected {code[1]}, got {got}: {shown(str(error))}")
            elif not holds(error):
                self.fail(what, f"raised {shown(str(error))}")
            return error
        except Exception as error:
            self.fail(what, f"expected {kind.__name__}, got {type(error).__name__}: {shown(str(error))}")
            return None
        self.fail(what, f"expected {code[1] if code else kind.__name__}, got the answer {shown(answer)}")
        return None


def shown(value) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 600 else text[:600] + "…"


def run(name: str, suite):
    """Runs a suite and writes its report. A suite that checks nothing fails in the runner."""
    context, checks = Context(), Checks(name)
    with checks.part(name):
        suite(context, checks)
    context.report.write_text(json.dumps({"count": checks.count, "failures": checks.failures}))
    sys.exit(1 if checks.failures else 0)
