"""The operations of TFLite graphs that the perception models use, on NHWC tensors."""

from __future__ import annotations

from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

from .flatbuffer import Table
from .landmarks import crop_matrix, cut_out, move_points


class Call(NamedTuple):
    """The inputs of an operation and its options; fields of the options are numbered as in TFLite's schema."""

    inputs: List[Tensor]
    options: Optional[Table]
    custom: bytes

    def option(self, field: int, kind: str = "i", default: int = 0) -> int:
        return self.options.integer(field, kind, default) if self.options else default


def activate(x: Tensor, kind: int) -> Tensor:
    """Apply a fused activation: none, ReLU, ReLU from -1 to 1, ReLU6."""
    if kind == 0:
        return x
    low, high = {1: (0.0, float("inf")), 2: (-1.0, 1.0), 3: (0.0, 6.0)}[kind]
    return x.clamp(low, high)


def planes(x: Tensor) -> Tensor:
    return x.permute(0, 3, 1, 2)


def pixels(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1)


def pad_same(
    x: Tensor, kernel: Tuple[int, int], stride: Tuple[int, int], dilation: Tuple[int, int], value: float = 0.0
) -> Tensor:
    """Pad planes as TensorFlow's SAME: what is odd goes to the right and below."""
    padding: List[int] = []
    for axis in (1, 0):
        size, s = x.shape[2 + axis], stride[axis]
        reach = (kernel[axis] - 1) * dilation[axis] + 1
        total = max(0, (-(-size // s) - 1) * s + reach - size)
        padding += [total // 2, total - total // 2]
    return F.pad(x, padding, value=value) if any(padding) else x


def convolution(call: Call) -> Tensor:
    if call.inputs[1].shape[1:3] == (1, 1) and call.option(2, default=1) == call.option(1, default=1) == 1:
        return _pointwise(call)
    x, weight = planes(call.inputs[0]), call.inputs[1].permute(0, 3, 1, 2)
    stride = call.option(2, default=1), call.option(1, default=1)
    dilation = call.option(5, default=1), call.option(4, default=1)
    return _convolve(call, x, weight, stride, dilation, call.option(3, "b"))


def depthwise(call: Call) -> Tensor:
    x, weight = planes(call.inputs[0]), call.inputs[1].permute(3, 0, 1, 2)
    stride = call.option(2, default=1), call.option(1, default=1)
    dilation = call.option(6, default=1), call.option(5, default=1)
    return _convolve(call, x, weight, stride, dilation, call.option(4, "b"))


def _pointwise(call: Call) -> Tensor:
    """A convolution of one pixel as a product of matrices: several times faster on a processor."""
    bias = call.inputs[2] if len(call.inputs) > 2 else None
    return activate(F.linear(call.inputs[0], call.inputs[1][:, 0, 0], bias), call.option(3, "b"))


def _convolve(
    call: Call, x: Tensor, weight: Tensor, stride: Tuple[int, int], dilation: Tuple[int, int], activation: int
) -> Tensor:
    if call.option(0, "b") == 0:
        x = pad_same(x, (weight.shape[2], weight.shape[3]), stride, dilation)
    bias = call.inputs[2] if len(call.inputs) > 2 else None
    groups = x.shape[1] // weight.shape[1]
    return pixels(activate(F.conv2d(x, weight, bias, stride, 0, dilation, groups), activation))


def max_pool(call: Call) -> Tensor:
    x, stride = planes(call.inputs[0]), (call.option(2, default=1), call.option(1, default=1))
    kernel = call.option(4, default=1), call.option(3, default=1)
    if call.option(0, "b") == 0:
        x = pad_same(x, kernel, stride, (1, 1), -3e38)
    return pixels(activate(F.max_pool2d(x, kernel, stride), call.option(5, "b")))


def transposed_convolution(call: Call) -> Tensor:
    height, width = (int(n) for n in call.inputs[0][1:3])
    weight, x = call.inputs[1].permute(3, 0, 1, 2), planes(call.inputs[2])
    stride = call.option(2, default=1), call.option(1, default=1)
    result = F.conv_transpose2d(x, weight, None, stride)
    if call.option(0, "b") == 0:
        top = max(0, (x.shape[2] - 1) * stride[0] + weight.shape[2] - height) // 2
        left = max(0, (x.shape[3] - 1) * stride[1] + weight.shape[3] - width) // 2
        result = result[:, :, top:, left:]
    result = result[:, :, :height, :width]
    return pixels(result + call.inputs[3].view(1, -1, 1, 1) if len(call.inputs) > 3 else result)


def resize_bilinear(call: Call) -> Tensor:
    """Resize with half-pixel centres; the models use no other convention."""
    size = int(call.inputs[1][0]), int(call.inputs[1][1])
    if not call.option(3, "b"):
        raise ValueError("a bilinear resize without half-pixel centres is not supported")
    return pixels(F.interpolate(planes(call.inputs[0]), size, mode="bilinear", align_corners=False))


def resize_nearest(call: Call) -> Tensor:
    size = int(call.inputs[1][0]), int(call.inputs[1][1])
    return pixels(F.interpolate(planes(call.inputs[0]), size, mode="nearest"))


def pad(call: Call) -> Tensor:
    amounts = [int(n) for pair in reversed(call.inputs[1].tolist()) for n in pair]
    return F.pad(call.inputs[0], amounts)


def reshape(call: Call) -> Tensor:
    if len(call.inputs) > 1:
        return call.inputs[0].reshape([int(n) for n in call.inputs[1]])
    return call.inputs[0].reshape(call.options.integers(0) if call.options else [-1])


def strided_slice(call: Call) -> Tensor:
    begin, end, step = ([int(n) for n in t] for t in call.inputs[1:4])
    open_begin, open_end, single = call.option(0), call.option(1), call.option(4)
    index: List[object] = []
    for axis, first in enumerate(begin):
        if single >> axis & 1:
            index.append(first)
        else:
            low = None if open_begin >> axis & 1 else first
            high = None if open_end >> axis & 1 else end[axis]
            index.append(slice(low, high, step[axis]))
    return call.inputs[0][tuple(index)]


def concatenate(call: Call) -> Tensor:
    return activate(torch.cat(call.inputs, call.option(0)), call.option(1, "b"))


def pairwise(combine: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Call], Tensor]:
    return lambda call: activate(combine(call.inputs[0], call.inputs[1]), call.option(0, "b"))


def total(call: Call) -> Tensor:
    return call.inputs[0].sum([int(n) for n in call.inputs[1].reshape(-1)], keepdim=bool(call.option(0, "b")))


def softmax(call: Call) -> Tensor:
    beta = call.options.number(0, "f", 1.0) if call.options else 1.0
    return torch.softmax(call.inputs[0] * beta, -1)


OPERATORS: Dict[str, Callable[[Call], Tensor]] = {
    "ADD": pairwise(torch.add),
    "SUB": pairwise(torch.sub),
    "MUL": pairwise(torch.mul),
    "CONCATENATION": concatenate,
    "CONV_2D": convolution,
    "DEPTHWISE_CONV_2D": depthwise,
    "TRANSPOSE_CONV": transposed_convolution,
    "MAX_POOL_2D": max_pool,
    "RESIZE_BILINEAR": resize_bilinear,
    "RESIZE_NEAREST": resize_nearest,
    "PAD": pad,
    "RESHAPE": reshape,
    "STRIDED_SLICE": strided_slice,
    "SOFTMAX": softmax,
    "SUM": total,
    "RELU": lambda call: F.relu(call.inputs[0]),
    "PRELU": lambda call: torch.where(call.inputs[0] >= 0, call.inputs[0], call.inputs[0] * call.inputs[1]),
    "DEQUANTIZE": lambda call: call.inputs[0].float(),
    "TRANSPOSE": lambda call: call.inputs[0].permute([int(n) for n in call.inputs[1]]),
    "Landmarks2TransformMatrix": lambda call: crop_matrix(call.inputs[0], call.custom),
    "TransformTensorBilinear": lambda call: cut_out(call.inputs[0], call.inputs[1]),
    "TransformLandmarks": lambda call: move_points(call.inputs[0], call.inputs[1]),
}
