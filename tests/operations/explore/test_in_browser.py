"""The page in a real browser: it complains of nothing, finds, opens and goes back, works by the
keyboard, and cuts no text on any screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.explore.browser import CHROMIUM, Browser, browser
from tests.operations.explore.shown import page_of, shop_page
from tests.operations.plans import Plan

pytestmark = [
    pytest.mark.xdist_group("explore"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]

AUDIT = (Path(__file__).parent / "audit.js").read_text()
VIEWS = (
    "#summary",
    "#drawing",
    "#drawing=everything",
    "#cost",
    "#cost=orders",
    "#resources",
    "#resources&kind=ec2.Subnet&zone=eu-central-1b",
    "#resource=rds.Instance%3Adatabase",
    "#resource=ecs.TaskDefinition%3Aorders",
    "#resource=kms.Key%3Akey",
    "#resource=iam.Role%3Aorders-task",
    "#programs",
    "#programs=orders",
    "#databases",
    "#databases=orders",
    "#reach",
    "#reach=internet&to=orders",
    "#reach=docs&to=database",
    "#access",
    "#access=s3.Bucket%3Auploads",
    "#rights",
    "#rights=orders",
    "#alarms",
    "#zones",
    "#zones=eu-central-1b",
    "#nonsense",
)

NAMES = "[...document.querySelectorAll('.rows .name')].map((each) => each.textContent)"


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("explore") / "prod.html"
    file.write_text(shop_page())
    return file


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def page(tab: Browser, prod: Path) -> Iterator[Browser]:
    """The page in a window of a desk, and whatever it complained of."""
    tab.complaints.clear()
    tab.requests.clear()
    tab.size(1280, 900)
    tab.open(prod)
    yield tab
    assert tab.complaints == []
    assert {url for url in tab.requests if not url.startswith(("file:", "about:"))} == set()


def heading(page: Browser) -> str:
    return str(page.value("document.querySelector('main h2').textContent"))


def focused(page: Browser) -> str:
    return str(page.value("document.activeElement.textContent.trim()"))


def test_a_deep_link_opens_and_the_way_back_works(page: Browser, prod: Path) -> None:
    page.open(prod, "#resource=rds.Instance%3Adatabase")
    assert heading(page) == "rds.Instance database"
    page.click("main a[href='#resource=rds.SubnetGroup%3Adatabase']")
    assert heading(page) == "rds.SubnetGroup database"
    page.value("void history.back()")
    page.until("document.querySelector('main h2').textContent === 'rds.Instance database'")


def test_a_resource_has_its_dependencies_both_ways(page: Browser) -> None:
    page.go("#resource=rds.SubnetGroup%3Adatabase")
    text = str(page.value("document.querySelector('main').innerText"))
    needs, _, by = text.partition("Needed by")
    assert "ec2.Subnet network-data-b" in needs
    assert "rds.Instance database" in by


def test_search_finds_names_and_inputs_by_the_keyboard(page: Browser) -> None:
    page.press("/")
    assert page.value("document.activeElement.id") == "query"
    page.type("database rds.Instance")
    page.press("ArrowDown")
    assert page.value("query.getAttribute('aria-activedescendant')") == "found-0"
    page.press("Enter")
    assert heading(page) == "rds.Instance database"
    page.press("/")
    page.type("db.r5.large")
    page.press("Enter")
    rows = page.value(NAMES)
    assert sorted(rows) == ["database", "database-replica-1"]


def test_escape_closes_what_was_found_and_then_empties_the_field(page: Browser) -> None:
    page.press("/")
    page.type("orders")
    page.settle()
    assert page.value("!found.hidden && query.getAttribute('aria-expanded') === 'true'")
    page.press("Escape")
    assert page.value("found.hidden && query.value") == "orders"
    page.press("Escape")
    assert page.value("query.value") == ""


def test_filters_narrow_the_list_and_stand_in_the_address(page: Browser) -> None:
    page.go("#resources")
    page.value(
        """(() => {
            const zone = document.querySelector("select[name=zone]");
            zone.focus();
            zone.value = "eu-central-1b";
            zone.dispatchEvent(new Event("change", {bubbles: true}));
        })()"""
    )
    page.settle()
    assert page.value("location.hash") == "#resources&zone=eu-central-1b"
    assert page.value("document.activeElement.name") == "zone"
    kinds = page.value(
        "[...document.querySelectorAll('.rows .kind')].map((each) => each.textContent)"
    )
    assert "ec2.Subnet" in kinds
    assert "sns.Topic" not in kinds


def test_the_keyboard_alone_leads_from_the_top_to_a_resource(page: Browser) -> None:
    page.press("Tab")
    assert focused(page) == "Skip to the content"
    assert page.value("document.activeElement.getBoundingClientRect().top >= 0")
    page.press("Enter")
    assert page.value("document.activeElement.id") == "main"
    page.go("#resources&kind=ec2.Subnet")
    page.value("document.querySelector('.rows a').focus()")
    page.press("ArrowDown")
    assert focused(page).startswith("network-data-b")
    outline = page.value("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.press("Enter")
    assert heading(page) == "ec2.Subnet network-data-b"
    assert page.value("document.activeElement.id") == "main"


def test_every_field_has_a_name_and_the_page_its_landmarks(page: Browser, prod: Path) -> None:
    for view in VIEWS:
        page.go(view)
        nameless = page.value(
            """[...document.querySelectorAll("input, select, button, a")].filter((each) =>
                !each.textContent.trim() && !each.labels?.length && !each.ariaLabel).length"""
        )
        assert nameless == 0, view
        assert page.value("document.querySelectorAll('main h2').length") == 1, view
    for landmark in ("header", "nav[aria-label]", "main", "footer", "[role=search]"):
        assert page.value(f"document.querySelectorAll({landmark!r}).length") == 1
    assert page.value("document.querySelectorAll('nav [aria-current=page]').length") <= 1


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("main { min-width: 2000px; }", "wide, the window"),
        ("h2 { width: 20px; overflow: hidden; white-space: nowrap; }", "cut"),
        ("h2 { margin-bottom: -40px; }", "over each other"),
        ("p { color: #aaa; }", "contrast"),
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_fault_of_the_layout_would_be_found(
    page: Browser, style: str, fault: str, width: int
) -> None:
    page.size(width, 800)
    # The page's own policy lets no further style element in; a sheet of a script is not its matter.
    page.value(
        f"""(() => {{
            const sheet = new CSSStyleSheet();
            sheet.replaceSync({style!r});
            document.adoptedStyleSheets = [sheet];
        }})()"""
    )
    assert fault in " ".join(page.value(AUDIT)["wrong"])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_is_cut_covered_or_faint(page: Browser, width: int, dark: bool) -> None:
    page.size(width, 800, dark=dark)
    found = {}
    for view in VIEWS:
        page.go(view)
        page.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.settle()
        audit = page.value(AUDIT)
        assert audit["texts"] > 5, view
        if audit["wrong"]:
            found[view] = audit["wrong"]
    assert found == {}


def test_a_node_of_the_drawing_leads_to_its_resource(page: Browser) -> None:
    page.go("#drawing=services")
    assert page.value("getComputedStyle(document.querySelector('.drawing .paper')).fill") == (
        "rgb(255, 255, 255)"
    ), "the drawing has lost its style"
    page.value("document.querySelector('.drawing [data-urn$=\"::database\"]').focus()")
    page.press("Enter")
    assert heading(page) == "rds.Instance database"


def test_a_folded_node_leads_to_all_that_it_stands_for(page: Browser) -> None:
    page.go("#drawing=overview")
    page.click(".drawing .node-queue text")
    rows = page.value(NAMES)
    assert sorted(rows) == ["live-updates", "mails", "stock-updates"]


def test_the_drawing_is_shown_whole_and_can_be_enlarged(page: Browser) -> None:
    page.go("#drawing")
    box = "document.querySelector('.drawing')"
    assert page.value(f"{box}.scrollWidth <= {box}.clientWidth")
    page.value("[...document.querySelectorAll('.sizes button')][1].click()")
    assert page.value(f"{box}.scrollWidth > {box}.clientWidth")


def test_the_button_sets_colours_against_the_system(page: Browser) -> None:
    def ground() -> str:
        return str(page.value("getComputedStyle(document.body).backgroundColor"))

    light = ground()
    page.click("#theme")
    assert ground() == light
    page.click("#theme")
    dark = ground()
    assert dark != light
    page.size(1280, 900, dark=True)
    page.click("#theme")
    assert ground() == dark


def test_a_hostile_name_runs_nothing(tab: Browser, tmp_path: Path) -> None:
    plan, file = Plan(), tmp_path / "hostile.html"
    hostile = "</script><img src=x onerror=alert(1)>&amp;"
    plan.add("sqs.Queue", hostile, policy=hostile)
    file.write_text(page_of(plan))
    tab.complaints.clear()
    tab.open(file, "#resources&q=onerror")
    tab.click(".rows a")
    assert heading(tab) == f"sqs.Queue {hostile}"
    assert tab.value("document.querySelectorAll('main img').length") == 0
    assert tab.complaints == []


def test_a_page_of_docker_works(tab: Browser, tmp_path: Path) -> None:
    file = tmp_path / "dev.html"
    file.write_text(shop_page("dev"))
    tab.complaints.clear()
    tab.size(360, 800)
    tab.open(file)
    for view in ("#summary", "#databases=orders", "#resource=docker.Container%3Aorders", "#zones"):
        tab.go(view)
        assert tab.value(AUDIT)["wrong"] == [], view
    assert tab.complaints == []
