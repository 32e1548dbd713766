import random, io, time, zipfile
import pytest
from tests.admin.test_importing import workbook
from tests.imports.test_records import *
from tracker.admin.uploads import *
pytestmark = pytest.mark.django_db
def test_fuzz():
    rnd = random.Random(7)
    src = [filled(models.Agreement), filled(models.Source), filled(models.FollowUpAction)]
    user = make.make_user("Publisher")
    tables = [(m, ext, export(m.objects.all(), ext).content) for m in (models.Agreement, models.Source, models.FollowUpAction, models.Event, models.Organisation) for ext in ("csv","xlsx")]
    counts = {}
    worst=0
    for n in range(1200):
        model, ext, data = rnd.choice(tables)
        if ext == "xlsx" and rnd.random() < .7:
            out = io.BytesIO()
            with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
                target = rnd.choice(old.namelist())
                for part in old.namelist():
                    body = bytearray(old.read(part))
                    if part == target or "sheet1" in part:
                        for _ in range(rnd.randint(1, 6)):
                            i = rnd.randrange(len(body)); body[i:i+rnd.randint(0,3)] = bytes(rnd.choice(b"<>/\"0159azAZ&;=\x00\xff ") for _ in range(rnd.randint(0,3)))
                    new.writestr(part, bytes(body))
            data = out.getvalue()
        else:
            body = bytearray(data)
            for _ in range(rnd.randint(1, 8)):
                i = rnd.randrange(len(body)); body[i:i+rnd.randint(0,4)] = bytes(rnd.choice(b"<>/\"0159azAZ&,;=\n\r\t\x00\xff\xc3\xa9-+@") for _ in range(rnd.randint(0,4)))
            data = bytes(body)
        fmt = CarefulXLSX if is_workbook(data[:8]) else CarefulCSV
        t=time.perf_counter()
        try:
            ds = fmt().create_dataset(data)
        except UploadError as e:
            counts[str(e)[:40]] = counts.get(str(e)[:40],0)+1; worst=max(worst,time.perf_counter()-t); continue
        r = run(model, ds, user=user, dry_run=True)
        worst=max(worst,time.perf_counter()-t)
        for number, errors in r.row_errors(): print("BB ROWERR", repr(errors[0].error))
        for e in r.base_errors:
            if type(e.error).__name__ != "HeaderError": print("BB BASE", repr(e.error))
        k = "header" if r.base_errors else ("problems" if r.invalid_rows else "ok")
        counts[k] = counts.get(k,0)+1
    print("BB", counts, worst)
