import time, json, pytest
from axe_playwright_python.sync_playwright import Axe
pytestmark = pytest.mark.browser
def test_t(wide):
    for p in ["/programs/?state=OH","/programs/?state=OH&per_page=5","/programs/?state=OH&view=table&per_page=10"]:
        wide.goto(p)
        for o in [None, {"resultTypes":["violations"]}, {"runOnly":["color-contrast"]}, {"rules":{"color-contrast":{"enabled":False}}}, {"runOnly":{"type":"tag","values":["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]}},{"runOnly":["target-size"]},{"runOnly":["color-contrast"],"preload":False},{"resultTypes":["violations"],"elementRef":False,"selectors":False}]:
            t=time.time(); Axe().run(wide, options=o); print(p, o, round(time.time()-t,2))
