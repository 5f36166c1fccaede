"""The figures that stand in sentences, each with its line item, period and words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from kessan.read.document import Paragraph
from kessan.read.prose.agreement import Agreement, KnownValue, Verdict, agreements
from kessan.read.prose.figure import Period, ProseContext, ProseFigure
from kessan.read.prose.label import label_of
from kessan.read.prose.meaning import Surroundings, meaning_of, with_headings
from kessan.read.prose.sentence import Sentence
from kessan.read.prose.tokens import Kind, Lexer, Token, sentences

__all__ = [
    "Agreement",
    "KnownValue",
    "Period",
    "ProseContext",
    "ProseFigure",
    "Verdict",
    "agreements",
    "prose_figures",
]

# A paragraph of no more words, without a stop and without a figure, is a title.
TITLE_WORDS = 20
DIGIT = re.compile(r"\d")


def prose_figures(
    paragraphs: Iterable[Paragraph], context: ProseContext
) -> list[ProseFigure]:
    """The figures of running text and of titles, in reading order.

    Numbers that are no figures are left out: dates, marks of sections and notes,
    telephone numbers, addresses, lengths of time, names with digits.
    """
    reader = Reader(context)
    found = [figure for paragraph in paragraphs for figure in reader.figures(paragraph)]
    return with_headings(found)


class Reader:
    """Reads paragraphs in order, and keeps what a title says for those below it."""

    def __init__(self, context: ProseContext) -> None:
        """Read for one release."""
        self._context = context
        self._lexer = Lexer(context.currency, context.counted)
        self._section_words = ""
        self._is_section_old = False
        self._title = ""

    def figures(self, paragraph: Paragraph) -> Iterator[ProseFigure]:
        """The figures of the next paragraph."""
        tokens = self._tokens(paragraph.text)
        if is_title(tokens):
            self._keep_title(tokens)
            return
        if not any(token.kind is Kind.FIGURE for token in tokens):
            return
        words = ""
        for part in sentences(tokens):
            sentence = Sentence(part, self._title)
            around = Surroundings(words, self._section_words, self._is_section_old)
            text = paragraph.text[part[0].start : part[-1].end]
            for draft in sentence.drafts:
                figure = meaning_of(draft, paragraph, around, self._context)
                yield replace(figure, sentence=text)
            words = told_words(sentence) or words

    def _tokens(self, text: str) -> list[Token]:
        """The tokens of a text; without a digit, as many as tell a title."""
        tokens = self._lexer.tokens(text)
        return list(tokens if DIGIT.search(text) else islice(tokens, TITLE_WORDS + 1))

    def _keep_title(self, tokens: list[Token]) -> None:
        sentence = Sentence(tokens)
        said = set(sentence.period_words)
        if len(said) == 1 and self._context.resolve(*said):
            self._section_words = said.pop()
            self._is_section_old = False
        else:
            self._is_section_old = True
        self._title = title_of(tokens)


def is_title(tokens: list[Token]) -> bool:
    """Whether the text has no figure, no stop and few words."""
    kinds = {token.kind for token in tokens}
    return not kinds & {Kind.FIGURE, Kind.END} and len(tokens) <= TITLE_WORDS


def title_of(tokens: list[Token]) -> str:
    """A title as the name of a line item: without parentheses and its colon."""
    opening = next(
        (at for at, token in enumerate(tokens) if token.kind is Kind.OPEN), len(tokens)
    )
    return label_of([t for t in tokens[:opening] if t.kind is not Kind.COLON])


def told_words(sentence: Sentence) -> str:
    """The period that holds for the sentences behind this one, if it is clear."""
    if sentence.words and sentence.drafts:
        return sentence.words
    told = [d.words for d in sentence.drafts if not d.is_base and d.words]
    if told:
        return told[-1]
    said = set(sentence.period_words)
    return said.pop() if len(said) == 1 and not sentence.drafts else ""
