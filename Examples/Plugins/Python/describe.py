"""Prints description.h: what a detector in Python is, and its source, for the shim that is compiled with it.

    python3 describe.py DETECTOR.py > description.h

DETECTOR is read as a literal; nothing of the detector runs.
"""
import ast
import sys


def fail(message):
    sys.exit(f"{sys.argv[1]}: {message}")


def description(source):
    for node in ast.parse(source, sys.argv[1]).body:
        if isinstance(node, ast.Assign) and [getattr(name, "id", "") for name in node.targets] == ["DETECTOR"]:
            return ast.literal_eval(node.value)
    fail("has no DETECTOR = {...} at its top level")


def text(value, what):
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        fail(f"{what} must be a text of printable ASCII, not {value!r}")
    return '{"%s", %d}' % (value.replace("\\", "\\\\").replace('"', '\\"'), len(value))


def number(value, low, high, what):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        fail(f"{what} must be a number from {low} to {high}, not {value!r}")
    return repr(value)


def main():
    with open(sys.argv[1], "rb") as file:
        source = file.read()
    try:
        detector = description(source)
    except (SyntaxError, ValueError) as error:
        fail(f"DETECTOR cannot be read: {error}")
    keys = {"id", "scene", "longest_side", "bands", "covers"}
    if not isinstance(detector, dict) or not {"id", "scene", "longest_side", "bands"} <= detector.keys() <= keys:
        fail("DETECTOR must have id, scene, longest_side and bands, and may have covers")
    if not isinstance(detector["bands"], dict) or not detector["bands"]:
        fail("bands must name a label with its two bounds")
    bands = []
    for label, bounds in detector["bands"].items():
        if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
            fail(f"the bounds of {label} must be two numbers: a person from, blocked above")
        name, review = text(label, "a label"), number(bounds[0], 0, 1, "a bound")
        block = number(bounds[1], bounds[0], 1, "the second bound")
        bands.append(f"{{.label = {name}, .review_from = {review}, .block_above = {block}, "
                     f".review_label = {name}, .block_label = {name}}}")
    covers = [text(name, "a sublabel") for name in detector.get("covers", [])]
    side = detector["longest_side"]
    number(side, 1, 10000, "longest_side")
    if not isinstance(side, int):
        fail("longest_side must be a whole number of pixels")
    print("/* Made by describe.py. */")
    print("static const moderation_band bands[] = {" + ", ".join(bands) + "};")
    if covers:
        print("static const moderation_text covers[] = {" + ", ".join(covers) + "};")
    print("static const moderation_description description = {")
    print(f"    .id = {text(detector['id'], 'id')}, .scene = {text(detector['scene'], 'scene')},")
    print(f"    .basis = MODERATION_BASIS_RULE, .bands = bands, .band_count = {len(bands)},")
    if covers:
        print(f"    .covers = covers, .covers_count = {len(covers)},")
    print(f"    .wish = {{.longest_side = {side}, .oversampling = 1}}}};")
    name = text(sys.argv[1].rsplit("/", 1)[-1], "the file's name")
    print(f"static const moderation_text source_name = {name};")
    print("static const char source[] = {" + ",".join(str(byte) for byte in source + b"\0") + "};")


if __name__ == "__main__":
    main()
