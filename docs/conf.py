"""Sphinx builds the documentation from here; it needs no network."""

from __future__ import annotations

from importlib.metadata import version as version_of
from itertools import takewhile
from typing import TYPE_CHECKING

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "Orta"
author = "the Orta team"
project_copyright = author
version = release = version_of("orta")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
default_role = "code"  # docstrings write names in single backquotes

myst_heading_anchors = 3

napoleon_google_docstring = False
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"  # the fields follow, each on its line
add_module_names = False

html_theme = "furo"  # brings its own style, and uses the fonts of the reader
html_title = f"Orta {release}"
html_copy_source = False
html_show_copyright = False

nitpicky = True
nitpick_ignore_regex = [
    # The standard library, numpy and pandas: their inventories would need the network.
    (
        r"py:.*",
        r"(Path|date|datetime|Decimal|(collections|datetime|decimal|enum|pathlib|sqlite3)\..*|StrEnum)",
    ),
    (r"py:.*", r"(np|numpy|pd|pandas)\..*"),
    (r"py:.*", r"(Ints|Indices|BoolArray|FloatArray|IntArray)"),  # arrays of numpy
    (r"py:.*", r"Json"),  # what a JSON document may hold
    (r"py:.*", r"(KeyFinder|cryptography\..*)"),  # a function; a library's private keys
    (r"py:.*", r".*\bV_co"),  # a type variable has no entry
]


def _find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """The documented object with this last name, whatever module it lives in.

    Types are exported by packages but written with the module that defines them.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    last_name = target.rpartition(".")[2]
    if target == last_name:  # as in the module that speaks of it
        target = f"{node.get('py:module') or ''}.{last_name}"
    objects = env.domains.python_domain.get_objects()
    found = {
        (_shared_parts(name, target), document, anchor, name)
        for name, _, _, document, anchor, _ in objects
        if name.rpartition(".")[2] == last_name
    }
    # Several parts of Orta have a limit or a leg: the nearest one is meant.
    nearest = max((shared for shared, *_ in found), default=0)
    found = {one for one in found if one[0] == nearest}
    if len(found) != 1:
        return None
    _, document, anchor, name = found.pop()
    source = node.get("refdoc", document)
    return make_refnode(app.builder, source, document, anchor, content, name)


def _shared_parts(name: str, target: str) -> int:
    pairs = zip(name.split("."), target.split("."), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _keep_first_line(*event: object) -> None:
    """Keep napoleon from reading “Days: from ready …” of a property as its type."""
    what, lines = event[1], event[-1]
    if what in {"attribute", "property"} and isinstance(lines, list):
        lines[:1] = [line.replace(": ", " – ") for line in lines[:1]]


def setup(app: Sphinx) -> None:
    """Sphinx calls this once."""
    app.connect("missing-reference", _find_by_last_name)
    app.connect("autodoc-process-docstring", _keep_first_line, priority=400)
