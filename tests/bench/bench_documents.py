"""What a tjänsteutlåtande costs as PDF beside plain WeasyPrint on the same HTML, and how soon a writer sees a change.

Interleaved in one run, p50 and p95; memory is the peak of a process that does nothing else. Nothing here fails for
being slow. BENCH_ROUNDS sizes it (default 20).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import quantiles

import pytest

from config.postgres import die_with_parent
from tests.architecture.source import ROOT
from tests.journeys.conftest import *  # noqa: F403 -- the town and its people
from tests.journeys.hands import Hands
from tests.people import Walk

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))

# Three ways to the same pages: all of ours; WeasyPrint alone as the same kind of PDF; WeasyPrint at its plainest.
_PROGRAM = """
import json, resource, sys, time
started = time.perf_counter()
from cases.documents import render
from cases.rules.content import canonical
from tests.documents.sample_content import sample_content
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

kept = {}
real = render.set_pages
render.set_pages = lambda html, *rest: (kept.update(html=html), real(html, *rest))[1]
content = canonical(sample_content())

def ours():
    return render.render_officer_report(content, [], None)

def plain(**options):
    fetcher, fonts = render.OwnFilesOnly({}), FontConfiguration()
    css = CSS(string=render.STYLESHEET.read_text(encoding="utf-8"), url_fetcher=fetcher, font_config=fonts)
    html = HTML(string=kept["html"], url_fetcher=fetcher)
    return html.render(stylesheets=[css], font_config=fonts).write_pdf(**options)

def same_kind():
    return plain(pdf_variant="pdf/a-2a", pdf_tags=True)

ours()
found = {"cold": time.perf_counter() - started}
ways = {"ours": ours, "same_kind": same_kind, "plain": plain}
if len(sys.argv) > 2:
    ways = {sys.argv[2]: ways[sys.argv[2]]}
for name in ways: found[name] = []
for _ in range(int(sys.argv[1])):
    for name, way in ways.items():
        before = time.perf_counter()
        way()
        found[name].append(time.perf_counter() - before)
found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(found))
"""


def _measured(*arguments: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _spread(times: list[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


def test_document() -> None:
    """The sample tjänsteutlåtande: cold, warm, and what is ours of it."""
    found = _measured(str(ROUNDS))
    spread = {name: _spread(found[name]) for name in ("ours", "same_kind", "plain")}
    print(f"\nPDF cold {found['cold'] * 1000:.0f} ms")
    for name, (half, most) in spread.items():
        ratio = spread["ours"][0] / half
        peak = _measured("3", name)["peak"]
        print(
            f"PDF {name:10} p50 {half:5.0f} ms  p95 {most:5.0f} ms  peak {peak} MB  ours is {ratio:.2f} x"
        )
    assert spread["ours"][0] > 0


@pytest.fixture(scope="module")
def worker(own_database: str) -> object:
    """A worker of its own, as `make run` starts one."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": own_database}, preexec_fn=die_with_parent(15),
    )  # fmt: skip
    yield process
    process.terminate()
    process.wait(20)


_WATCH = """
() => {
  window.taken = [];
  const form = document.querySelector("[data-editor]");
  let at;
  form.addEventListener("saved", () => { at = performance.now(); });
  document.querySelector("[data-preview] img").addEventListener("load", () => {
    if (at) window.taken.push(performance.now() - at);
  });
}
"""


def test_preview(hands: Hands, town: Walk, worker: object) -> None:
    """From the save of a pause in writing to the new first page in the writer's sight, in a browser."""
    page = hands.page
    hands.step_in(town.people.officer.name)
    hands.open(f"/arenden/{town.ready().pk}/skriv/")
    page.locator("[data-preview] img:visible").wait_for(timeout=30_000)
    page.evaluate(_WATCH)
    for n in range(ROUNDS):
        page.locator("[name=title]").fill(f"Avtal om samverkan, lydelse {n}")
        page.wait_for_function("n => window.taken.length > n", arg=n, timeout=30_000)
    half, most = _spread([ms / 1000 for ms in page.evaluate("window.taken")])
    print(f"\npreview seen after the save: p50 {half:.0f} ms  p95 {most:.0f} ms")
    assert half > 0
