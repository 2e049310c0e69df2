"""Reads a PyTorch checkpoint of the years before 1.6, with nothing but the standard library.

Such a file is five pickles in a row (magic number, protocol version, facts about the machine, the object itself, the
names of its storages) and then the storages, each as a 64-bit count of elements and the elements. A pickle may name any
function there is, so this reader knows four names and refuses every other. Only little-endian files are read.
"""
import array
import collections
import itertools
import pickle
import struct

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001
# Names of storages and the bytes of one of their elements.
ELEMENT_BYTE_COUNTS = {"FloatStorage": 4, "LongStorage": 8}


class Tensor:
    """A view of a storage: where it begins, and how many elements and steps each dimension has."""

    def __init__(self, storage, offset, shape, strides, *_):
        self.storage_key, self.kind = storage
        self.offset = offset
        self.shape = tuple(shape)
        self.strides = tuple(strides)


class RestrictedUnpickler(pickle.Unpickler):
    """Knows an ordered dictionary, a tensor and two kinds of storage."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return Tensor
        if module == "torch" and name in ELEMENT_BYTE_COUNTS:
            return name
        raise pickle.UnpicklingError(f"the checkpoint names {module}.{name}, which is not allowed")

    def persistent_load(self, identity):
        mark, kind, key, _, _, view = identity
        if mark != "storage" or view is not None:
            raise pickle.UnpicklingError(f"the checkpoint refers to something that is not a whole storage: {mark}")
        return key, kind


def load(path):
    """The float32 tensors of a checkpoint by name, each as (shape, little-endian row-major bytes)."""
    with open(path, "rb") as file:
        magic, version, machine, tensors, keys = (RestrictedUnpickler(file).load() for _ in range(5))
        if magic != MAGIC_NUMBER or version != PROTOCOL_VERSION or machine.get("little_endian") is not True:
            raise ValueError("not a little-endian PyTorch checkpoint of protocol 1001")
        kinds = {tensor.storage_key: tensor.kind for tensor in tensors.values()}
        storages = {}
        for key in keys:
            (count,) = struct.unpack("<q", exactly(file, 8))
            storages[key] = exactly(file, count * ELEMENT_BYTE_COUNTS[kinds[key]])
        if file.read(1):
            raise ValueError("the checkpoint goes on after its last storage")
    return {
        name: (tensor.shape, row_major(storages[tensor.storage_key], tensor))
        for name, tensor in tensors.items()
        if tensor.kind == "FloatStorage"
    }


def exactly(file, count):
    data = file.read(count)
    if count < 0 or len(data) != count:
        raise ValueError("the checkpoint ends within a storage")
    return data


def row_major(storage, tensor):
    """The tensor's elements with the last dimension running fastest; they are moved, never looked into."""
    source = array.array("I", storage)  # 4 bytes everywhere
    first, rest = tensor.shape[0], tensor.shape[1:]
    step = tensor.strides[0]
    target = array.array("I", bytes(len(storage)))
    columns = list(itertools.product(*map(range, rest)))
    if len(columns) * first != len(source):
        raise ValueError("a tensor does not fill its storage")
    for column, indices in enumerate(columns):
        start = tensor.offset + sum(index * stride for index, stride in zip(indices, tensor.strides[1:]))
        target[column :: len(columns)] = source[start : start + (first - 1) * step + 1 : step]
    return target.tobytes()
