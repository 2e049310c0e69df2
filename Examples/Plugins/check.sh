#!/usr/bin/env bash
# Builds every plugin here and the first-party libraries, opens each and has it look; then runs the tests that need them:
# equal findings linked, in process and in a worker, what the libraries export, and the tutorial in Swift.
set -euo pipefail

checkout=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")
photo=$checkout/Fixtures/images/photos-faces/hopper.jpg
poster=$checkout/Fixtures/images/text/poster.png
built=$(mktemp -d)
trap 'rm -rf -- "$built"' EXIT
export IMAGE_MODERATION_MODELS=${IMAGE_MODERATION_MODELS:-$checkout/.models}

say() { printf 'plugins: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

say 'building the command'
swift build --package-path "$checkout" --product moderate >&2
swift build --package-path "$checkout" --product moderation-worker >&2
moderate=$(swift build --package-path "$checkout" --show-bin-path)/moderate

say 'building in C'
cc -std=c11 -Wall -Wextra -Werror -O2 -shared -fPIC -I "$checkout/Sources/CModerationABI/include" \
  "$checkout/Examples/Plugins/C/blue.c" -o "$built/blue-c.so"

say 'building in Swift'
for plugin in "$checkout/Examples/Plugins/Swift" "$checkout/Examples/Plugins/SwiftText" porn nudenet terror tags text; do
  "$checkout/run" plugin build "$plugin" --output "$built" >&2
done

if command -v cargo >/dev/null; then
  say 'building in Rust'
  cp -r -- "$checkout/Examples/Plugins/Rust" "$built/Rust"
  cargo build --quiet --release --offline --manifest-path "$built/Rust/Cargo.toml"
  mv -- "$built/Rust/target/release/libblue_rust.so" "$built/blue-rust.so"
else
  say 'no cargo here: the example in Rust is not built'
fi

if [[ -x /usr/bin/python3-config ]]; then
  say 'building in Python'
  cp -r -- "$checkout/Examples/Plugins/Python" "$built/Python"
  make -s -C "$built/Python" ABI="$checkout/Sources/CModerationABI/include"
  mv -- "$built/Python/blue.so" "$built/blue-python.so"
else
  say 'no python3-dev here: the example in Python is not built'
fi

for library in "$built"/*.so; do
  say "$(basename -- "$library") describes itself"
  "$moderate" plugins list "$library" >&2
done

# Each says what it sees of a picture that is a little blue, in a worker.
for library in "$built"/[Bb]lue*.so; do
  answer=$("$moderate" plugins run "$library" "$photo")
  [[ $answer == 'PASS '*' Blue 0.3'* ]] || fail "$(basename -- "$library") answered: $answer"
done

word='forbidden-word/1=a'
answer=$("$moderate" plugins run "$built/ForbiddenWord.so" --plugin-configuration "$word" "$poster")
[[ $answer == 'REVIEW '*'words: a'* ]] || fail "ForbiddenWord.so answered: $answer"

say 'tests'
MODERATION_PLUGIN_LIBRARIES=$built swift test --package-path "$checkout" --disable-xctest \
  --filter 'PluginHostTests\.(EqualFindings|Symbol|Tutorial)' >&2
