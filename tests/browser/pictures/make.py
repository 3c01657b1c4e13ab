"""Writes pictures that need care to decode: a JPEG in CMYK, red and white, and a GIF of two frames.

The first frame is half transparent.

Run: python3 tests/browser/pictures/make.py
"""

from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent
SIZE = (80, 64)

cmyk = Image.new("CMYK", SIZE, (0, 255, 255, 0))
cmyk.paste((0, 0, 0, 0), (SIZE[0] // 2, 0, *SIZE))
cmyk.save(FOLDER / "cmyk.jpg", quality=50)

first = Image.new("RGBA", SIZE, (0, 0, 0, 0))
first.paste((0, 0, 255, 255), (0, 0, SIZE[0] // 2, SIZE[1]))
second = Image.new("RGBA", SIZE, (0, 255, 0, 255))
first.save(FOLDER / "animated.gif", save_all=True, append_images=[second], duration=100, loop=0, disposal=2)
