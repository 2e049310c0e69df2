#!/usr/bin/env python3
"""A flame graph of where the processor time of a `perf record` goes.

    perf script -i DATA | flame.py TITLE > graph.svg

Width is time, a box stands on its caller. The neural runtime compiles its networks while it runs and keeps no frame
pointers: their samples stand by themselves, as `networks`. Colours tell whose code it is. Boxes below a thousandth are
left out.
"""
import collections
import html
import re
import subprocess
import sys

WIDTH, ROW, LEAST_SHARE = 1200, 17, 0.001
KINDS = {
    "ours": "#e8833a", "networks": "#4a7fb5", "codes": "#8a63b0", "codecs": "#5a9e5a", "kernel": "#9a9a9a",
    "other": "#d9c27a"}


def kind(library):
    name = library.rsplit("/", 1)[-1]
    if name.startswith("moderat"):
        return "ours"
    if "openvino" in name or name in ("networks", "libtbb.so.12", "libtbb.so"):
        return "networks"
    if "ZXing" in name:
        return "codes"
    if re.match(r"lib(vips|jpeg|webp|sharpyuv|png|heif|de265|avif|dav1d|aom|raw|tiff|cgif|rsvg|spng|z\.|lcms)", name):
        return "codecs"
    return "kernel" if "kernel" in name else "other"


def samples(lines):
    """The stacks, outermost first, as (name, library)."""
    stack, title = [], None
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if title:
                yield [(title, "moderate")] + stack[::-1]
            stack, title = [], None
        elif not line[0].isspace():
            title = "moderation-worker" if line.startswith("moderation-") else "moderate"
        else:
            match = re.match(r"\s+[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$", line)
            if not match:
                continue
            name, library = match.groups()
            if library.startswith(("[unknown]", "/tmp/perf-", "//anon", "anon_inode", "[anon")) or "JIT" in library:
                # An address that no library has: what the runtime compiled, or what a broken stack left over.
                if not stack:
                    stack.append(("networks (compiled by OpenVINO)", "networks"))
            elif name == "[unknown]":
                stack.append((library.rsplit("/", 1)[-1], library))
            else:
                stack.append((name, library))


def demangled(names):
    names = sorted(names)
    output = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(names), capture_output=True, text=True, check=True)
    return dict(zip(names, output.stdout.splitlines()))


def short(name):
    """A function without its parameters and the closures around it."""
    name = re.sub(r"^(specialized |closure #\d+ in |partial apply for |thunk for |generic specialization <.*?> of )+", "", name)
    name = re.sub(r"\(.*", "", re.sub(r"<[^<>]*>", "", name))
    return name.rsplit(" ", 1)[-1] or name


class Node:
    def __init__(self):
        self.count, self.library, self.children = 0, "", collections.defaultdict(Node)


def main():
    title = " ".join(sys.argv[1:]) or "flame graph"
    stacks = list(samples(sys.stdin))
    names = demangled({name for stack in stacks for name, _ in stack if name.startswith(("$s", "_$s"))})
    root, deepest = Node(), 0
    for stack in stacks:
        node, last = root, None
        node.count += 1
        for name, library in stack:
            name = short(names.get(name, name))
            if (name, library) == last:
                continue
            last = (name, library)
            node = node.children[name]
            node.count += 1
            node.library = library
    boxes = []

    def lay(node, left, depth):
        nonlocal deepest
        deepest = max(deepest, depth)
        for name, child in sorted(node.children.items(), key=lambda item: -item[1].count):
            if child.count < LEAST_SHARE * root.count:
                continue
            boxes.append((name, child, left, depth))
            lay(child, left, depth + 1)
            left += child.count

    lay(root, 0, 0)
    height = (deepest + 3) * ROW + 30
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">')
    print(f'<rect width="{WIDTH}" height="{height}" fill="#fff"/><text x="6" y="16" font-size="14">{html.escape(title)}</text>')
    left = 6
    for name, colour in KINDS.items():
        print(f'<rect x="{left}" y="22" width="11" height="11" fill="{colour}"/><text x="{left + 15}" y="32">{name}</text>')
        left += 100
    for name, node, start, depth in boxes:
        x, width = start * WIDTH / root.count, node.count * WIDTH / root.count
        y = height - (depth + 1) * ROW
        share = f"{100 * node.count / root.count:.1f} %"
        print(f'<g><title>{html.escape(name)}: {share}</title><rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" '
              f'height="{ROW - 1}" fill="{KINDS[kind(node.library)]}"/>', end="")
        room = int(width / 6.2)
        if room > 3:
            text = name if len(name) <= room else name[:room - 1] + "…"
            print(f'<text x="{x + 2:.1f}" y="{y + 12}">{html.escape(text)}</text>', end="")
        print("</g>")
    print("</svg>")
    shares = collections.Counter()
    for stack in stacks:
        shares[kind(stack[-1][1])] += 1
    print(f"{len(stacks)} samples: " + ", ".join(f"{name} {100 * n / len(stacks):.1f} %" for name, n in shares.most_common()),
          file=sys.stderr)


if __name__ == "__main__":
    main()
