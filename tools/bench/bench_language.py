"""How long it takes to translate a reply, beside a JSON round trip and a plain split of the same text.

Run it with `python tools/bench/bench_language.py`.
"""

import json
import re
import sys
from collections.abc import Callable
from timeit import repeat

from nemo_video.language import route_request, translate_reply

ENGLISH = (
    "I've added upbeat music at 35% volume and a title that reads “Urban Dreams”. The cut now runs 21.5 s. "
    "Click the Export button in the top right corner to download it. "
    "If you want it shorter, drag its right edge."
)
CHINESE = (
    "我加了一段音量 35% 的轻快配乐，标题写着“都市梦”。"
    "现在全长 21.5 秒。点击右上角的导出按钮下载。想要短一点就拖动右边缘。"
)
WORDS = re.compile(r"\w+|[^\w\s]")
ROUNDS, TIMES = 7, 200


def measure_ms(action: Callable[[], object]) -> float:
    """Return the best time of one call, in milliseconds."""
    action()
    return min(repeat(action, number=TIMES, repeat=ROUNDS)) / TIMES * 1e3


def main() -> None:
    """Print the table."""
    sys.stdout.write(f"{'four sentences':<28}{'ms':>8}{'x json':>9}{'x split':>9}\n")
    for name, text in (("English", ENGLISH), ("Chinese", CHINESE)):
        json_ms = measure_ms(lambda text=text: json.loads(json.dumps(text)))
        split_ms = measure_ms(lambda text=text: WORDS.findall(text))
        for what, action in (
            ("reply", lambda text=text: translate_reply(text, "en")),
            ("request", lambda text=text: route_request(text)),
        ):
            ms = measure_ms(action)
            row = f"{f'{name} {what}':<28}{ms:>8.3f}{ms / json_ms:>9.0f}{ms / split_ms:>9.0f}\n"
            sys.stdout.write(row)


if __name__ == "__main__":
    main()
