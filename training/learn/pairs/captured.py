"""A training step as a CUDA graph: one launch in place of some thousand, which a busy processor cannot issue fast
enough."""

from __future__ import annotations

from threading import Lock
from typing import Any, Callable, Dict

import torch
from torch import Tensor

Step = Callable[[Tensor, Tensor], Dict[str, Tensor]]
WARM_UP = 3
"""Steps taken as usual before one is captured: they choose algorithms and fill caches."""


class CapturedStep:
    """Runs `step` for inputs of one shape: directly at first, then as a CUDA graph.

    step must keep the memory of its gradients and its optimiser's state, and must not wait for the card. If the card
    cannot capture it, all further steps run directly.
    """

    def __init__(self, step: Step, works: bool, pool: Any, alone: Lock) -> None:
        """works: whether to try to capture at all. pool: memory shared by graphs that never run at the same time.
        alone: lock to hold while capturing."""
        self.step, self.taken, self.works, self.pool, self.alone = step, 0, works, pool, alone
        self.graph: "torch.cuda.CUDAGraph | None" = None

    def __call__(self, window: Tensor, move: Tensor) -> Dict[str, Tensor]:
        self.taken += 1
        if not self.works or self.taken <= WARM_UP:
            return self.step(window, move)
        if self.graph is None:
            self._capture(window, move)
        if self.graph is None:
            return self.step(window, move)
        self.window.copy_(window)
        self.move.copy_(move)
        self.graph.replay()
        return self.parts

    def _capture(self, window: Tensor, move: Tensor) -> None:
        self.window, self.move = window.clone(), move.clone()
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        try:
            # Capture this thread only: another one may copy pairs to the card. Debian's older torch lacks the argument,
            # but it runs without a card and never gets here.
            how: Any = {"capture_error_mode": "thread_local"}
            with self.alone, torch.cuda.graph(graph, pool=self.pool, **how):
                self.parts = self.step(self.window, self.move)
            self.graph = graph
            print(f"captured {tuple(window.shape)}", flush=True)
        except RuntimeError as error:
            self.works = False
            torch.cuda.synchronize()
            print(f"not captured: {error}", flush=True)
