"""Runs a float TFLite graph in PyTorch, without TensorFlow. Tensors are NHWC, as in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

import numpy as np
import torch
from torch import Tensor

from .flatbuffer import Table, root
from .operators import OPERATORS, Call

TYPES = {0: "<f4", 1: "<f2", 2: "<i4", 3: "u1", 4: "<i8", 6: "?", 9: "i1"}
CODES = {
    0: "ADD",
    2: "CONCATENATION",
    3: "CONV_2D",
    4: "DEPTHWISE_CONV_2D",
    6: "DEQUANTIZE",
    17: "MAX_POOL_2D",
    18: "MUL",
    19: "RELU",
    22: "RESHAPE",
    23: "RESIZE_BILINEAR",
    25: "SOFTMAX",
    34: "PAD",
    39: "TRANSPOSE",
    41: "SUB",
    45: "STRIDED_SLICE",
    54: "PRELU",
    67: "TRANSPOSE_CONV",
    74: "SUM",
    97: "RESIZE_NEAREST",
}
CUSTOM = 32


class Step(NamedTuple):
    """One operation of the graph: its name, the numbers of its tensors, its options."""

    name: str
    inputs: List[int]
    outputs: List[int]
    options: Optional[Table]
    custom: bytes


class Graph:
    """A graph read from a file; call it with the input tensors.

    names: the name of every tensor. outputs: the numbers of the output tensors.
    Raises ValueError for an operation it does not know.
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        model = root(data)
        codes = [(max(c.integer(0, "b"), c.integer(3)), c.text(1)) for c in model.tables(1)]
        graph, buffers = model.tables(2)[0], model.tables(4)
        self.names: List[str] = []
        self.constants: Dict[int, Tensor] = {}
        for number, tensor in enumerate(graph.tables(0)):
            self.names.append(tensor.text(3))
            place, size = buffers[tensor.integer(2, "I")].vector(0)
            if size:
                shape = tensor.integers(0)
                kind = TYPES[tensor.integer(1, "b")]
                values = np.frombuffer(data, kind, int(np.prod(shape)), place).reshape(shape)
                self.constants[number] = torch.from_numpy(values.astype(np.float32) if kind == "<f2" else values.copy())
        self.inputs, self.outputs = graph.integers(1), graph.integers(2)
        self.steps: List[Step] = []
        for operation in graph.tables(3):
            code, custom = codes[operation.integer(0, "I")]
            name = custom if code == CUSTOM else CODES.get(code, str(code))
            if name not in OPERATORS:
                raise ValueError(f"{path.name} has an operation that is not supported: {name}")
            step = Step(name, operation.integers(1), operation.integers(2), operation.table(4), operation.bytes(5))
            if name == "DEQUANTIZE" and step.inputs[0] in self.constants:
                self.constants[step.outputs[0]] = self.constants[step.inputs[0]].float()
            else:
                self.steps.append(step)

    @torch.no_grad()
    def __call__(self, *inputs: Tensor) -> List[Tensor]:
        """-> the output tensors, in the order of `outputs`."""
        values = {**self.constants, **dict(zip(self.inputs, inputs))}
        for step in self.steps:
            tensors = [values[i] for i in step.inputs if i >= 0]
            values[step.outputs[0]] = OPERATORS[step.name](Call(tensors, step.options, step.custom))
        return [values[i] for i in self.outputs]
