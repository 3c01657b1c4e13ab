"""Draws pairs and trains several drawn styles beside them, on one card.

python3 -m training.learn.train_drawn --photos FACES SCENES CLIPS --out RUN --seconds 1500 anime:S anime:M cel90s:S,M

Each STYLE:SIZES is a process of train_pairs that goes on from the weights that ship, or from --start FOLDER. Writes
RUN/pairs, RUN/nets and RUN/log; prints every minute where each of them stands.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

CONFIGS = Path(__file__).parent / "drawn"
WEIGHTS = Path(__file__).parents[2] / "weights"
RATE = ("learning_rate=6e-4", "batches=0.8", "moved=0.5", "people=0.6", "region=20", "mouth=24", "skin=2")
"""Settings with which a style that ships goes on beside others."""
REPORT = 60.0
"""Seconds between reports."""


def read_work(text: str) -> Tuple[str, List[str]]:
    """STYLE:SIZE,SIZE -> the style and its sizes; raises ValueError if there is no such style or size."""
    style, _, sizes = text.partition(":")
    if not (CONFIGS / f"{style}.toml").is_file():
        raise ValueError(f"{style} is no drawn style: there is no {CONFIGS / style}.toml")
    chosen = sizes.split(",") if sizes else ["S"]
    if wrong := [size for size in chosen if size not in ("XS", "S", "M")]:
        raise ValueError(f"{text}: a size is XS, S or M, not {wrong[0]!r}")
    return style, chosen


def draw_command(photos: Sequence[Path], out: Path, seconds: float, processes: int, styles: Sequence[str]) -> List[str]:
    """-> the command that draws pairs; anime is drawn in any case."""
    others = [style for style in dict.fromkeys(styles) if style != "anime"]
    command = [sys.executable, "-m", "training.looks.pairs", "--out", str(out / "pairs"), "--seconds", str(seconds)]
    command += ["--processes", str(processes), "--passes", "4"]
    return [*command, *(["--styles", *others] if others else []), "--", *map(str, photos)]


def train_command(
    style: str, sizes: Sequence[str], start: Path, out: Path, seconds: float, fewest: int, settings: Sequence[str]
) -> List[str]:
    """-> the command that trains the sizes of a style from the weights files in `start`, once there are as many pairs
    as `fewest`; raises FileNotFoundError."""
    files = [start / f"{style}-{size.lower()}.safetensors" for size in sizes]
    if missing := [file for file in files if not file.is_file()]:
        raise FileNotFoundError(f"{missing[0]} is missing: nothing to start from")
    command = [sys.executable, "-m", "training.learn.train_pairs", str(CONFIGS / f"{style}.toml")]
    command += ["--pairs", str(out / "pairs"), "--out", str(out / "nets"), "--seconds", str(seconds), "--sizes", *sizes]
    command += ["--fewest", str(fewest)]
    return [*command, "--start", *map(str, files), "--every", "100", "--set", *RATE, *settings]


def last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def run(commands: Dict[str, List[str]], log: Path) -> Dict[str, int]:
    """Run the commands side by side, each into its own log, until all have ended. -> their exit statuses."""
    log.mkdir(parents=True, exist_ok=True)
    one_thread = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    running: Dict[str, "subprocess.Popen[bytes]"] = {}
    for name, command in commands.items():
        with open(log / f"{name}.log", "wb") as file:
            environment = {**os.environ, **one_thread, "PYTHONUNBUFFERED": "1"}
            running[name] = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)
    begun = reported = time.time()
    while any(process.poll() is None for process in running.values()):
        time.sleep(0.5)
        if time.time() - reported > REPORT:
            reported = time.time()
            print(f"{reported - begun:.0f} s", flush=True)
            for name in running:
                print(f"  {name}: {last_line(log / f'{name}.log')}", flush=True)
    return {name: process.returncode for name, process in running.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", nargs="+", metavar="STYLE:SIZES")
    parser.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of photos and clips")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True, help="all of it; half of them draw as well")
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 1) * 3 // 4), help="that draw")
    parser.add_argument("--start", type=Path, default=WEIGHTS, help="folder of weights files")
    parser.add_argument("--fewest", type=int, default=48, help="pairs to wait for before the first step")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="as train_pairs has it, for all")
    args = parser.parse_args()
    try:
        work = [read_work(text) for text in args.work]
        how = (args.start, args.out, args.seconds, args.fewest, args.set)
        commands = {f"{style}-{'-'.join(sizes)}".lower(): train_command(style, sizes, *how) for style, sizes in work}
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    draw = draw_command(args.photos, args.out, args.seconds / 2, args.processes, [style for style, _ in work])
    ended = run({"pairs": draw, **commands}, args.out / "log")
    failed = [name for name, status in ended.items() if status]
    for name in failed:
        print(f"{name} failed: {last_line(args.out / 'log' / f'{name}.log')}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
