"""The yardstick: temporal steadiness, flatness, ink lines, structure and colour of a video stylizer.

A stylizer is a function y = f(x) on float RGB tensors (N, 3, H, W) in [0, 1]. Photos are scored at short side 360,
clips in their own shape with a long side of 640, all sides multiples of 16.

warp    RMSE between f(x[t]) and f(x[t-1]) moved by the optical flow of the input frames (DIS, medium), over pixels
        that pass a forward-backward check (0.5 px squared): the temporal error of Ruder et al. 2016, with estimated
        flow.
gain    RMS(f(x + n1) - f(x + n2)) / RMS(n1 - n2), n Gaussian noise of sigma 2/255 on a still photo: how much sensor
        noise becomes flicker. With a blend: between the last two of eight such frames.
flat    share of pixels whose luma gradient (Sobel / 8) is under 0.01: the flat fills of cel art.
ink     share of pixels darker than their surroundings (Gaussian, sigma 3) by more than 0.08: drawn lines.
edges   F1 of Canny edges (100, 200) of output against input within 2 px: structure kept.
chroma  mean |CbCr(out) - CbCr(in)| in 1/255: colour moved.
change  mean |out - in| over RGB in 1/255: how visible the style is.
cast    the larger of |mean Cb shift| and |mean Cr shift| over the clips' frames in 1/255: a tint over everything.
ghost   with a temporal blend on top: RMSE between the blended and the unblended output over the pixels of the clips'
        frames around which the input changed (more than 5/255 against the frame before, anywhere within 2 px) and
        which the flow does not find in the frame before (the check above fails), in 1/255: nothing of an older frame
        should be visible there. 0 without a blend.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from .blend import Blend
from .steady import SteadyNetwork

Picture = NDArray[Any]
"""uint8 BGR (H, W, 3), or a channel of one."""
Stylizer = Callable[[Tensor], Tensor]
Row = Dict[str, float]
LONG_SIDE = 640


def begin(f: Stylizer) -> None:
    """Tell a network with memory that the next picture belongs to another clip."""
    if isinstance(f, SteadyNetwork):
        f.reset()


def to_tensor(bgr: Picture, device: Union[str, torch.device] = "cpu") -> Tensor:
    """uint8 BGR (H, W, 3) -> (1, 3, H, W) RGB in [0, 1]."""
    return torch.from_numpy(bgr[:, :, ::-1].copy()).to(device).permute(2, 0, 1)[None].float() / 255


def to_bgr(x: Tensor) -> Picture:
    """(1, 3, H, W) RGB -> uint8 BGR (H, W, 3)."""
    return (x[0].clamp(0, 1) * 255).byte().permute(1, 2, 0).cpu().numpy()[:, :, ::-1].copy()


def load_photo(path: Path, short_side: int = 360) -> Picture:
    """-> BGR, both sides multiples of 16."""
    bgr = cv2.imread(str(path))
    k = short_side / min(bgr.shape[:2])
    width, height = (max(16, round(s * k) // 16 * 16) for s in (bgr.shape[1], bgr.shape[0]))
    return cv2.resize(bgr, (width, height), interpolation=cv2.INTER_AREA)


def load_clip(path: Path, frames: int = 48) -> List[Picture]:
    """-> the first frames, BGR, the long side 640, the middle of the short one in a multiple of 16."""
    capture, result = cv2.VideoCapture(str(path)), []
    for _ in range(frames):
        ok, frame = capture.read()
        if not ok:
            break
        scale = LONG_SIDE / max(frame.shape[:2])
        height, width = (round(side * scale) for side in frame.shape[:2])
        top, left = height % 16 // 2, width % 16 // 2
        frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        result.append(np.ascontiguousarray(frame[top : top + height // 16 * 16, left : left + width // 16 * 16]))
    return result


def _chroma(bgr: Picture) -> Picture:
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2YCrCb).astype(np.float32)[..., 1:]


def _flow(a: Picture, b: Picture) -> Picture:
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(a, b, None)


def _moved(now: Tensor, before: Tensor) -> Tensor:
    """-> (1, 1, H, W), 1 around pixels where the frame changed."""
    change = (now - before).abs().amax(1, keepdim=True)
    return F.max_pool2d((change > 5 / 255).float(), 5, 1, 2)


class ClipMotion:
    """The frames of a clip with the flow between them, found once and used for every network."""

    def __init__(self, path: Path, device: Union[str, torch.device] = "cpu", frames: int = 48) -> None:
        self.name, self.bgr = Path(path).stem, load_clip(path, frames)
        self.frames = [to_tensor(f, device) for f in self.bgr]
        self.grids: List[Tensor] = []
        self.masks: List[Tensor] = []
        grays = [cv2.cvtColor(f, cv2.COLOR_BGR2GRAY) for f in self.bgr]
        for before, now in zip(grays, grays[1:]):
            back, forth = _flow(now, before), _flow(before, now)
            h, w = now.shape
            gy, gx = np.mgrid[0:h, 0:w].astype(np.float32)
            mx, my = gx + back[..., 0], gy + back[..., 1]
            seen = ((back + cv2.remap(forth, mx, my, cv2.INTER_LINEAR)) ** 2).sum(-1) < 0.5
            seen &= (mx > 0) & (mx < w - 1) & (my > 0) & (my < h - 1)
            grid = np.stack([mx / (w - 1) * 2 - 1, my / (h - 1) * 2 - 1], -1)
            self.grids.append(torch.tensor(grid, device=device)[None].float())
            self.masks.append(torch.tensor(seen, device=device)[None, None])

    def warp_error(self, outputs: Sequence[Tensor]) -> float:
        """-> mean over the clip of the RMSE between each output and the one before, moved."""
        errors = []
        for before, now, grid, mask in zip(outputs, outputs[1:], self.grids, self.masks):
            d = F.grid_sample(before, grid, align_corners=True) - now
            square = ((d**2).mean(1, keepdim=True) * mask).sum() / mask.sum().clamp_min(1)
            errors.append(float(square) ** 0.5)
        return float(np.mean(errors))


@torch.no_grad()
def score_clip(f: Stylizer, clip: ClipMotion, blend: Optional[Blend] = None) -> Row:
    begin(f)
    outputs = [f(x).float() for x in clip.frames]
    ghosts = []
    if blend:
        blend.reset()
        plain = [y.clamp(0, 1) for y in outputs]
        outputs = [blend(x, y) for x, y in zip(clip.frames, plain)]
        for i in range(1, len(outputs)):
            moved = _moved(clip.frames[i], clip.frames[i - 1]) * ~clip.masks[i - 1]
            square = ((outputs[i] - plain[i]) ** 2).mean(1, keepdim=True) * moved
            ghosts.append(float(square.sum() / moved.sum().clamp_min(1)) ** 0.5 * 255)
    shifts = [(_chroma(to_bgr(y)) - _chroma(b)).mean((0, 1)) for y, b in zip(outputs, clip.bgr)]
    cr, cb = np.mean(shifts, axis=0)
    ghost = float(np.mean(ghosts)) if ghosts else 0.0
    return {"warp": clip.warp_error(outputs), "ghost": ghost, "cb": float(cb), "cr": float(cr)}


@torch.no_grad()
def score_photo(
    f: Stylizer,
    bgr: Picture,
    device: Union[str, torch.device] = "cpu",
    blend: Optional[Blend] = None,
) -> Row:
    begin(f)
    x = to_tensor(bgr, device)
    y = f(x).float().clamp(0, 1)
    generator = torch.Generator(device=device).manual_seed(0)
    n1, n2 = (torch.randn(x.shape, generator=generator, device=device) * 2 / 255 for _ in range(2))
    if blend:
        flicker = _still_flicker(f, x, blend, generator)
    else:
        flicker = (f(x + n1) - f(x + n2)).float().pow(2).mean()
    gain = float(flicker / (n1 - n2).pow(2).mean()) ** 0.5
    a, b = bgr, to_bgr(y)
    gray = cv2.cvtColor(b, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    slope = np.hypot(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)) / 8
    ink = (cv2.GaussianBlur(gray, (0, 0), 3) - gray > 0.08).mean()
    edges_in, edges_out = cv2.Canny(a, 100, 200) > 0, cv2.Canny(b, 100, 200) > 0
    precision = (_widen(edges_in) & edges_out).sum() / max(1, edges_out.sum())
    recall = (_widen(edges_out) & edges_in).sum() / max(1, edges_in.sum())
    return {
        "flat": float((slope < 0.01).mean()),
        "ink": float(ink),
        "edges": float(2 * precision * recall / max(1e-9, precision + recall)),
        "gain": gain,
        "chroma": float(np.abs(_chroma(a) - _chroma(b)).mean()),
        "change": float(np.abs(a.astype(np.float32) - b).mean()),
    }


def _still_flicker(f: Stylizer, x: Tensor, blend: Blend, generator: torch.Generator) -> Tensor:
    """-> mean squared difference of the last two of eight noisy frames of a still photo, with the blend on top."""
    blend.reset()
    shown = []
    for _ in range(8):
        frame = x + torch.randn(x.shape, generator=generator, device=x.device) * 2 / 255
        shown.append(blend(frame, f(frame).float()))
    return (shown[-1] - shown[-2]).pow(2).mean()


def _widen(edges: Picture) -> Picture:
    return cv2.dilate(edges.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0


def score(
    f: Stylizer,
    photos: Sequence[Picture],
    clips: Sequence[ClipMotion],
    device: Union[str, torch.device] = "cpu",
    blend: Optional[Blend] = None,
) -> Row:
    """-> the metric table's row: means over the photos and over the clips; the present pass's `blend` on top."""
    rows = [score_photo(f, p, device, blend) for p in photos]
    result = {k: float(np.mean([r[k] for r in rows])) for k in rows[0]} if rows else {}
    rows = [score_clip(f, c, blend) for c in clips]
    if rows:
        result["warp"] = float(np.mean([r["warp"] for r in rows]))
        if blend:
            result["ghost"] = float(np.mean([r["ghost"] for r in rows]))
        result["cast"] = max(abs(float(np.mean([r[k] for r in rows]))) for k in ("cb", "cr"))
    return {k: round(v, 4) for k, v in result.items()}
