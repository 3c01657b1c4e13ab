"""Walks between two weights files of one style and size, or past the second: python3 -m training.nets.mix A B SHARE OUT

SHARE 0 is A, 1 is B, 0.75 three quarters of the way, 1.5 half as far again. Where B was trained on from A the way
between them is smooth, so that a step too far, or not far enough, need not be trained again. Look at the result all
the same.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import weights_file


def mix(first: Path, second: Path, share: float, out: Path) -> None:
    """Raises ValueError where the two are not the same network."""
    (a, about_a), (b, about_b) = weights_file.read(first), weights_file.read(second)
    graphs = [json.loads(m["inkreel.graph"]) for m in (about_a, about_b)]
    if graphs[0] != graphs[1]:
        raise ValueError(f"{first} and {second} have different graphs")
    weights_file.write(out, {k: a[k] + share * (b[k] - a[k]) for k in a}, about_b)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    mix(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
