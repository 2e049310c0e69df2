"""Tests of the client: python3 -m unittest. Against the real command where MODERATE names it."""
import array
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from moderation_stream import Moderator, Row, StreamError, failure_row

HERE = Path(__file__).resolve().parent
FAKE = [sys.executable, str(HERE / "fake_server.py")]
MODERATE = os.environ.get("MODERATE", "")
FIXTURES = HERE.parent.parent / "Fixtures"


def by_key(rows: List[Row]) -> Dict[Any, Row]:
    assert len({row["id"] for row in rows}) == len(rows), "two rows of one key"
    return {row["id"]: row for row in rows}


class AgainstAFake(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.starts = os.path.join(self.folder.name, "starts")
        self.addCleanup(self.folder.cleanup)

    def judge(self, texts: List[str], *orders: str, **options: Any) -> List[Row]:
        with Moderator(command=FAKE + [f"starts={self.starts}", *orders], **options) as moderator:
            return list(moderator.judge((str(i), text.encode()) for i, text in enumerate(texts)))

    def start_count(self) -> int:
        return len(Path(self.starts).read_text())

    def check(self, rows: List[Row], count: int, failed: Dict[str, str]) -> None:
        """Each image has one row, and only those fail that should, so."""
        rows_by_key = by_key(rows)
        self.assertEqual(set(rows_by_key), {str(i) for i in range(count)})
        self.assertEqual({k: r["failure"]["code"] for k, r in rows_by_key.items() if r["failure"]}, failed)

    def test_every_image_has_a_row(self) -> None:
        self.check(self.judge(["pass"] * 500), 500, {})
        self.assertEqual(self.start_count(), 1)

    def test_no_image_is_no_row(self) -> None:
        self.assertEqual(self.judge([]), [])

    def test_an_image_of_no_bytes_is_sent(self) -> None:
        self.assertEqual(self.judge([""])[0]["suggestion"], "PASS")

    def test_keys_may_be_anything_and_repeat(self) -> None:
        with Moderator(command=FAKE) as moderator:
            rows = list(moderator.judge([(7, b"pass"), (7, b"pass"), (("a", None), b"pass"), ("é\n" * 900, b"pass")]))
        self.assertEqual([row["id"] for row in rows], [7, 7, ("a", None), "é\n" * 900])

    def test_policy_and_deadline_travel_with_each_image(self) -> None:
        with Moderator(command=FAKE, policy="strict", deadline_ms=1500) as moderator:
            self.assertEqual(json.loads(moderator.moderate(b"policy")["reason"]), ["strict", 1500])

    def test_a_path_is_sent_as_one(self) -> None:
        with Moderator(command=FAKE) as moderator:
            self.assertEqual(moderator.moderate(Path("/a/b"))["reason"], "path /a/b")

    def test_reads_while_it_writes(self) -> None:
        """More than pipes hold, both ways."""
        rows = self.judge(["pass " + "x" * 300_000] * 40, "window=200")
        self.check(rows, 40, {})

    def test_the_images_are_taken_no_faster_than_the_window(self) -> None:
        taken = []

        def images() -> Iterator[Tuple[int, bytes]]:
            for number in range(50):
                taken.append(number)
                yield number, b"pass"

        with Moderator(command=FAKE + ["window=3"]) as moderator:
            for count, _ in enumerate(moderator.judge(images()), 1):
                self.assertLessEqual(len(taken), count + 3)

    def test_poison_costs_two_deaths_and_its_neighbours_nothing(self) -> None:
        texts = ["die" if i % 10 == 5 else "pass" for i in range(40)]
        self.check(self.judge(texts), 40, {k: "workerDied" for k in ("5", "15", "25", "35")})
        self.assertEqual(self.start_count(), 1 + 2 * 4)

    def test_poison_alone_beside_poison(self) -> None:
        self.check(self.judge(["die"] * 4 + ["pass"]), 5, {str(i): "workerDied" for i in range(4)})

    def test_what_dies_once_is_judged_the_second_time(self) -> None:
        self.check(self.judge(["pass", f"once {self.folder.name}/died", "pass"]), 3, {})
        self.assertEqual(self.start_count(), 2)

    def test_a_server_that_stalls_is_given_up_in_time(self) -> None:
        start = time.monotonic()
        self.check(self.judge(["pass", "stall", "pass"], answer_timeout=0.5), 3, {"1": "answerTimeout"})
        self.assertLess(time.monotonic() - start, 30)

    def test_a_server_that_was_told_to_end_costs_no_image(self) -> None:
        self.check(self.judge(["pass", f"stop {self.folder.name}/stopped", "pass", "pass"]), 4, {})

    def test_lies_are_not_believed(self) -> None:
        for lie in ("unknown", "garbage", "list", "listed", "fatal", "mute", "deep", "bare"):
            with self.subTest(lie):
                self.check(self.judge(["pass", lie, "pass"]), 3, {"1": "workerDied"})

    def test_one_iteration_at_a_time(self) -> None:
        with Moderator(command=FAKE) as moderator:
            rows = moderator.judge((str(i), b"pass") for i in range(9))
            next(rows)
            with self.assertRaises(RuntimeError):
                moderator.moderate(b"pass")
            self.assertEqual(len(list(rows)), 8)
            self.assertEqual(moderator.moderate(bytearray(b"pass"))["suggestion"], "PASS")

    def test_a_second_answer_does_not_count(self) -> None:
        self.assertEqual([r["suggestion"] for r in self.judge(["twice", "pass", "pass"])], ["PASS"] * 3)

    def test_a_window_of_none_is_one_of_one(self) -> None:
        self.check(self.judge(["pass"] * 3, "window=0"), 3, {})

    def test_no_server_is_an_error(self) -> None:
        for orders in (["begin=dead"], ["begin=other"], ["begin=windowless"]):
            with self.assertRaises(StreamError), Moderator(command=FAKE + orders):
                pass
        with self.assertRaises(StreamError), Moderator(command=FAKE + ["begin=silent"], start_timeout=0.3):
            pass
        with self.assertRaises(StreamError), Moderator(command=["/nonexistent"]):
            pass
        with self.assertRaises(ValueError):
            Moderator()

    def test_images_that_fail_leave_no_answers_behind(self) -> None:
        def images() -> Iterator[Tuple[str, bytes]]:
            yield "1", b"pass"
            raise KeyError("gone")

        with Moderator(command=FAKE) as moderator:
            with self.assertRaises(KeyError):
                list(moderator.judge(images()))
            self.assertEqual(moderator.moderate(b"pass", "2")["id"], "2")
            for row in moderator.judge((str(i), b"pass") for i in range(9)):
                break
            self.assertEqual(moderator.moderate(b"pass", "3")["id"], "3")

    def test_the_row_of_a_failure_has_the_keys_of_every_row(self) -> None:
        schema = json.loads((HERE.parent.parent / "Documentation/schema/moderation-result-2.json").read_text())
        self.assertEqual(sorted(failure_row("a", "b", "c")), sorted(schema["required"] + ["id"]))
        failure = failure_row("a", "b", "c")["failure"]
        self.assertEqual(sorted(failure), sorted(schema["properties"]["failure"]["required"]))
        timing = failure_row("a", "b", "c")["timing"]
        self.assertEqual(sorted(timing), sorted(schema["properties"]["timing"]["required"]))


@unittest.skipUnless(MODERATE, "MODERATE names no command")
class AgainstTheCommand(unittest.TestCase):
    ARGUMENTS = ["--scenes", "porn", "--deadline", "3600"]
    PICTURES = sorted((FIXTURES / "images/generated/still").iterdir())[::3]

    def rows(self) -> Dict[str, Row]:
        run = subprocess.run(
            [MODERATE, "--json", *self.ARGUMENTS, *map(str, self.PICTURES)], stdout=subprocess.PIPE, check=False)
        return {row["source"]: row for row in map(json.loads, run.stdout.splitlines())}

    @staticmethod
    def essence(row: Row) -> Row:
        return {key: value for key, value in row.items() if key not in ("id", "timing", "source")}

    def test_rows_are_the_commands(self) -> None:
        expected = self.rows()
        self.assertGreater(len(expected), 5)
        with Moderator(command=[MODERATE, "serve", "--stdio", *self.ARGUMENTS]) as moderator:
            for row in moderator.judge((str(path), path.read_bytes()) for path in self.PICTURES):
                self.assertEqual(self.essence(row), self.essence(expected.pop(row["id"])))
            self.assertEqual(expected, {})
            self.assertEqual(moderator.moderate(b"", "empty")["rejection"]["code"], "byteCountTooSmall")
            self.assertEqual(moderator.moderate(Path("/nonexistent"))["failure"]["code"], "sourceUnreadable")

    def test_a_socket_serves_several_and_its_death_is_survived(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s")
            command = [MODERATE, "serve", "--socket", path, "--root", str(FIXTURES), *self.ARGUMENTS]
            server = subprocess.Popen(command)
            try:
                pictures = [(str(p), p.read_bytes()) for p in self.PICTURES]
                with Moderator(socket=path) as one, Moderator(socket=path) as two:
                    self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
                    first, second = one.judge(pictures), two.judge(pictures)
                    both = [row for pair in zip(first, second) for row in pair]
                    self.assertEqual(len(both), 2 * len(pictures))
                    self.assertEqual(list(second), [])  # zip asks the first alone whether there is more
                    self.assertEqual(one.moderate(Path("/etc/hostname"))["failure"]["code"], "pathNotAllowed")
                    self.assertIsNone(two.moderate(self.PICTURES[0])["failure"])
                    rows = one.judge(pictures)
                    next(rows)
                    server.kill()
                    server.wait()
                    server = subprocess.Popen(command)  # takes the place of the socket that was left behind
                    self.assertEqual([row["failure"] for row in rows], [None] * (len(pictures) - 1))
            finally:
                server.send_signal(signal.SIGTERM)
                self.assertEqual(server.wait(60), 0)
            self.assertFalse(os.path.exists(path))

    def test_sigterm_answers_what_was_read(self) -> None:
        server = subprocess.Popen(
            [MODERATE, "serve", "--stdio", *self.ARGUMENTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert server.stdin and server.stdout
        self.assertIn(b'"ready":true', server.stdout.readline())
        picture = self.PICTURES[0].read_bytes()
        server.stdin.write(b'{"id":"1","bytes":%d}\n%b' % (len(picture), picture))
        server.stdin.flush()
        answer = json.loads(server.stdout.readline())
        server.send_signal(signal.SIGTERM)
        rest = server.stdout.read().splitlines()
        self.assertEqual(answer["id"], "1")
        self.assertEqual(json.loads(rest[-1]), {"answered": 1, "done": True})
        self.assertEqual(server.wait(60), 0)
        server.stdin.close()
        server.stdout.close()

    def test_a_second_sigterm_ends_what_nobody_reads(self) -> None:
        server = subprocess.Popen(
            [MODERATE, "serve", "--stdio", *self.ARGUMENTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert server.stdin and server.stdout
        self.assertIn(b'"ready":true', server.stdout.readline())
        os.set_blocking(server.stdin.fileno(), False)
        taken, since = 0, time.monotonic()
        while time.monotonic() < since + 2:  # until it reads no further: answers fill the pipe, then the window
            try:
                os.write(server.stdin.fileno(), b'{"id":"%d","bytes":0}\n' % taken)
                taken, since = taken + 1, time.monotonic()
                self.assertLess(taken, 20_000)
            except BlockingIOError:
                waiting = array.array("i", [0])
                fcntl.ioctl(server.stdout.fileno(), termios.FIONREAD, waiting)
                if waiting[0] < 50_000:  # it is only slow
                    since = time.monotonic()
        server.send_signal(signal.SIGTERM)
        with self.assertRaises(subprocess.TimeoutExpired):
            server.wait(1)
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(60), 1)
        server.stdin.close()
        server.stdout.close()


if __name__ == "__main__":
    unittest.main()
