"""What stands at the top of the project is in the site, without a copy in docs/."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# The README is the start page: MkDocs makes `index.html` of it.
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands at the top of the project, as if it stood in docs/."""
    root = Path(config.docs_dir).parent
    for name in AT_THE_TOP:
        files.append(File.generated(config, name, abs_src_path=str(root / name)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Links as the site has them: docs/ is its root, and nothing is above it."""
    if page.file.src_uri in AT_THE_TOP:
        return markdown.replace("](docs/", "](")
    return re.sub(r"\]\(\.\./\.\./(?=[A-Z])", "](../", markdown)
