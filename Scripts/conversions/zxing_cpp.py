"""Builds the library that reads QR codes and barcodes from ZXing-C++'s source, for its C interface.

Without what writes codes, and without a test that the processor of the machine is the one it will run on: the flags are
those of any x86_64. Takes about 110 seconds of processor time.
"""

import os
import pathlib
import shutil
import subprocess
import sys

OPTIONS = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_SHARED_LIBS": "ON",
    "ZXING_C_API": "ON",
    "ZXING_READERS": "ON",
    "ZXING_WRITERS": "OFF",
}


def build(source, work, target):
    """Builds the source package unpacked in `source` within the folder `work`, and leaves the library at `target`."""
    (top,) = (path for path in pathlib.Path(source).iterdir() if path.is_dir())
    shutil.rmtree(work, ignore_errors=True)
    # One path for every machine in what assertions and debuggers are told.
    environment = dict(os.environ, CXXFLAGS=f"-ffile-prefix-map={top}=zxing-cpp")
    commands = [
        ["cmake", "-S", str(top / "core"), "-B", str(work), *(f"-D{name}={value}" for name, value in OPTIONS.items())],
        ["cmake", "--build", str(work), "--parallel", str(os.cpu_count() or 1)],
    ]
    log = pathlib.Path(work).with_suffix(".log")
    with log.open("wb") as output:
        for command in commands:
            if subprocess.run(command, env=environment, stdout=output, stderr=output).returncode != 0:
                sys.stderr.write("".join(log.read_text(errors="replace").splitlines(keepends=True)[-20:]))
                raise OSError(f"'{' '.join(command)}' failed; its last words are above, all of them in {log}")
    shutil.copyfile((work / "libZXing.so").resolve(), target)
    if strip := shutil.which("strip"):
        subprocess.run([strip, "--strip-unneeded", str(target)], check=True)
