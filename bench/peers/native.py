"""Times the networks outside the browser, in PyTorch on a CUDA card: python3 -m bench.peers.native --json FILE

Convolutions in channels last, in f32 without TF32 and in f16, first as PyTorch runs them, then through torch.compile.
Either way a frame is one replay of a CUDA graph, so that no launch waits for Python. Rows are those of `npm run bench
-- --json`. Without CUDA it runs on the processor, without graphs: that proves the script and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import torch
from torch import Tensor

from training.nets.graph import fold_batch_norm
from training.nets.networks import build

NETWORKS: Dict[str, Tuple[str, str]] = {
    "XS-context": ("context-XS", "batch"),
    "S-context": ("context-S", "batch"),
    "M-context": ("context-M", "batch"),
    "S": ("S", "batch"),
    "S-instance": ("S", "instance"),
    "johnson": ("johnson", "instance"),
}
"""Network and norm in training/nets, by the bench's name."""

PRECISIONS = {"f32": torch.float32, "f16": torch.float16}
WARM_UP_FRAMES = 30
ROUNDS = 7
ROUND_SECONDS = 0.08


def network_of(name: str, dtype: torch.dtype, device: str) -> Any:
    """-> a module with random weights, its batch norm folded, in channels last. Raises KeyError for another name."""
    torch.manual_seed(0)
    net: Any = fold_batch_norm(build(*NETWORKS[name]).eval())
    return net.to(device=device, dtype=dtype, memory_format=torch.channels_last)


def captured(run: Callable[[], Tensor]) -> Callable[[], object]:
    """-> a function that replays `run` as one CUDA graph."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return graph.replay


def milliseconds(frame: Callable[[], object], is_cuda: bool) -> float:
    """-> the median time of a frame, in batches back to back."""

    def batch(count: int) -> float:
        if is_cuda:
            torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(count):
            frame()
        if is_cuda:
            torch.cuda.synchronize()
        return (time.perf_counter() - start) / count

    warm = batch(WARM_UP_FRAMES if is_cuda else 1)
    count = max(1, min(400, round(ROUND_SECONDS / warm)))
    return sorted(batch(count) for _ in range(ROUNDS if is_cuda else 1))[ROUNDS // 2 if is_cuda else 0] * 1e3


def measure(name: str, precision: str, size: Tuple[int, int], compiled: bool, device: str) -> Dict[str, Any]:
    """-> a row of the bench. `size` is width and height in pixels. Raises RuntimeError where PyTorch cannot run it."""
    width, height = size
    is_cuda = device == "cuda"
    if compiled:
        # Code compiled for another network or precision counts against a limit.
        getattr(torch, "_dynamo").reset()
    net = network_of(name, PRECISIONS[precision], device)
    image = torch.rand(1, 3, height, width, device=device, dtype=PRECISIONS[precision])
    image = image.contiguous(memory_format=torch.channels_last)
    # PyTorch has torch.compile from version 2 on.
    model: Callable[[Tensor], Tensor] = getattr(torch, "compile")(net) if compiled else net
    if is_cuda:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    with torch.inference_mode():
        frame: Callable[[], object] = lambda: model(image)  # noqa: E731
        expected = net(image).float()
        difference = float((model(image).float() - expected).abs().max()) * 255
        if is_cuda:
            frame = captured(lambda: model(image))
        ms = milliseconds(frame, is_cuda)
    return {
        "network": name,
        "width": width,
        "height": height,
        "precision": precision,
        "engine": "pytorch compiled" if compiled else "pytorch",
        "ms": ms,
        "gpuBytes": torch.cuda.max_memory_reserved() if is_cuda else 0,
        "difference": difference,
    }


def main(arguments: Optional[Sequence[str]] = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", default=",".join(NETWORKS))
    parser.add_argument("--sizes", default="1280x720,1920x1080")
    parser.add_argument("--precisions", default="f32,f16")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no other measurement after this time")
    parser.add_argument("--json", type=Path, help="write the rows, anew after each")
    options = parser.parse_args(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    adapter = torch.cuda.get_device_name() if device == "cuda" else "processor"
    print(f"{adapter}, PyTorch {torch.__version__}", flush=True)
    rows: List[Dict[str, Any]] = []
    failures: List[str] = []
    start = time.monotonic()
    for size_text in options.sizes.split(","):
        width, height = map(int, size_text.split("x"))
        for compiled in (False,) if options.no_compile else (False, True):
            for name in options.networks.split(","):
                for precision in options.precisions.split(","):
                    if time.monotonic() - start > options.seconds:
                        continue
                    try:
                        row = measure(name, precision, (width, height), compiled, device)
                    except Exception as error:  # Any fault of a compiler costs one row only.
                        failures.append(f"{name} {precision} {size_text} compiled={compiled}: {str(error)[:300]}")
                        print(f"failed: {failures[-1]}", flush=True)
                        continue
                    rows.append(row)
                    print(f"{name:12}{size_text:10}{row['engine']:18}{precision} {row['ms']:9.3f} ms", flush=True)
                    if options.json:
                        report = {"adapter": adapter, "torch": torch.__version__, "rows": rows, "failures": failures}
                        options.json.write_text(json.dumps(report))


if __name__ == "__main__":
    main()
