"""Sphinx builds the documentation from here; it needs no network."""

from __future__ import annotations

from importlib.metadata import version as version_of
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
        r"(Path|date|datetime|Decimal|(collections|datetime|decimal|enum|pathlib)\..*|StrEnum)",
    ),
    (r"py:.*", r"(np|numpy|pd|pandas)\..*"),
    (r"py:.*", r"(Ints|Indices|BoolArray|FloatArray|IntArray)"),  # arrays of numpy
    (r"py:.*", r"Json"),  # what a JSON document may hold
    (r"py:.*", r".*\bV_co"),  # a type variable has no entry
]


def _find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """The one documented object with this last name, whatever module it lives in.

    Types are exported by packages but written with the module that defines them.
    """
    if node.get("refdomain") != "py":
        return None
    last_name = node["reftarget"].rpartition(".")[2]
    objects = env.domains.python_domain.get_objects()
    found = {
        (document, anchor, name)
        for name, _, _, document, anchor, _ in objects
        if name.rpartition(".")[2] == last_name
    }
    if len(found) != 1:
        return None
    document, anchor, name = found.pop()
    source = node.get("refdoc", document)
    return make_refnode(app.builder, source, document, anchor, content, name)


def _keep_first_line(*event: object) -> None:
    """Keep napoleon from reading “Days: from ready …” of a property as its type."""
    what, lines = event[1], event[-1]
    if what in {"attribute", "property"} and isinstance(lines, list):
        lines[:1] = [line.replace(": ", " – ") for line in lines[:1]]


def setup(app: Sphinx) -> None:
    """Sphinx calls this once."""
    app.connect("missing-reference", _find_by_last_name)
    app.connect("autodoc-process-docstring", _keep_first_line, priority=400)
