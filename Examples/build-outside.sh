#!/usr/bin/env bash
# Builds the examples as a stranger would: in a folder of their own outside this checkout, as a package that depends on
# this one. Each must then give a verdict with nothing but a models folder given, and none without one.
set -euo pipefail

checkout=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
models=$(realpath -e -- "${IMAGE_MODERATION_MODELS:-$checkout/.models}")
photo=$checkout/Fixtures/images/photos-faces/hopper.jpg
unset IMAGE_MODERATION_MODELS MODERATION_WORKER
export SWIFT_IMAGE_MODERATION=$checkout

say() { printf 'examples: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

outside=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf -- "$outside"' EXIT

# shows PAGE PROGRAM: the page shows the program that is built here, indented or between fences.
shows() {
  local code page
  code=$(<"$checkout/Examples/$2")
  page=$(cat -- "$checkout/$1" 2>/dev/null || true)
  [[ -z $page || $page == *"$code"* || $page == *"    ${code//$'\n'/$'\n    '}"* ]] ||
    fail "$1 does not show Examples/$2 as it is"
}

articles=Sources/ImageModeration/ImageModeration.docc
shows README.md QuickStart/main.swift
shows "$articles/Getting-started.md" QuickStart/main.swift
shows "$articles/Changing-rules.md" RulesPerCall/main.swift
shows "$articles/Changing-rules.md" Replay/main.swift

say 'building outside the checkout'
for part in Package.swift QuickStart RulesPerCall Replay Articles Server; do
  cp -r -- "$checkout/Examples/$part" "$outside"
done
# Optimised, as users build, and as the compiler once died over a line of theirs.
swift build -c release --package-path "$outside" >&2
bin=$(swift build -c release --package-path "$outside" --show-bin-path)

# The models under another path than any that a build may have noted, and a folder with none.
ln -s -- "$models" "$outside/models"
mkdir "$outside/empty"

say 'QuickStart: a verdict for bytes'
answer=$("$bin/QuickStart" "$outside/models" "$bin/moderation-worker" <"$photo")
[[ $answer == PASS* ]] || fail "QuickStart answered: $answer"

say 'RulesPerCall: the words of one rule set, and not of the other'
answer=$("$bin/RulesPerCall" "$outside/models" "$bin/moderation-worker" "$checkout/Fixtures/words/night-life.txt" \
  <"$checkout/Fixtures/images/text/poster.png")
[[ $answer == standard\ * && $answer == *$'\n''forum BLOCK '*'night life'* ]] || fail "RulesPerCall answered: $answer"
[[ $answer == *'night life'*'night life'* ]] && fail "RulesPerCall mixed up its rules: $answer"

say 'Replay: a line that was judged before, under a milder policy'
doubtful=$checkout/Fixtures/safety_classifier/arcs.png
answer=$("$bin/Server" "$outside/models" --once "$doubtful" | "$bin/Replay")
[[ $answer == *': REVIEW -> PASS, '* ]] || fail "Replay answered: $answer"

say 'Server: a verdict for a file, and the folder given is the one that is used'
answer=$("$bin/Server" "$outside/models" --once "$photo")
[[ $answer == *'"suggestion":"PASS"'* ]] || fail "Server answered: $answer"
if answer=$("$bin/Server" "$outside/empty" --once "$photo" 2>"$outside/reason"); then
  fail "Server answered without models: $answer"
fi
[[ -z $answer && $(<"$outside/reason") == *"$outside/empty"* ]] || fail "Server said: $answer $(<"$outside/reason")"

say 'Server: a verdict over HTTP'
"$bin/Server" "$outside/models" 0 2>"$outside/log" &
server=$!
python3 - "$outside/log" "$photo" <<'PYTHON' || fail 'the server did not answer as it should'
import http.client, json, sys, time, urllib.request

log, photo = sys.argv[1:]
for _ in range(600):
    address = open(log).read().rpartition("listening on ")[2].strip()
    if address.endswith("/"):
        break
    time.sleep(0.1)

body = open(photo, "rb").read()
answer = json.load(urllib.request.urlopen(address, body, timeout=60))
assert answer["suggestion"] == "PASS", answer
answer = json.load(urllib.request.urlopen(address, b"<html>no picture</html>", timeout=60))
assert answer["suggestion"] is None and answer["rejection"]["code"] == "formatUnknown", answer

connection = http.client.HTTPConnection(address.split("/")[2], timeout=60)
connection.putrequest("POST", "/")
connection.putheader("Content-Length", "31457280")
connection.endheaders()
assert connection.getresponse().status == 413, "one byte more than the limits allow must be refused unread"
connection = http.client.HTTPConnection(address.split("/")[2], timeout=60)
connection.request("GET", "/")
assert connection.getresponse().status == 405
PYTHON
kill "$server"
wait "$server" 2>/dev/null || true
server=

say 'Server: no start without the worker that it is told to use'
if MODERATION_WORKER=$outside/empty/moderation-worker "$bin/Server" "$outside/models" --once "$photo" 2>"$outside/reason"
then
  fail 'Server answered without its decode worker'
fi
[[ $(<"$outside/reason") == *moderation-worker* ]] || fail "Server said: $(<"$outside/reason")"

say 'Server: a killed decode worker costs one answer'
MODERATION_WORKER=$bin/moderation-worker "$bin/Server" "$outside/models" 0 2>"$outside/log" &
server=$!
python3 - "$outside/log" "$photo" "$server" <<'PYTHON' || fail 'the server did not survive its decode worker'
import json, os, signal, sys, threading, time, urllib.error, urllib.request

log, photo, server = sys.argv[1:]
for _ in range(600):
    address = open(log).read().rpartition("listening on ")[2].strip()
    if address.endswith("/"):
        break
    time.sleep(0.1)
body = open(photo, "rb").read()


def workers():
    """The workers that decode; those that read codes say so on their command line."""
    tasks = f"/proc/{server}/task"
    children = [child for task in os.listdir(tasks) for child in open(f"{tasks}/{task}/children").read().split()]
    return [int(child) for child in children if b"--codes" not in open(f"/proc/{child}/cmdline", "rb").read()]


def post():
    try:
        return 200, json.load(urllib.request.urlopen(address, body, timeout=60))
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


assert post()[1]["suggestion"] == "PASS"
# Stopped, the worker takes the image and stands still with it: it dies at work.
[worker] = workers()
os.kill(worker, signal.SIGSTOP)
answers = []
posting = threading.Thread(target=lambda: answers.append(post()))
posting.start()
time.sleep(3)  # time enough to reach the worker
os.kill(worker, signal.SIGKILL)
posting.join()
[(status, answer)] = answers
assert status == 503 and answer["suggestion"] is None and answer["failure"]["code"] == "workerKilled", answers
for _ in range(5):
    assert post()[1]["suggestion"] == "PASS"
assert worker not in workers() and len(workers()) == 1, workers()
PYTHON
kill "$server"
wait "$server" 2>/dev/null || true
server=

say 'Server: two policies, one of them edited and broken under 1,000 images'
mkdir "$outside/policies"
MODERATION_POLICIES=$outside/policies MODERATION_WORKER=$bin/moderation-worker "$bin/Server" "$outside/models" 0 \
  2>"$outside/log" &
server=$!
python3 - "$outside/log" "$doubtful" "$server" "$outside/policies" <<'PYTHON' || fail 'the policies were not what they should'
import concurrent.futures, itertools, json, os, sys, threading, time, urllib.error, urllib.request

log, photo, server, folder = sys.argv[1:]
for _ in range(600):
    address = open(log).read().rpartition("listening on ")[2].strip()
    if address.endswith("/"):
        break
    time.sleep(0.1)
body = open(photo, "rb").read()

# The picture's porn score is 0.695.
states = [
    ("PASS", "scenes: [porn]\nimages: {Porn: {review: 0.75}}\n"),
    ("BLOCK", "scenes: [porn]\nimages: {Porn: {block: 0.5}}\n"),
    ("REVIEW", "scenes: [porn]\n"),
    (None, "scenes: [porn]\nimages: {Pron: {block: 0.5}}\n"),
]


def edit(text):
    with open(f"{folder}/.draft", "w") as draft:
        draft.write(text)
    os.rename(f"{folder}/.draft", f"{folder}/live_chat.yaml")


def post(policy):
    try:
        return 200, json.load(urllib.request.urlopen(f"{address}?policy={policy}", body, timeout=120))
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def until(policy, wanted):
    for _ in range(600):
        status, answer = post(policy)
        if wanted(status, answer):
            return answer
        time.sleep(0.05)
    raise SystemExit(f"{policy}: {answer}")


assert post("nobody")[0] == 400
open(f"{folder}/default.yaml", "w").write("scenes: [porn]\n")
open(f"{folder}/avatars.yaml", "w").write("sampling: first\n")
edit(states[2][1])
until("avatars", lambda status, answer: status == 200)
until("live_chat", lambda status, answer: status == 200)
ended = threading.Event()


def editing():
    for suggestion, text in itertools.cycle(states):
        if ended.wait(0.4):
            return
        edit(text)


def memory():
    return int(next(line for line in open(f"/proc/{server}/status") if line.startswith("VmRSS")).split()[1]) // 1024


editor = threading.Thread(target=editing)
editor.start()
seen = {}
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    for index, (status, answer) in enumerate(pool.map(post, ["live_chat", "avatars"] * 500)):
        assert status == 200, answer
        name, version = answer["policy"]["name"], answer["policy"]["version"]
        assert name == ("live_chat", "avatars")[index % 2], answer
        seen.setdefault((name, version), set()).add(answer["suggestion"])
        if index == 300:
            before = memory()
after = memory()
ended.set()
editor.join()
assert all(len(suggestions) == 1 for suggestions in seen.values()), seen
live = {suggestion for (name, _), [suggestion] in seen.items() if name == "live_chat"}
assert len(live) == 3 and len(seen) == 4, seen
assert after - before < 64, f"{before} MiB after 300 images, {after} after 1,000"
assert "live_chat.yaml:2:" in open(log).read(), "a broken policy must be told with its line"
edit(states[1][1])
until("live_chat", lambda status, answer: answer["suggestion"] == "BLOCK")
print(f"examples: {len(seen)} versions, {before} MiB after 300 images, {after} after 1,000", file=sys.stderr)
PYTHON
# In a shell of its own: it says itself which models it takes.
IMAGE_MODERATION_MODELS=$models bash "$checkout/Examples/Plugins/check.sh"
say 'all as expected'
