"""The documentation: it builds without a warning, fetches nothing from elsewhere, and shows what is so."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from casetrace.cli.main import COMMANDS
from casetrace.config.validation import validated_config
from casetrace.methods.register import METHODS
from tests.stages.running import SCHEMA
from tests.workflow.access import WIDER, resize, violations

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: Pages that are written by hand for the site; the others have tests of their own.
PAGES = [*sorted((DOCS / "how-to").glob("*.md")), DOCS / "tutorial.md", DOCS / "gallery.md"]
#: What makes a browser fetch: elements with the attribute that says what.
FETCHING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "use": "href"}
#: The theme's button beside each block of code, which it puts into a landmark without a name.
COPY = 'landmark-unique: <nav class="md-code__nav">'

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mkdocs") is None, reason="MkDocs is not installed")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The documentation as it is built from a copy without a gallery."""
    folder: Path = tmp_path_factory.mktemp("documentation")
    for name in ("docs", "casetrace", "workflow"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "CHANGELOG.md"):
        shutil.copy2(ROOT / name, folder / name)
    environment = os.environ | {"PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(build, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Fetched(HTMLParser):
    """Collects what a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        value = dict(attrs).get(FETCHING.get(tag, ""))
        if value:
            self.addresses.append(value)


def test_no_page_fetches_anything_from_elsewhere(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        fetched = Fetched()
        fetched.feed(page.read_text(encoding="utf-8"))
        assert fetched.addresses
        for address in fetched.addresses:
            assert not re.match(r"(\w+:)?//", address), f"{page.name}: {address}"
            # the page for what is not found does not know where it stands
            folder = site if address.startswith("/") else page.parent
            assert (folder / address.partition("#")[0].partition("?")[0].lstrip("/")).exists()
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", sheet.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["index", "tutorial", "methods", "how-to/rows"])
def test_axe_finds_nothing_in_a_page_of_each_kind(site, browser, name):
    page = browser.new_page(viewport={"width": 1320, "height": 860}, reduced_motion="reduce")
    page.goto((site / f"{name}.html").as_uri())
    assert [fault for fault in violations(page) if COPY not in fault] == []
    page.close()


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_in_a_browser_no_page_moves_sideways(address, watched_page):
    page = watched_page(address, (address, "data:"))
    for name in ("config-reference", "data-dictionary", "methods", "calibration", "gallery", "tutorial", "index"):
        page.goto(f"{address}{name}.html")
        for width in (390, 1320):
            resize(page, width)
            assert page.evaluate(WIDER) == 0, f"{name}, {width} px"


@pytest.mark.parametrize("width", [390, 1320])
def test_in_a_browser_it_searches_and_asks_nobody_else(address, watched_page, width):
    page = watched_page(f"{address}index.html", (address, "data:"), width=width)
    page.keyboard.press("/")
    page.keyboard.type("lettered")
    page.locator(".md-search-result__item").first.wait_for()
    assert "config-reference" in str(page.locator(".md-search-result__link").first.get_attribute("href"))


def test_the_pages_written_from_the_sources_have_all_of_them(site):
    methods = (site / "methods.html").read_text(encoding="utf-8")
    assert [name for name in METHODS if f'id="{name}"' not in methods] == []
    commands = (site / "commands.html").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"casetrace {name}" not in commands] == []


def test_every_method_has_its_formula():
    formulas = yaml.safe_load((DOCS / "_site" / "formulas.yaml").read_text(encoding="utf-8"))
    assert set(formulas) == set(METHODS)
    # What is no formula says what its algorithm does.
    bare = [name for name, text in formulas.items() if not re.search(r"[=±/∈Σ(]|algorithm: .{40}", text)]
    assert [name for name in bare if len(formulas[name].split()) < 8] == []


def test_links_that_lead_out_of_the_site_are_names_of_files(site):
    text = (site / "trace.html").read_text(encoding="utf-8")
    assert "<code>workflow/schemas/trace.schema.yaml</code>" in text
    assert "../workflow" not in text
    assert "rendered by <code>make gallery</code>" in (site / "gallery.html").read_text(encoding="utf-8")


def blocks() -> Iterator[Any]:
    for page in PAGES:
        for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)):
            yield pytest.param(block, id=f"{page.stem}-{number}")


@pytest.mark.parametrize("block", list(blocks()))
def test_every_configuration_shown_is_accepted(block):
    shown = yaml.safe_load(textwrap.dedent(block))
    if "cohorts" not in shown:
        cohort = {"table": {"file": "a.csv"}, "outcomes": {"pain": {"unit": "points", "better": "lower"}}}
        if shown.keys() & {"columns", "privacy"}:
            shown = {"table": shown}
        if "table" in shown:
            shown["table"].setdefault("file", "a.csv")
        shown = {"cohorts": {"ours": cohort | shown}}
    validated_config(shown, SCHEMA)


def test_the_gallery_shows_what_it_renders():
    config = yaml.safe_load((DOCS / "gallery" / "gallery.yaml").read_text(encoding="utf-8"))
    validated_config(config, SCHEMA)
    text = (DOCS / "gallery.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"gallery/([\w-]+)/report.html", text))
    assert linked == {*config["cohorts"], "pooled"}
    for name in ("grades", "cross-over"):
        (shown,) = (
            found["cohorts"][name]
            for found in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, re.S))
            if name in found["cohorts"]
        )
        assert shown == {key: value for key, value in config["cohorts"][name].items() if key != "title"}
