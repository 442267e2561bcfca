"""How long anchors take to find on hostile texts of a million characters.

Each text is compared with an anchor measured just before it: decoding the same text from UTF-8 and
normalising `"a" * n` of its length. Run: `.venv/bin/python -m benchmarks.anchors`
"""

import platform
import statistics
import sys
import unicodedata
from collections.abc import Callable
from time import perf_counter

from sources.anchors import locate

MILLION = 10**6
PILE = "\u0301\u0316"
TEXTS = {
    "one letter": ("a" * MILLION, "a"),
    "no such letter": ("a" * MILLION, "b"),
    "only spaces": (" " * MILLION, "\u00a0"),
    "unordered marks": ("e" + PILE * (MILLION // 2), "é"),
    "curly quotation marks": ("“a” " * (MILLION // 4), '"a"'),
    "decomposed letters": ("e\u0301" * (MILLION // 2) + "‘x’", "'x'"),
    "two equal piles": ("“e" + PILE * (MILLION // 2), '"e' + PILE[::-1] * (MILLION // 2)),
}
RUNS = 5


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {RUNS} runs")
    print(f"{'text':24}{'seconds':>10}{'anchor':>10}{'ratio':>8}")
    for name, (text, quote) in TEXTS.items():
        raw, plain = text.encode(), "é" + "a" * len(text)
        anchors, times = [], []
        for _ in range(RUNS):
            anchors.append(seconds(lambda: (raw.decode(), unicodedata.normalize("NFC", plain))))
            times.append(seconds(lambda: locate(text, quote)))
        time, anchor = statistics.median(times), statistics.median(anchors)
        print(f"{name:24}{time:10.3f}{anchor:10.4f}{time / anchor:8.1f}")


if __name__ == "__main__":
    sys.exit(main())
