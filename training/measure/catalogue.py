"""The lists beside the weights: styles.json (what the extension offers, in its order), checksums.json, figures.json."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict

SIZES = ("XS", "S", "M")


def add(catalogue: Path, weights: Path, info: Dict[str, Any], metrics: Dict[str, float]) -> None:
    """Enter a weights file beside the catalogue, or renew its entry. A new style comes last.

    `blend` and `sharpening`, a style's temporal blend where it is not the usual one, stay what they were.
    """
    entries = json.loads(catalogue.read_text())["styles"] if catalogue.exists() else []
    note(catalogue.with_name("checksums.json"), weights.name, hashlib.sha256(weights.read_bytes()).hexdigest())
    note(catalogue.with_name("figures.json"), weights.name, metrics)
    entry = next((e for e in entries if e["id"] == info["id"]), None)
    if entry is None:
        entry = {"sizes": {}}
        entries.append(entry)
    sizes = {**entry["sizes"], info["size"]: weights.name}
    steadying = {k: entry[k] for k in ("blend", "sharpening") if k in entry}
    entry.clear()
    entry.update(
        {k: info[k] for k in ("id", "name", "description", "credit", "licence")},
        **steadying,
        sizes={s: sizes[s] for s in SIZES if s in sizes},
    )
    write(catalogue, {"styles": entries})


def note(path: Path, name: str, value: Any) -> None:
    """Enter a value under the name of a weights file, in a list sorted by names."""
    known = json.loads(path.read_text()) if path.exists() else {}
    write(path, dict(sorted({**known, name: value}.items())))


def write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
