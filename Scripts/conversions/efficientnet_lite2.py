"""Turns the checkpoint of EfficientNet-lite2 into ONNX, with nothing but the standard library.

The network as the package efficientnet-lite-pytorch 0.1.0 builds it: a stem, 21 inverted bottleneck blocks and a head,
each convolution without bias and followed by batch normalisation (epsilon 0.001), ReLU6 instead of swish, no
squeeze-and-excitation, TensorFlow's padding (where it is uneven, the larger part lies right and below).

Input `images` f32 [N, 3, 260, 260], red, green, blue, each (value - 127) / 128. Outputs `logits` f32 [N, 1000] and
`features` f32 [N, 1280], the mean of the last layer over the picture, which the logits are a linear function of.
Batch normalisation stays as it is; OpenVINO folds it into the convolutions when it compiles the model.
"""
import math
import struct

from .onnx_writer import Graph
from .torch_checkpoint import load

SIDE = 260
CLASS_COUNT = 1000
FEATURE_COUNT = 1280
BLOCK_COUNT = 21
# Blocks that halve the picture, by index; all others keep its size.
HALVING_BLOCKS = {1, 4, 7, 15}
EPSILON = 1e-3
OPSET, IR_VERSION = 13, 7


def convert(source, target):
    """Reads the checkpoint at `source` and writes the ONNX model at `target`."""
    model = Network(load(source)).model()
    with open(target, "wb") as file:
        file.write(model)


class Network:
    def __init__(self, tensors):
        self.tensors = tensors
        self.used = set()
        self.graph = Graph("efficientnet-lite2")
        # The bounds of ReLU6.
        self.bounds = [self.graph.weight(f"relu6.{bound}", (), struct.pack("<f", bound)) for bound in (0, 6)]

    def weight(self, name):
        self.used.add(name)
        shape, data = self.tensors[name]
        return self.graph.weight(name, shape, data)

    def normalised(self, value, convolution, normalisation, size, stride=1):
        """A convolution and its batch normalisation; returns the value and the picture's new size."""
        shape, _ = self.tensors[f"{convolution}.weight"]
        kernel = shape[2]
        new_size = math.ceil(size / stride)
        padding = max(0, (new_size - 1) * stride + kernel - size)
        before, after = padding // 2, padding - padding // 2
        value = self.graph.node(
            "Conv", [value, self.weight(f"{convolution}.weight")], convolution,
            # Depthwise: one input channel for each output channel.
            group=shape[0] if convolution.endswith("_depthwise_conv") else 1,
            kernel_shape=[kernel, kernel], pads=[before, before, after, after], strides=[stride, stride],
        )
        parts = [self.weight(f"{normalisation}.{part}") for part in ("weight", "bias", "running_mean", "running_var")]
        return self.graph.node("BatchNormalization", [value, *parts], normalisation, epsilon=EPSILON), new_size

    def relu6(self, value):
        return self.graph.node("Clip", [value, *self.bounds], f"{value}.relu6")

    def block(self, index, value, size):
        prefix = f"_blocks.{index}"
        shortcut = value
        if f"{prefix}._expand_conv.weight" in self.tensors:
            value, size = self.normalised(value, f"{prefix}._expand_conv", f"{prefix}._bn0", size)
            value = self.relu6(value)
        stride = 2 if index in HALVING_BLOCKS else 1
        value, size = self.normalised(value, f"{prefix}._depthwise_conv", f"{prefix}._bn1", size, stride)
        value, size = self.normalised(self.relu6(value), f"{prefix}._project_conv", f"{prefix}._bn2", size)
        # What a block is given is added to what it makes wherever both have the same shape.
        if stride == 1 and self.channels_in(prefix) == self.tensors[f"{prefix}._project_conv.weight"][0][0]:
            value = self.graph.node("Add", [value, shortcut], f"{prefix}.sum")
        return value, size

    def channels_in(self, prefix):
        expansion = self.tensors.get(f"{prefix}._expand_conv.weight")
        # A block without expansion begins with its depthwise convolution.
        return expansion[0][1] if expansion else self.tensors[f"{prefix}._depthwise_conv.weight"][0][0]

    def model(self):
        value, size = self.normalised("images", "_conv_stem", "_bn0", SIDE, stride=2)
        value = self.relu6(value)
        for index in range(BLOCK_COUNT):
            value, size = self.block(index, value, size)
        value, size = self.normalised(value, "_conv_head", "_bn1", size)
        value = self.graph.node("GlobalAveragePool", [self.relu6(value)], "pooled")
        value = self.graph.node("Flatten", [value], "features", axis=1)
        self.graph.node("Gemm", [value, self.weight("_fc.weight"), self.weight("_fc.bias")], "logits", transB=1)
        if unused := set(self.tensors) - self.used:
            raise ValueError(f"the checkpoint holds weights that the network has no place for: {sorted(unused)[:3]}")
        return self.graph.model(
            inputs=[("images", ("N", 3, SIDE, SIDE))],
            outputs=[("logits", ("N", CLASS_COUNT)), ("features", ("N", FEATURE_COUNT))],
            opset=OPSET, ir_version=IR_VERSION,
        )
