"""Sphinx's settings of the site: `make site` builds it into output/site."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from autograd import __version__  # noqa: E402

project = "chalkgrad"
author = "the chalkgrad authors"
release = __version__
extensions = [
    "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "demos.site.pages", "demos.site.table",
    "demos.site.docstrings", "demos.site.beside", "demos.site.reach",
]  # fmt: skip

root_doc = "index"
include_patterns = ["index.md", "lessons/index.md", "lessons/lesson_*.py", "pages/**.md", "pages/*.py"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_use_ivar = True
napoleon_use_rtype = False
default_role = "code"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "chalkgrad"
html_static_path = ["static"]
templates_path = ["templates"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # it is fetched, which a page opened as a file can't do
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
