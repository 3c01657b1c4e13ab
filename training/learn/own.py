"""Trains the style of a picture: python3 -m training.learn.own --style PICTURE --photos FOLDER [--out FOLDER]

Writes a config with the settings of the shipped paintings beside the weights, then trains it (train.py), which goes on
from its checkpoint after a stop. The file it ends with is what the extension's settings page takes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import List, Sequence

import cv2

from . import train

TEMPLATE = Path(__file__).parent / "configs/tahiti.toml"
"""The shipped painting whose weights of losses suit most pictures."""


def identifier(name: str) -> str:
    """-> the id of a style of that name: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "own"


def write_config(picture: Path, name: str, licence: str, out: Path) -> Path:
    """Write OUT/ID.toml: the template for this picture. -> its path. Raises ValueError where it is no picture."""
    if cv2.imread(str(picture)) is None:
        raise ValueError(f"{picture} cannot be read as a picture")
    fields = {
        "id": identifier(name),
        "name": name,
        "description": f"In the manner of {picture.name}.",
        "credit": picture.name,
        "licence": licence,
        "pictures": [str(picture.resolve())],
    }
    lines: List[str] = []
    for line in TEMPLATE.read_text().splitlines():
        key = line.split("=", 1)[0].strip()
        # A JSON string is a TOML string, and so is a list of them.
        lines.append(f"{key} = {json.dumps(fields[key])}" if key in fields else line)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{fields['id']}.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="npm run train --", description=__doc__)
    parser.add_argument("--style", type=Path, required=True, metavar="PICTURE", help="a painting or a drawing")
    parser.add_argument("--photos", type=Path, required=True, help="folder of some hundred photos or more to train on")
    parser.add_argument("--name", help="the style's name; the picture's own unless given")
    parser.add_argument("--licence", default="", help="the picture's licence")
    parser.add_argument("--out", type=Path, help="folder for the result (runs/ID)")
    args, rest = parser.parse_known_args(argv)
    name = args.name or re.sub(r"[_-]+", " ", args.style.stem).strip().capitalize()
    out = args.out or Path("runs") / identifier(name)
    config = write_config(args.style, name, args.licence, out)
    train.main([str(config), "--photos", str(args.photos), "--out", str(out), *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
