"""Flags blue pictures. The smallest detector in Python."""

# What the detector is, read when it is built and not run for it. Of a label: a person from here on, blocked above.
DETECTOR = {"id": "blue.python/1", "scene": "blue", "longest_side": 64, "bands": {"Blue": (0.4, 0.6)}}


def create(folder, configuration):
    """Called once in each process: load what takes time here. Returns what looks at pixels."""
    return inspect


def inspect(pixels, width, height):
    """Looks at red, green and blue of every pixel, row by row, as bytes. Returns labels with scores of 0 to 1."""
    everything = sum(pixels)
    return [("Blue", sum(pixels[2::3]) / everything if everything else 0.0)]
