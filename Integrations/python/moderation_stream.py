"""Judges images with `moderate serve`: a process of its own, or the socket of one that others share. For one thread.

    with Moderator(command=["moderate", "serve", "--stdio"]) as moderator:
        for row in moderator.judge((path, path.read_bytes()) for path in paths):
            print(row["id"], row["suggestion"])

One row a pair, as `moderate --json` prints it, whatever happens: an image over which the server dies, or does not
answer in time, is sent once more, alone, and then has the failure `workerDied` or `answerTimeout`."""
from __future__ import annotations

import dataclasses, json, os, select, socket as sockets, subprocess, time
from collections import deque
from typing import Any, Deque, Dict, Hashable, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

Row = Dict[str, Any]
Image = Union[bytes, bytearray, memoryview, "os.PathLike[str]"]  # its bytes, or a path that the server can read
MAXIMUM_LINE_BYTES, CHUNK_BYTES, CONNECT_SECONDS, CLOSE_SECONDS = 64 << 20, 1 << 18, 30.0, 30.0

class StreamError(Exception): """No server can be had, or it speaks another protocol."""
class _Died(Exception): code = "workerDied"
class _Late(_Died): code = "answerTimeout"

@dataclasses.dataclass
class _Frame:
    wire: str
    key: Hashable
    pieces: List[bytes]
    sent: float = 0.0
    is_suspect: bool = False

def failure_row(key: Hashable, code: str, message: str) -> Row:
    """The row of an image that no server answered for."""
    empty = "image label policy rejection requestId score shadow subLabel suggestion".split()
    failure = {"code": code, "message": message, "isTransient": False,
               "publicMessage": f"The image could not be checked here: {code}."}
    return {**dict.fromkeys(empty), **{name: [] for name in ("advisories", "findings", "lists", "scenes", "text")},
            "schema": "moderation-result-2", "id": key, "source": str(key), "limits": "unknown", "reason": message,
            "failure": failure, "timing": {"stageMilliseconds": {}, "totalMilliseconds": 0}}

class Moderator:
    """A server, started or connected to when it is needed, and again when it died."""

    def __init__(self, *, command: Sequence[str] = (), socket: str = "", policy: Optional[str] = None,
                 deadline_ms: Optional[int] = None, window: int = 256, answer_timeout: float = 300.0,
                 start_timeout: float = 300.0) -> None:
        if bool(command) == bool(socket): raise ValueError("give command or socket, one of the two")
        self._command, self._path, self._window = list(command), socket, max(1, window)
        self._answer_timeout, self._start_timeout = answer_timeout, start_timeout
        self._header = {"policy": policy, "deadlineMilliseconds": deadline_ms}
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._peer: Optional[sockets.socket] = None
        self._number, self._is_judging = 0, False
        self.ready: Row = {}

    def __enter__(self) -> Moderator:
        self._open()
        return self

    def __exit__(self, *_: object) -> None: self.close()

    def moderate(self, image: Image, key: Hashable = "") -> Row:
        """The row of one image."""
        return list(self.judge([(key, image)]))[0]

    def judge(self, images: Iterable[Tuple[Hashable, Image]]) -> Iterator[Row]:
        """A row for each pair of a key and an image, as answers come; `id` and `source` are the key; it may repeat."""
        if self._is_judging: raise RuntimeError("judge is at work: one iteration at a time, or another Moderator")
        source, has_more, self._is_judging = iter(images), True, True
        at_work: Dict[str, _Frame] = {}
        suspects: Deque[_Frame] = deque()  # were at work when a server died; sent one by one, to know the culprit
        try:
            while has_more or at_work or suspects:
                self._open()
                window = max(1, min(self._window, self.ready["window"]))
                while len(at_work) < (1 if suspects else window) and not any(f.is_suspect for f in at_work.values()):
                    pair = None if suspects or not has_more else next(source, None)
                    has_more = has_more and (bool(suspects) or pair is not None)
                    if not (pair or suspects): break
                    frame = self._frame(*pair) if pair else suspects.popleft()
                    frame.sent, at_work[frame.wire] = time.monotonic(), frame
                    self._unsent += map(memoryview, frame.pieces)
                try:
                    end = min((frame.sent for frame in at_work.values()), default=0.0) + self._answer_timeout
                    for row in self._lines(end) if at_work else []:
                        wire, failure = str(row.get("id")), row.get("failure")
                        if "done" in row or (isinstance(failure, dict) and failure.get("code") == "draining"):
                            continue  # it was told to end: what it has not answered another will
                        if wire not in at_work or row.get("schema") != "moderation-result-2":
                            raise _Died(f"it said {json.dumps(row)[:300]}")
                        key = at_work.pop(wire).key
                        yield {**row, "id": key, "source": str(key)}
                except _Died as death:
                    self.close(kill=True)
                    lost, at_work = list(at_work.values()), {}
                    suspects += [dataclasses.replace(frame, is_suspect=True) for frame in lost if not frame.is_suspect]
                    yield from [failure_row(f.key, death.code, f"twice: {death}") for f in lost if f.is_suspect]
        finally:
            self._is_judging = False
            if at_work: self.close(kill=True)  # who asked has gone: answers that come now are nobody's

    def close(self, kill: bool = False) -> None:
        """Ends the server's input and waits for its end; the next image has a new one."""
        process, peer, self._process, self._peer = self._process, self._peer, None, None
        if peer: peer.close()
        if process:
            try:
                process.communicate(timeout=0 if kill else CLOSE_SECONDS)
            except (subprocess.TimeoutExpired, OSError):
                process.kill()
                process.communicate()

    def _open(self) -> None:
        end = time.monotonic() + CONNECT_SECONDS
        while not (self._process or self._peer):
            self._unsent, self._unread = deque[memoryview](), bytearray()
            try:
                if self._path:
                    self._peer = sockets.socket(sockets.AF_UNIX)
                    self._peer.connect(self._path)
                    self._input = self._output = self._peer.fileno()
                else:
                    self._process = process = subprocess.Popen(self._command, stdin=-1, stdout=-1, bufsize=0)
                    assert process.stdin and process.stdout
                    self._input, self._output = process.stdout.fileno(), process.stdin.fileno()
                os.set_blocking(self._input, False)
                os.set_blocking(self._output, False)
                self.ready = self._lines(time.monotonic() + self._start_timeout)[0]
                if self.ready.get("protocol") != "moderation-stream-1" or not isinstance(self.ready.get("window"), int):
                    raise _Died(f"it began with {json.dumps(self.ready)[:300]}")
            except (OSError, _Died) as problem:
                self.close(kill=True)
                if not self._path or time.monotonic() > end:
                    raise StreamError(f"no server at {self._path or self._command}: {problem}") from problem
                time.sleep(0.2)  # it is about to start, or serves as many as it takes

    def _frame(self, key: Hashable, image: Image) -> _Frame:
        if isinstance(image, (bytearray, memoryview)): image = bytes(image)
        where = {"bytes": len(image)} if isinstance(image, bytes) else {"path": os.fspath(image)}
        self._number += 1
        header = json.dumps({"id": str(self._number), **where, **self._header}).encode() + b"\n"
        return _Frame(str(self._number), key, [header, image] if isinstance(image, bytes) and image else [header])

    def _lines(self, end: float) -> List[Row]:
        """Writes what is not sent, and reads until a line has come."""
        while True:
            poll, writes = select.poll(), select.POLLOUT if self._unsent else 0
            poll.register(self._input, select.POLLIN)
            if writes: poll.register(self._output, writes | (select.POLLIN if self._input == self._output else 0))
            events = dict(poll.poll(max(0.0, end - time.monotonic()) * 1000))
            if not events: raise _Late("no answer came in time")
            try:
                if events.get(self._output, 0) & (select.POLLERR | select.POLLHUP):
                    self._unsent.clear()  # it has gone: what it said before comes first
                elif writes and events.get(self._output, 0) & select.POLLOUT:
                    self._unsent[0] = self._unsent[0][os.write(self._output, self._unsent[0][:CHUNK_BYTES]):]
                    if not self._unsent[0]: self._unsent.popleft()
                if events.get(self._input, 0) & ~select.POLLOUT:
                    piece = os.read(self._input, CHUNK_BYTES)
                    self._unread += piece
                    if not piece or len(self._unread) > MAXIMUM_LINE_BYTES:
                        raise _Died("it ended" if not piece else f"it said over {MAXIMUM_LINE_BYTES} bytes in a line")
                    if b"\n" in piece:
                        *lines, self._unread = self._unread.split(b"\n")
                        return [dict(json.loads(line)) for line in lines]
            except BlockingIOError: pass
            except (OSError, ValueError, TypeError, RecursionError) as problem:
                raise _Died(f"it cannot be understood: {problem}") from problem
