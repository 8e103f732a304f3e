import time, pytest
from pathlib import Path
from django.core.management import call_command
from django.test import override_settings

OUT = Path("/tmp/meet")

@pytest.fixture(scope="module")
def demo(own_database):
    t = time.time()
    with override_settings(DEMO=True, OWN_REGISTRY_SERIES=True):
        call_command("load_demo")
    print("seconds", time.time() - t)
    from organisation.models import Person
    return {p.name: p.pk for p in Person.objects.all()}

def step_in(page, demo, name):
    page.goto("/demo/")
    page.screenshot(path=OUT / "demo.png", full_page=True)
    page.locator(f"form:has(input[name=person][value='{demo[name]}']) button, button[name=person][value='{demo[name]}']").first.click()

def shot(page, name, path=None, full=False):
    if path: page.goto(path)
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.screenshot(path=OUT / f"{name}.png", full_page=full)
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=OUT / f"{name}_m.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 1000})

def test_look(demo, page):
    from approvals.models import Meeting, MinuteItem
    page.set_viewport_size({"width": 1440, "height": 1000})
    step_in(page, demo, "Lena Wikström")
    shot(page, "list", "/sammantraden/")
    shot(page, "held", "/sammantraden/?visa=hallna&organ=KS")
    shot(page, "new", "/sammantraden/nytt/")
    ks = Meeting.objects.filter(body__short_name="KS", items__isnull=False, present_count__isnull=False).order_by("-date").first()
    shot(page, "decided", f"/sammantraden/{ks.pk}/")
    kf = MinuteItem.objects.get(result="").meeting
    shot(page, "coming", f"/sammantraden/{kf.pk}/")
    shot(page, "clock", "/demo/klocka/")
    page.fill("input[name=day]", kf.date.isoformat())
    page.locator("input[name=day]").locator("xpath=ancestor::form").locator("button").last.click()
    shot(page, "held0", f"/sammantraden/{kf.pk}/")
    page.fill("input[name=present_count]", "57")
    page.get_by_role("button", name="Anteckna närvaron").click()
    shot(page, "record")
    page.get_by_role("button", name="Anteckna utfallet").click()
    shot(page, "record_wrong", full=True)
    page.locator("label.ds-button", has_text="Bifall").nth(0).click()
    page.locator("label.ds-button", has_text="Ändring").nth(1).click()
    page.get_by_role("button", name="Anteckna utfallet").click()
    page.locator("textarea[name='text-2']").fill("Kostnaden beaktas i budgeten för de tre första åren.")
    shot(page, "record_changed", full=True)
    page.get_by_role("button", name="Anteckna utfallet").click()
    shot(page, "recorded", full=True)
    page.get_by_role("button", name="Anteckna justeringen").click()
    page.get_by_role("button", name="Anteckna anslaget").click()
    page.get_by_text("Så räknas dagarna").click()
    shot(page, "posted", full=True)
    step_in(page, demo, "Jonas Ekdahl")
    shot(page, "reader", f"/sammantraden/{kf.pk}/")
    shot(page, "forbidden", "/personer/")
    step_in(page, demo, "Ylva Öberg")
    shot(page, "people", "/personer/")
    shot(page, "person", f"/personer/{demo['Henrik Dahl']}/", full=True)
    page.goto(f"/personer/{demo['Gunnar Åström']}/")
    page.select_option("select[name=role]", "registrar")
    page.fill("input[name=title]", "registrator")
    page.get_by_role("button", name="Ge uppdraget").click()
    shot(page, "auditor", full=True)
    shot(page, "person_new", "/personer/ny/")
