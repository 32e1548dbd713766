import copy, pytest
from tests.imports.test_ugly_workbooks import *
from tests.imports import test_ugly_workbooks as T
pytestmark = pytest.mark.django_db
def leaves(o, path=()):
    if isinstance(o, dict):
        for k,v in o.items(): yield from leaves(v, (*path,k))
    elif isinstance(o, list):
        yield path
        for i,v in enumerate(o): yield from leaves(v,(*path,i))
    else: yield path
def test_mut():
    bad=[]; n=0
    for name in NAMES:
        key=key_of(name); plan=plan_of(name, Options.from_json(key["options"]))
        got=planned(plan); base=len(differences(expected_visits(key), got))
        exp=expected_visits(key)
        if len(exp)>50: exp=dict(list(exp.items())[:4]); got={k:got[k] for k in exp if k in got}; base=len(differences(exp,got))
        for path in leaves(exp):
            m=copy.deepcopy(exp); o=m
            for p in path[:-1]: o=o[p]
            v=o[path[-1]]
            o[path[-1]] = (v+["Zz"] if not v or isinstance(v[0],str) else v[:-1]) if isinstance(v,list) else (v+1 if isinstance(v,int) else (v or "")+"x")
            n+=1
            if differences(m, got)==differences(exp, got): bad.append((name,path))
        for kind,_ in [("x",0)]:
            d=differences(exp,got)
            print(name, *d, sep="\n   ")
    print(n, "mutations, not seen:", len(bad), bad[:20])
