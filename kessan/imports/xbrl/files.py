"""The files of a filing: which there are, and what is in them, read safely.

No entity is resolved, nothing is fetched, and no file outside of the folder is opened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kessan.exits import UnusableError
from kessan.read.formats.encoding import decode
from kessan.read.formats.html import INLINE, parse
from kessan.read.formats.opening import HEAD, INSTANCE, MAXIMUM_BYTES

INLINE_SUFFIXES = {".htm", ".html", ".xhtml"}
ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
LINKBASE = re.compile(r"<(\w+:)?linkbase[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Files:
    """The files of a filing: where its facts are, and what else is beside them.

    `instance` is None where the facts are in inline documents.
    """

    folder: Path
    instance: Path | None
    inline: tuple[Path, ...]
    schemas: tuple[Path, ...]
    linkbases: tuple[Path, ...]

    @property
    def documents(self) -> tuple[Path, ...]:
        """The files with the facts."""
        return (self.instance,) if self.instance else self.inline

    def beside(self, path: Path, href: str) -> Path | None:
        """The file of the folder that a file refers to; None for one elsewhere."""
        if "://" in href or not href:
            return None
        wanted = (path.parent / href).resolve()
        is_here = wanted.parent == self.folder.resolve() and wanted.is_file()
        return self.folder / wanted.name if is_here else None


def filing_folders(folders: tuple[Path, ...]) -> Iterator[Path]:
    """The folders that hold a filing: those that are given, or the ones in them.

    Raises UnusableError for one that holds none.
    """
    for folder in folders:
        if _has_documents(folder):
            yield folder
            continue
        inner = [path for path in sorted(folder.glob("[!.]*")) if path.is_dir()]
        if not any(_has_documents(path) for path in inner):
            raise UnusableError(
                f"{folder}: no filing is in it; expected: an XBRL instance (.xml) or"
                " inline documents (.htm) with schema and linkbases; to do: give the"
                " folder of a filing, or one of such folders"
            )
        yield from (path for path in inner if _has_documents(path))


def files_of(folder: Path) -> Files:
    """The files of a filing.

    An instance goes before inline documents: it is made of them. Raises UnusableError
    where two instances are there.
    """
    paths = sorted(path for path in folder.glob("[!.]*") if _is_inside(path, folder))
    heads = {path: _head(path) for path in paths if path.suffix.lower() == ".xml"}
    instances = [path for path, head in heads.items() if INSTANCE.search(head)]
    if len(instances) > 1:
        names = ", ".join(path.name for path in instances)
        raise UnusableError(
            f"{folder}: {names} are instances; expected: one; to do: give each filing"
            " a folder of its own"
        )
    return Files(
        folder=folder,
        instance=instances[0] if instances else None,
        inline=tuple(path for path in paths if _is_inline(path)),
        schemas=tuple(path for path in paths if path.suffix.lower() == ".xsd"),
        linkbases=tuple(path for path, head in heads.items() if LINKBASE.search(head)),
    )


def read_xml(path: Path) -> etree._Element:
    """The root of an instance, a schema or a linkbase.

    Raises UnusableError where it is no XML, or declares what a parser would resolve.
    """
    text = read_text(path)
    if DOCTYPE.search(text) or ENTITY.search(text):
        raise UnusableError(
            f"{path}: line {_line_of(DOCTYPE, text)}: a document type or entity is"
            " declared; expected: XML without any; to do: take the file as it was filed"
        )
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnusableError(
            f"{path}: line {error.lineno}: {error.msg}; expected: XML that is whole; to"
            " do: fetch the file anew"
        ) from error


def read_inline(path: Path) -> etree._Element:
    """The root of an inline document.

    Raises UnusableError where it declares entities.
    """
    text = read_text(path)
    if ENTITY.search(text):
        raise UnusableError(
            f"{path}: line {_line_of(ENTITY, text)}: an entity is declared; expected: a"
            " document without any; to do: take the file as it was filed"
        )
    return parse(path.name, text)[0]


def read_text(path: Path) -> str:
    """The text of a file; raises UnusableError for one too large."""
    if path.stat().st_size > MAXIMUM_BYTES:
        raise UnusableError(
            f"{path}: more than {MAXIMUM_BYTES // 10**6} MB; expected: a file of a"
            " filing; to do: see whether it is one"
        )
    return decode(path.read_bytes())[0]


def _line_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text) or ENTITY.search(text)
    return text.count("\n", 0, found.start() if found else 0) + 1


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return decode(file.read(HEAD))[0]


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a file is one of the folder, and no link out of it."""
    return path.is_file() and path.resolve().parent == folder.resolve()


def _is_inline(path: Path) -> bool:
    return path.suffix.lower() in INLINE_SUFFIXES and bool(INLINE.search(_head(path)))


def _has_documents(folder: Path) -> bool:
    return any(
        _is_inline(path)
        or (path.suffix.lower() == ".xml" and INSTANCE.search(_head(path)))
        for path in folder.glob("[!.]*")
        if _is_inside(path, folder)
    )
