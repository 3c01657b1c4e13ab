"""Pairs of photo and drawing from a folder that still grows: a teacher draws into it while a network learns from it.

A pair NAME is three files, as looks/pairs.py writes them: NAME_t.jpg the drawing (another style's has another suffix),
NAME_m.png a mask (red what matters most: eyes and contours of faces; green skin; blue lines; alpha mouths) and, written
last, NAME_p.jpg the photo.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Set

import cv2
import numpy as np
import torch
from torch import Tensor

CROP_MASK_VALUE = 120
"""Least value of a mask pixel, of eyes or mouths, that may become the centre of a crop."""
MOST_CROP_PLACES = 64
"""Largest number of crop centres kept for a pair."""
BLUE_EYES, COPIES = 0.03, 2
"""Share of the marked pixels around eyes that are blue in the drawing, from which a pair is taken that many times as
often: one person in sixteen has such eyes."""
TRIES = 24
"""Number of pairs looked at for one that holds a crop, before a smaller one is mirrored at its borders."""


@dataclass
class Pair:
    """layers: (10, H, W) uint8, RGB of photo and drawing, the mask's four. places: (n, 2), y and x of crop centres.
    people: whether the mask marks a face. often: how much more often it is taken than others."""

    layers: Tensor
    places: "np.ndarray[tuple[int, int], np.dtype[np.int64]]"
    people: bool
    often: int = 1


def read_pair(folder: Path, name: str, target: str) -> Pair:
    """-> the pair. Raises ValueError if a file is missing."""
    files = [folder / f"{name}_{part}" for part in ("p.jpg", f"{target}.jpg", "m.png")]
    pictures = [cv2.imread(str(f), cv2.IMREAD_UNCHANGED) for f in files]
    if any(p is None or p.shape[:2] != pictures[0].shape[:2] for p in pictures) or pictures[2].shape[2:] != (4,):
        raise ValueError(f"{name} is no pair of pictures of one size and a mask of four channels in {folder}")
    mask = pictures[2]
    found = np.argwhere(mask[:, :, 2:].max(2) >= CROP_MASK_VALUE)
    step = max(1, len(found) // MOST_CROP_PLACES)
    stack = np.concatenate([*(p[:, :, ::-1] for p in pictures[:2]), mask[:, :, [2, 1, 0, 3]]], 2)
    layers = torch.from_numpy(np.ascontiguousarray(stack.transpose(2, 0, 1)))
    people = bool((mask[:, :, 1] > 127).mean() > 0.01)
    return Pair(layers, found[step // 2 :: step], people, COPIES if _blue_eyes(pictures[1], mask[:, :, 2]) else 1)


def _blue_eyes(bgr: "np.ndarray[Any, Any]", marked: "np.ndarray[Any, Any]") -> bool:
    """-> whether the drawing's eyes are blue. marked: (H, W) of 0..255, above 200 in eyes."""
    eyes = bgr[marked > 200].astype(np.int32)
    return len(eyes) > 0 and float((eyes[:, 0] - eyes[:, 2] > 25).mean()) > BLUE_EYES


def mirrored(layers: Tensor, window: int) -> Tensor:
    """-> (10, window, window): the middle of the layers, mirrored at their borders as often as it takes."""
    for axis in (1, 2):
        side = layers.shape[axis]
        places = (torch.arange(window) - (window - side) // 2) % (2 * side)
        layers = layers.index_select(axis, torch.minimum(places, 2 * side - 1 - places).to(layers.device))
    return layers


class PairFolder:
    """Crops of all pairs read so far. `watch` reads on in the background.

    moving: held while a pair goes to the device.
    """

    def __init__(self, folder: Path, target: str, device: torch.device, seed: int) -> None:
        self.folder, self.target, self.device = folder, target, device
        self.people: List[Pair] = []
        self.scenes: List[Pair] = []
        self.random = np.random.default_rng(seed)
        self.moving = threading.Lock()
        self._seen: Set[str] = set()
        self._count = 0
        self._stop: Optional[threading.Event] = None

    def __len__(self) -> int:
        return self._count

    def read_new(self, most: Optional[int] = None) -> int:
        """Read the pairs that came since the last call, at most so many of them. -> their number."""
        names = sorted(p.name[: -len("_p.jpg")] for p in self.folder.glob("[!.]*_p.jpg"))
        fresh = [n for n in names if n not in self._seen]
        self.random.shuffle(fresh)
        fresh = fresh[:most]
        for name in fresh:
            self._seen.add(name)
            try:
                pair = read_pair(self.folder, name, self.target)
            except ValueError as error:
                print(error, flush=True)
                continue
            with self.moving:
                pair.layers = pair.layers.to(self.device)
            (self.people if pair.people else self.scenes).extend([pair] * pair.often)
            self._count += 1
        return len(fresh)

    def watch(self, seconds: float = 2.0) -> None:
        """Read new pairs every few seconds until `close`."""
        self._stop = stop = threading.Event()

        def go_on() -> None:
            while not stop.wait(seconds):
                self.read_new()

        threading.Thread(target=go_on, daemon=True).start()

    def close(self) -> None:
        if self._stop:
            self._stop.set()

    def sample(self, batch: int, window: int, people: float, centred: float) -> Tensor:
        """-> (batch, 10, window, window) uint8: squares at random places, half of them mirrored.

        people: share from pictures with people; centred: share of those that are centred on one of their crop places.
        """
        squares = [self._square(window, people, centred) for _ in range(batch)]
        mirrored = batch // 2
        stack = torch.stack(squares)
        return torch.cat([stack[:mirrored].flip(3), stack[mirrored:]])

    def _square(self, window: int, people: float, centred: float) -> Tensor:
        random = self.random
        several = [s for s in (self.people, self.scenes) if s]
        kind = several[0] if len(several) == 1 or random.random() < people else several[1]
        pair = kind[random.integers(len(kind))]
        for _ in range(TRIES):
            if min(pair.layers.shape[1:]) >= window:
                break
            pair = kind[random.integers(len(kind))]
        if min(pair.layers.shape[1:]) < window:
            return mirrored(pair.layers, window)
        height, width = pair.layers.shape[1:]
        top, left = random.integers(0, height - window + 1), random.integers(0, width - window + 1)
        if len(pair.places) and random.random() < centred:
            y, x = pair.places[random.integers(len(pair.places))] - random.integers(window // 6, window * 5 // 6, 2)
            top, left = min(max(0, y), height - window), min(max(0, x), width - window)
        return pair.layers[:, top : top + window, left : left + window]
