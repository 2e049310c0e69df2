"""Writes ONNX models, with nothing but the standard library: the few messages of onnx.proto that a plain network needs.

Field numbers are those of onnx.proto (ONNX 1.8). The same calls give the same bytes on every version of Python.
"""
import struct

FLOAT = 1
ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_INTS = 1, 2, 7


def varint(value):
    result = bytearray()
    while value >= 0x80:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    result.append(value)
    return bytes(result)


def integer(field, value):
    return varint(field << 3) + varint(value)


def block(field, content):
    """A string, bytes or message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def attribute(name, value):
    if isinstance(value, float):
        return block(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + integer(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return block(1, name) + integer(3, value) + integer(20, ATTRIBUTE_INT)
    return block(1, name) + b"".join(integer(8, item) for item in value) + integer(20, ATTRIBUTE_INTS)


def value_info(name, shape):
    """A float32 input or output; a dimension given as a string is free."""
    dimensions = b"".join(
        block(1, block(2, size) if isinstance(size, str) else integer(1, size)) for size in shape
    )
    return block(1, name) + block(2, block(1, integer(1, FLOAT) + block(2, dimensions)))


class Graph:
    """Collects nodes and weights in the order given."""

    def __init__(self, name):
        self.name = name
        self.nodes = []
        self.initializers = []

    def weight(self, name, shape, data):
        """Adds float32 weights, little-endian and row-major; returns their name."""
        dimensions = b"".join(integer(1, size) for size in shape)
        self.initializers.append(dimensions + integer(2, FLOAT) + block(8, name) + block(9, data))
        return name

    def node(self, kind, inputs, output, **attributes):
        """Adds an operation with one output; returns the output's name."""
        message = b"".join(block(1, name) for name in inputs) + block(2, output) + block(3, output) + block(4, kind)
        message += b"".join(block(5, attribute(name, attributes[name])) for name in sorted(attributes))
        self.nodes.append(message)
        return output

    def model(self, inputs, outputs, opset, ir_version):
        """The whole file; inputs and outputs as (name, shape)."""
        graph = [block(1, node) for node in self.nodes]
        graph.append(block(2, self.name))
        graph += [block(5, tensor) for tensor in self.initializers]
        graph += [block(11, value_info(*item)) for item in inputs]
        graph += [block(12, value_info(*item)) for item in outputs]
        operators = block(1, "") + integer(2, opset)
        return integer(1, ir_version) + block(7, b"".join(graph)) + block(8, operators)
