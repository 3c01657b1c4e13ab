"""Scores weights files: python3 -m training.measure.evaluate FILE... --photos FOLDER [--clips FOLDER] [--sheet PNG]
[--catalogue JSON]

Prints the metric table (Markdown; see metrics.py), draws a contact sheet, and writes the figures into the lists beside
styles.json.
With the config of a style of pictures two columns more: `style`, how far the Gram matrices of the styled photos are
from the pictures', and with a blend `soft`, the share by which that distance grows on the clips with it on top.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Dict, Optional, Sequence

import cv2
import numpy as np
import torch

from ..learn import data, losses, perceptual
from . import catalogue, metrics
from ..learn import config as configs
from .blend import SHARPENING, Blend
from ..nets.export import load
from ..nets.graph import parameter_count
from .sheet import contact_sheet
from .steady import SteadyNetwork

COLUMNS = ("flat", "ink", "edges", "gain", "warp", "cast", "chroma", "change", "ghost", "style", "soft")

# Frames of a clip that the blend has run for, and the last of them that `soft` looks at.
RUN, SEEN = 24, 4


def table_row(name: str, row: Dict[str, float]) -> str:
    return f"| {name} | " + " | ".join(f"{row[c]:.4f}" if c in row else "" for c in COLUMNS) + " |"


def table_head() -> str:
    return f"| network | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}"


class GramDistance:
    """How far styled photos are from a config's pictures, as its training measures it (losses.style_loss)."""

    def __init__(self, config: configs.Config, styles: Path, device: torch.device) -> None:
        self.device, self.vgg = device, perceptual.load().to(device)
        pictures = [data.read_picture(styles / p, config.picture_side, config.picture_part) for p in config.pictures]
        shown = [p[None].to(device).float() / 255 for p in pictures]
        self.grams = perceptual.style_grams(self.vgg, shown, config.style_layers)

    @torch.no_grad()
    def __call__(self, net: metrics.Stylizer, photos: Sequence[metrics.Picture]) -> float:
        """-> the mean over the photos."""
        distances = []
        for photo in photos:
            metrics.begin(net)
            styled = net(metrics.to_tensor(photo, self.device)).clamp(0, 1)
            distances.append(float(losses.style_loss(self.vgg(styled), self.grams)))
        return round(float(np.mean(distances)), 4)

    @torch.no_grad()
    def softened(self, net: metrics.Stylizer, clips: Sequence[metrics.ClipMotion], blend: Blend) -> float:
        """-> the share by which clips are farther from the pictures with the blend on top than without it."""
        plain = shown = 0.0
        for clip in clips:
            metrics.begin(net)
            blend.reset()
            frames = clip.frames[:RUN]
            for i, frame in enumerate(frames):
                y = net(frame).float().clamp(0, 1)
                steady = blend(frame, y)
                if i >= len(frames) - SEEN:
                    plain += float(losses.style_loss(self.vgg(y), self.grams))
                    shown += float(losses.style_loss(self.vgg(steady), self.grams))
        return round(shown / plain - 1, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--photos", type=Path, required=True, help=f"every {data.HELD_OUT_EVERY}th by name is used")
    parser.add_argument("--clips", type=Path, help="folder of .mp4")
    parser.add_argument("--frames", type=int, default=48, help="of each clip, from its start")
    parser.add_argument("--sheet", type=Path, help="write a contact sheet of all files here")
    parser.add_argument(
        "--catalogue", type=Path, help="enter the weights here, in a styles.json, with checksums and figures beside it"
    )
    parser.add_argument("--blend", type=float, default=0.0, help="with the present pass's temporal blend on top")
    parser.add_argument("--sharpening", type=float, default=SHARPENING, help="what the blend gives back of sharpness")
    parser.add_argument(
        "--statistics",
        default="exact",
        choices=("exact", "smoothed", "folded"),
        help="instance norm's, on clips: of every frame, smoothed over time, or fixed to the photos' mean",
    )
    parser.add_argument("--config", type=Path, help="of a style of pictures: measure the distance to them")
    parser.add_argument("--styles", type=Path, default=Path("."), help="folder of the config's pictures")
    args = parser.parse_args()
    if args.catalogue and (args.blend or args.statistics != "exact"):
        parser.error("the catalogue holds what ships, without the blend")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    held = data.split(args.photos)[1]
    photos = [metrics.load_photo(p) for p in held]
    paths = sorted(args.clips.glob("*.mp4")) if args.clips else []
    clips = [metrics.ClipMotion(p, device, args.frames) for p in paths]
    blend = Blend(args.blend, args.sharpening) if args.blend else None
    distance: Optional[GramDistance] = None
    if args.config:
        distance = GramDistance(configs.load(args.config), args.styles, device)
    networks: Dict[str, metrics.Stylizer] = {}
    print(table_head())
    if not args.catalogue:
        print(table_row("the input", metrics.score(lambda x: x, photos, clips, device, blend)), flush=True)
    for path in args.files:
        net, info = load(path)
        shown: metrics.Stylizer = net.to(device)
        networks[path.stem] = shown
        if args.statistics != "exact":
            tensors = [metrics.to_tensor(p, device) for p in photos[::4]]
            shown = SteadyNetwork(net, args.statistics, tensors)
        row = metrics.score(shown, photos, clips, device, blend)
        measured = dict(row)
        if distance:
            measured["style"] = distance(shown, photos)
        if distance and blend and clips:
            measured["soft"] = distance.softened(shown, clips, blend)
        print(table_row(path.stem, measured), flush=True)
        if args.catalogue:
            facts = {
                "parameters": parameter_count(net),
                "gflop720p": round(net.flops(720, 1280) / 1e9, 1),
            }
            catalogue.add(args.catalogue, path, info, {**facts, **row})
    if args.sheet:
        cv2.imwrite(
            str(args.sheet),
            contact_sheet(networks, held, device, columns=1 if len(networks) > 2 else 2),
        )


if __name__ == "__main__":
    main()
