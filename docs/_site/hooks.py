"""What the site has beside the pages in docs/: pages that are written from the sources, and the reports of the gallery.

Pages are read where they are. A link to a file of the repository that is no page becomes the name of that file.
"""

import importlib
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from casetrace.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
METHODS = ROOT / "workflow" / "schemas" / "methods.yaml"
FORMULAS = ROOT / "docs" / "_site" / "formulas.yaml"
GALLERY = ROOT / ".gallery" / "results"
#: What of a report of the gallery is shown.
SHOWN = ("report.html", "appendix.html", "report.pdf", "manuscript.docx")
SECTIONS = {
    "descriptions": "Descriptions",
    "intervals": "Intervals",
    "tests": "Tests",
    "associations": "Associations and comparisons of groups",
    "arms": "Differences between arms",
    "models": "Models",
    "sensitivity": "Sensitivity",
    "pooling": "Pooling",
    "planning": "The next study",
}
LINK = re.compile(r"\[([^\]]*)\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)]*)?\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are written from the sources, and the reports that `make gallery` has rendered."""
    written = {"methods.md": methods_page(), "commands.md": commands_page()}
    written["changelog.md"] = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, text in written.items():
        files.append(File.generated(config, name, content=text))
    for path in sorted(GALLERY.glob("*/*")):
        if path.name in SHOWN:
            name = f"gallery/{path.parent.name}/{path.name}"
            files.append(File.generated(config, name, abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Turn links that lead out of the site into the names of the files."""
    folder = posixpath.dirname(page.file.src_uri)

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[2]))
        if files.get_file_from_path(target) is not None:
            return found[0]
        if target.startswith("gallery/"):
            return f"{found[1]} (rendered by `make gallery`)"
        name = posixpath.normpath(posixpath.join("docs", target))
        return f"{found[1]} (`{name}`)" if found[1].strip("`") != name else f"`{name}`"

    return outside_fences(markdown, lambda text: LINK.sub(link, text))


def outside_fences(markdown: str, change: Any) -> str:
    """A text of Markdown that is changed everywhere but in its blocks of code."""
    parts: list[str] = []
    end = 0
    for fence in FENCE.finditer(markdown):
        parts += [change(markdown[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, change(markdown[end:])])


def methods_page() -> str:
    """The register of methods: what each is, its formula, its source, what it assumes, when it is not given."""
    register = yaml.safe_load(METHODS.read_text(encoding="utf-8"))
    formulas = yaml.safe_load(FORMULAS.read_text(encoding="utf-8"))
    lines = [
        "# Methods",
        "",
        "Every method that a result may name in the column `method` of `statistics.csv`, with its formula, source and "
        "assumptions, and when it is not given. Written from `workflow/schemas/methods.yaml`, as the report is. "
        "n is the number of patients unless it is said otherwise, α is 0.05 for 95 % intervals.",
        "",
    ]
    for key, title in SECTIONS.items():
        lines += [f"## {title}", ""]
        for name, method in register[key].items():
            lines += [*method_lines(name, method, formulas.get(name, "")), ""]
    return "\n".join(lines)


def method_lines(name: str, method: dict[str, str], formula: str) -> Iterator[str]:
    """The entry of one method."""
    yield f"### {method['name']} {{#{name}}}"
    yield f"\n`{name}`. {method['description']}"
    if formula:
        yield f"\n```text\n{formula.rstrip()}\n```"
    yield f"\n- **Source**: {method['reference']}"
    yield f"- **Assumes**: {method['assumptions']}"
    yield f"- **Not given**: {method['refused']}"


def commands_page() -> str:
    """The command `casetrace`: what each of its parts says of itself."""
    lines = ["# Commands", "", "`casetrace COMMAND --help` tells the options of each.", ""]
    for name, purpose in COMMANDS.items():
        told = (importlib.import_module(f"casetrace.cli.{name}").__doc__ or "").strip()
        lines += [f"## `casetrace {name}`", "", f"{purpose[0].upper()}{purpose[1:]}.", ""]
        lines += [paragraph.replace("\n", " ") + "\n" for paragraph in told.split("\n\n")[1:]]
    return "\n".join(lines)
