"""usage: put under tests/browser as test_zz_shots.py"""
import os, pytest
from pathlib import Path
from playwright.sync_api import Page
from tests import factories as make
from tests.browser.test_imports import *
OUT=Path("/tmp/shots"); OUT.mkdir(exist_ok=True)
pytestmark=pytest.mark.browser
def shoot(page,name):
    for w in WIDTHS:
        for theme in ("light","dark"):
            if os.environ.get("ONLY") and f"{w}-{theme}" not in os.environ["ONLY"].split(","): continue
            page.set_viewport_size({"width":w,"height":900}); page.emulate_media(color_scheme=theme)
            page.screenshot(path=OUT/f"{name}-{w}-{theme}.png", full_page=True)
    print(name, [ (w,(page.set_viewport_size({"width":w,"height":900}), page.evaluate("document.documentElement.scrollWidth"))[1]) for w in WIDTHS])
    page.set_viewport_size({"width":360,"height":900})
    print(page.evaluate("""()=>[...document.querySelectorAll('#content *')].filter(e=>e.getBoundingClientRect().right>360 && !e.closest('.table')).slice(0,8).map(e=>e.tagName+'.'+e.className+' '+Math.round(e.getBoundingClientRect().right))"""))
def test_shots(desk, register):
    known = make.make_organisation(name="Zulu Technical University", country=make.country("KZ"))
    make.make_organisation(name="Quebec Acadamy")
    p=desk
    p.goto(UPLOAD); shoot(p,"1-upload")
    p.get_by_label("Workbook").set_input_files(register)
    p.get_by_role("button", name="Upload and preview").click()
    p.wait_for_selector(".sections")
    rec=Import.objects.get()
    shoot(p,"2-reading")
    p.get_by_label("Day first").check(); p.get_by_label("Column C is").select_option("senders")
    p.get_by_role("button", name="Read it again so").click(); p.wait_for_selector(".messagelist")
    for s in ("open","problems","names","new","notices"):
        p.goto(f"/admin/tracker/import/{rec.pk}/preview/?show={s}"); shoot(p,"3-"+s)
    p.goto(f"/admin/tracker/import/{rec.pk}/preview/?show=open")
    p.get_by_role("button", name="All on this page are new").click(); p.wait_for_selector(".messagelist")
    p.goto(f"/admin/tracker/import/{rec.pk}/preview/?show=decided"); shoot(p,"3-decided")
    p.get_by_role("button", name="Import the 3").click(); p.wait_for_selector(".messagelist"); shoot(p,"4-import")
    v=Visit.objects.first(); v.purpose="Edited"; v.save()
    p.goto("/admin/tracker/import/"); shoot(p,"5-list")
    p.goto(f"/admin/tracker/import/{rec.pk}/undo/"); shoot(p,"6-undo")
    p.get_by_label("Why").fill("Wrong register"); p.get_by_role("button", name="Take back").click(); p.wait_for_selector(".report"); shoot(p,"7-taken-back")
    p.get_by_role("link", name="Do it again").click(); p.get_by_label("Why").fill("Right after all"); p.get_by_role("button", name="Do it again").click(); p.wait_for_selector(".report")
    p.goto(UPLOAD); 
    import openpyxl, io
    b=openpyxl.load_workbook(io.BytesIO(ugly_workbook())); b.active["F4"]="Other remark"; b.active["D4"]="05/11/2025"; b.save(register)
    p.get_by_label("Workbook").set_input_files(register); p.get_by_role("button", name="Upload and preview").click(); p.wait_for_selector(".sections"); rec=Import.objects.latest("pk")
    p.get_by_label("Day first").check(); p.get_by_role("button", name="Read it again so").click(); p.wait_for_selector(".messagelist")
    for s in ("questions","changed","unchanged"):
        p.goto(f"/admin/tracker/import/{rec.pk}/preview/?show={s}"); shoot(p,"8-"+s)
    Import.objects.filter(pk=rec.pk).update(status="queued")
    p.goto(f"/admin/tracker/import/{rec.pk}/progress/"); shoot(p,"9-progress")
