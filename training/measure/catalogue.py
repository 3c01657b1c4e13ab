"""weights/styles.json: the styles the extension offers, in the order it shows them."""

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
    entry = next((e for e in entries if e["id"] == info["id"]), None)
    if entry is None:
        entry = {"sizes": {}}
        entries.append(entry)
    sizes = {
        **entry["sizes"],
        info["size"]: {
            "file": weights.name,
            "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
            "metrics": metrics,
        },
    }
    steadying = {k: entry[k] for k in ("blend", "sharpening") if k in entry}
    entry.clear()
    entry.update(
        {k: info[k] for k in ("id", "name", "description", "credit", "licence")},
        **steadying,
        sizes={s: sizes[s] for s in SIZES if s in sizes},
    )
    catalogue.write_text(json.dumps({"styles": entries}, indent=2, ensure_ascii=False) + "\n")
