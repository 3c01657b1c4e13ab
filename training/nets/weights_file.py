"""Reads and writes .safetensors: an 8-byte length, a JSON header, then the tensors' bytes, little-endian."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Dict, Tuple

import numpy as np
import torch
from torch import Tensor

_NUMPY: "Dict[str, np.dtype[Any]]" = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}


def write(path: Path, tensors: Dict[str, Tensor], metadata: Dict[str, str], dtype: str = "F16") -> None:
    """Write the tensors as F16 or F32. The header is padded with spaces so that the data starts 8-byte aligned."""
    header: Dict[str, object] = {"__metadata__": metadata}
    blobs, offset = [], 0
    for name in sorted(tensors):
        blob = tensors[name].detach().cpu().float().numpy().astype(_NUMPY[dtype]).tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": list(tensors[name].shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(path: Path) -> Tuple[Dict[str, Tensor], Dict[str, str]]:
    """-> (tensors as f32, metadata)."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + o for o in entry["data_offsets"])
        array = np.frombuffer(data[start:end], dtype=_NUMPY[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.astype(np.float32))
    return tensors, metadata
