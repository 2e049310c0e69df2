"""Shows pictures in Debian's headless Chromium, one process for all of them, driven by its own protocol over a pipe."""

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = ["chromium-headless-shell", "chromium"]
# Long enough for a large picture on a busy machine; whatever takes longer is skipped by name.
TIMEOUT_SECONDS = 40
# A picture larger than this is shown scaled down: a screenshot holds four bytes a pixel several times over.
MAXIMUM_SIDE_PIXELS = 4096
# A drawing has no pixel size, and is shown as large as a page would show it.
DRAWING_SIDE_PIXELS = 640
# When pictures that move by script-free animation (SMIL, CSS) are looked at, in seconds after they were loaded.
DRAWING_MOMENTS_SECONDS = (0.05, 1.3)
MAXIMUM_FRAMES = 32

PAGE = """<!doctype html><meta charset=utf-8><style>
html, body { margin: 0; padding: 0; overflow: hidden; } img { display: block; }
</style><body></body>"""

# Answers the size at which the picture is shown, or why it is not.
SHOW = """(async () => {
  document.body.textContent = '';
  const picture = new Image();
  picture.src = %(url)s;
  try { await picture.decode(); } catch (error) {
    if (!picture.naturalWidth && !picture.complete) return { refused: String(error) };
    if (!%(drawing)s || !picture.complete || !picture.naturalWidth) return { refused: String(error) };
  }
  let width = picture.naturalWidth, height = picture.naturalHeight;
  if (!width || !height) return { refused: 'no size' };
  const longer = Math.max(width, height);
  let scale = Math.min(1, %(maximum)d / longer);
  if (%(drawing)s) scale = Math.max(scale, %(side)d / longer);
  width = Math.max(1, Math.round(width * scale)); height = Math.max(1, Math.round(height * scale));
  picture.style.width = width + 'px'; picture.style.height = height + 'px';
  document.body.append(picture);
  await picture.decode().catch(() => {});
  return { width, height };
})()"""

BACKGROUND = """(async () => {
  document.documentElement.style.background = %s;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
})()"""

# The frames of an animation as the browser's decoder composes them, each on both colours.
FRAMES = """(async () => {
  const bytes = Uint8Array.from(atob(%(data)s), c => c.charCodeAt(0));
  const decoder = new ImageDecoder({ data: bytes, type: %(type)s });
  await decoder.tracks.ready; await decoder.completed;
  const count = decoder.tracks.selectedTrack.frameCount, frames = [];
  if (count < 2) return { count, frames };
  for (let index = 0; index < Math.min(count, %(maximum)d); index++) {
    let image;
    try { image = (await decoder.decode({ frameIndex: index })).image; } catch (error) { break; }
    const canvas = document.createElement('canvas');
    canvas.width = image.displayWidth; canvas.height = image.displayHeight;
    const context = canvas.getContext('2d');
    for (const colour of ['white', 'black']) {
      context.fillStyle = colour; context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0);
      frames.push(canvas.toDataURL('image/png').split(',')[1]);
    }
    image.close();
  }
  return { count, frames };
})()"""


class NotShown(Exception):
    """The browser does not show this picture; the text says why."""


def program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Browser:
    """A headless Chromium with one page. Started anew after a crash or a picture that takes too long."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="viewer-", ignore_cleanup_errors=True)
        self.page = Path(self.folder.name) / "page.html"
        self.page.write_text(PAGE)
        self.process: subprocess.Popen | None = None
        self.version = subprocess.run([program(), "--version"], capture_output=True, text=True).stdout.strip()

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_) -> None:
        self.stop()
        self.folder.cleanup()

    def start(self) -> None:
        to_read, self.output = os.pipe()
        self.input, to_write = os.pipe()
        # High numbers first, so that neither is overwritten when they become the two that Chromium expects.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 64) for end in (to_read, to_write)]

        def descriptors() -> None:
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        profile = tempfile.mkdtemp(dir=self.folder.name)
        self.process = subprocess.Popen(
            [
                program(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
                "--no-first-run",
                "--allow-file-access-from-files",
                "--force-color-profile=srgb",
                "--hide-scrollbars",
                "--mute-audio",
                "--disable-dev-shm-usage",
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=descriptors,
            start_new_session=True,
        )
        for end in [to_read, to_write, *ends]:
            os.close(end)
        self.buffer, self.number, self.session = b"", 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.navigate", url=self.page.as_uri())
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not self.evaluate("location.protocol == 'file:' && document.readyState == 'complete'"):
            if time.monotonic() > deadline:
                raise NotShown("Chromium took too long")
            time.sleep(0.05)

    def ready(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.start()

    def stop(self) -> None:
        if self.process is None:
            return
        # Its helpers are processes of the same group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.input)
        os.close(self.output)
        self.process = None

    def call(self, method: str, **parameters) -> dict:
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        deadline = time.monotonic() + TIMEOUT_SECONDS
        try:
            view = memoryview(json.dumps(message).encode() + b"\0")
            while view:
                view = view[os.write(self.output, view) :]
        except BrokenPipeError as error:
            raise NotShown("Chromium ended") from error
        while True:
            answer = self.read(deadline)
            if answer.get("method") == "Inspector.targetCrashed":
                raise NotShown("the page crashed")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise NotShown(answer["error"].get("message", "error"))
                return answer["result"]

    def read(self, deadline: float) -> dict:
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.input], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.input, 1 << 20) if ready else b""
            if not part:
                raise NotShown("Chromium ended" if ready else "Chromium took too long")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def evaluate(self, script: str):
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise NotShown(str(answer["exceptionDetails"].get("exception", {}).get("description"))[:120])
        return answer["result"].get("value")

    def screenshots(self, path: Path, is_drawing: bool, moves: bool = False) -> list[bytes]:
        """What an <img> shows of a file on a white and on a black page, as PNG."""
        try:
            self.ready()
            size = self.evaluate(
                SHOW
                % {
                    "url": json.dumps(path.as_uri()),
                    "drawing": json.dumps(is_drawing),
                    "maximum": MAXIMUM_SIDE_PIXELS,
                    "side": DRAWING_SIDE_PIXELS,
                }
            )
            if "refused" in size:
                raise NotShown("Chromium does not decode it")
            self.call(
                "Emulation.setDeviceMetricsOverride",
                width=size["width"],
                height=size["height"],
                deviceScaleFactor=1,
                mobile=False,
            )
            shots = []
            for moment in DRAWING_MOMENTS_SECONDS if moves else (0,):
                time.sleep(moment)
                for colour in ("white", "black"):
                    self.evaluate(BACKGROUND % json.dumps(colour))
                    shots.append(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
            return shots
        except NotShown as error:
            if "does not decode" not in str(error):
                self.stop()
            raise

    def frames(self, content: bytes, media_type: str) -> tuple[int, list[bytes]]:
        """How many frames the browser's decoder finds, and all of them on both colours; none of a still picture."""
        try:
            self.ready()
            answer = self.evaluate(
                FRAMES
                % {
                    "data": json.dumps(base64.b64encode(content).decode()),
                    "type": json.dumps(media_type),
                    "maximum": MAXIMUM_FRAMES,
                }
            )
        except NotShown as error:
            if "took too long" in str(error) or "ended" in str(error) or "crashed" in str(error):
                self.stop()
            raise
        return answer["count"], [base64.b64decode(frame) for frame in answer["frames"]]
