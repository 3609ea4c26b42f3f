"""The pages of reports in a real browser: axe-core finds nothing, nothing sticks out, and they print on A4 landscape."""

from datetime import timedelta

import pytest

from app.freshness import due
from app.reports import counted, gaps, near, plan
from app.reports import due as dues
from app.reports.coverage import week_of
from app.reports.page import html
from app.store import Period
from tests.browser import REAL
from tests.test_report_forms import DAY, STAMP
from tests.test_states import ALL, AXE, RUN

pytestmark = REAL

NAMES = ["coverage", "measures", "reach", "reached", "use", "words", "freshness"]


@pytest.fixture(scope="module")
def pages(sakai):
    went = {(each.id, how): 5 + len(each.id) for each in list(sakai.catalogue)[:12] for how in counted.HOWS}
    used = {(topic, end): 3 + len(topic) for topic in list(sakai.topics)[:12] for end in (*counted.ENDS, "alarm:suicide")}
    reports = (
        gaps.report(sakai, week_of(DAY)),
        plan.report(sakai),
        near.report(sakai, DAY),
        counted.reached(went, sakai.catalogue, Period()),
        counted.use(used, sakai, Period()),
        counted.words({"転売": 9, "置き配": 6}, Period()),
        dues.report(due(sakai, DAY + timedelta(days=175)), DAY + timedelta(days=175), every=False),
    )
    return {name: html(each, STAMP) for name, each in zip(NAMES, reports, strict=True)}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_reads_well_at_any_width_and_on_paper(browser, pages, name):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(pages[name])
    page.evaluate(AXE)
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(RUN, ["html", ALL]) == []
    assert page.evaluate("[...document.querySelectorAll('svg.Bar rect')].every((each) => each.getBoundingClientRect().width > 0)")
    assert b"/MediaBox [0 0 841.91998 594.95996]" in page.pdf(prefer_css_page_size=True)
    assert asked == []
    page.close()
