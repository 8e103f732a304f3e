"""What binding 20 MB of attachments costs: peak memory of a process that does nothing else, and time. The limit is 300 MB."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.source import ROOT

_PROGRAM = """
import io, random, resource, time
import pikepdf
from cases.documents.bundle import render_bundle
from cases.rules.bundles import Bundle, BundleEntry

def pdf(seed):
    made = pikepdf.new()
    for at in range(20):
        page = made.add_blank_page(page_size=(595, 842))
        noise = random.Random(seed * 100 + at).randbytes(100_000)
        page.Contents = made.make_stream(b"% " + noise.replace(b"\\n", b" "))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()

sizes = [len(pdf(n)) for n in range(10)]
entries = tuple(
    BundleEntry(n + 1, f"Bilaga {n}", "0" * 64, "application/pdf", "PDF", sizes[n], False) for n in range(10)
)
started = time.perf_counter()
made = render_bundle(Bundle("Avtal", "KS-2026/1", entries), lambda entry: pdf(entry.number))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(sum(sizes) // 1_000_000, len(made) // 1_000_000, peak, round(time.perf_counter() - started, 2))
"""


def test_twenty_megabytes_in_one_file() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    incoming, made, peak, seconds = done.stdout.split()
    print(f"\nbundle: {incoming} MB in, {made} MB out, peak {peak} MB, {seconds} s")
    assert int(incoming) >= 19
    assert int(peak) < 300
