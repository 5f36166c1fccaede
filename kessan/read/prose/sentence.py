"""What a sentence says of its figures: whose they are, and beside what they stand.

A sentence is read from left to right. Words gather into a phrase until something
says what they were: a verb or a change makes them the line item, a comma or a
reason lets them go. No word of an issuer and no sentence is known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kessan.read.prose import words
from kessan.read.prose.draft import (
    NO_BEGINNING,
    NO_LABEL,
    NO_VERB,
    UNITS_PER_SHARE,
    Draft,
    Subject,
    label_per_share,
)
from kessan.read.prose.figure import AMOUNT, CHANGE, GROWTH, RATIO
from kessan.read.prose.label import (
    after_last_article,
    after_last_separator,
    core,
    doubts_of,
    is_same,
    label_of,
    plain_words,
)
from kessan.read.prose.respective import deal_out
from kessan.read.prose.tokens import Kind, Quantity, Token, fold_remarks

# What may stand between a figure and the words that say what it is.
BEFORE_A_FIGURE = (
    Kind.FIGURE,
    Kind.BOUND,
    Kind.ROUGHLY,
    Kind.SIGNED_NOUN,
    Kind.DIRECTION,
)
BEHIND_A_TITLE = (Kind.OPEN, Kind.COMMA, Kind.PERIOD, Kind.SEMICOLON, Kind.DIRECTION)
PREPOSITIONS = ("for ", "in ", "during ", "as ", "at ")


class Sentence:
    """Reads one sentence. `drafts` are its figures, `words` its leading period."""

    def __init__(self, tokens: Iterable[Token], heading: str = "") -> None:
        """Read the tokens; `heading` names what has no name in the sentence."""
        self.tokens = fold_remarks(list(tokens))
        self.drafts: list[Draft] = []
        self.words = ""
        self.base_words = ""
        # What was gathered, and whether it stands behind a figure and narrows it.
        self._phrase: list[Token] = []
        self._is_tail = False
        # The line item, and whether it was named, or any verb came, since a figure.
        self._subject = Subject()
        self._is_named = False
        self._is_verb_idle = False
        # Whether words are gathered behind a reason or an `including`.
        self._in_reason = False
        # Whether figures are those compared with, here and in the parenthesis.
        self._in_base = False
        self._is_base_inside = False
        self._is_forecast = False
        self._is_planned = False
        self._year_on_year_ahead = False
        # Directions and limits that wait for their figure.
        self._before: list[Token] = []
        # Where periods stand that hold for what follows them.
        self._leading: list[int] = []
        # Periods without a preposition: they may say only which bonus or plan.
        self._attributes = {""}
        # What held before each parenthesis that is open.
        self._frames: list[tuple[Subject, bool, list[Token], bool]] = []
        self._kinds = {token.kind for token in self.tokens}
        self._heading = heading
        for at, token in enumerate(self.tokens):
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            previous = self.tokens[at - 1] if at else None
            self._read(token, previous, following, at)
        self._close_tail()
        self._doubt_times()
        if Kind.RESPECTIVELY in self._kinds:
            deal_out(self.drafts, self.tokens)
        for draft in self.drafts:
            if draft.subject.carrier and not draft.is_named_behind:
                draft.reasons.append("the line item is not named behind it")

    @property
    def period_words(self) -> list[str]:
        """The periods that the sentence names, as it names them."""
        return [plain_words(t.text) for t in self.tokens if t.kind is Kind.PERIOD]

    def _doubt_times(self) -> None:
        """A period that is said after a figure, and not of it, may be meant."""
        if not self.drafts:
            return
        is_whole = any(token.key in words.WHOLE_TIMES for token in self.tokens)
        is_supposed = any(token.key in words.SUPPOSED for token in self.tokens)
        for draft in self.drafts:
            is_later = any(start > draft.end for start in self._leading)
            if is_later and draft.words in self._attributes:
                draft.period_reasons.append("a period is said further on")
            if is_whole:
                draft.period_reasons.append("told since a date")
            if is_supposed:
                draft.reasons.append("supposed")

    def _read(
        self, token: Token, previous: Token | None, following: Token | None, at: int
    ) -> None:
        if token.kind not in BEFORE_A_FIGURE:
            self._before = []
        match token.kind:
            case Kind.FIGURE:
                self._figure(token, previous, following)
            case Kind.PERIOD:
                self._period(token, following)
            case Kind.DIRECTION:
                self._direction(token, previous, following)
            case Kind.PAST | Kind.VERB:
                self._verb(token)
            case Kind.COMPARISON | Kind.FROM:
                self._comparison(token)
            case Kind.COMMA | Kind.AND:
                self._separator(token, following)
            case Kind.CAUSE | Kind.REPORT | Kind.SEMICOLON:
                self._boundary(token)
            case Kind.OPEN:
                self._open(at)
            case Kind.CLOSE:
                self._close()
            case Kind.COLON:
                self._colon(at)
            case Kind.YEAR_ON_YEAR:
                self._year_on_year()
            case Kind.BOUND | Kind.ROUGHLY | Kind.SIGNED_NOUN:
                self._before.append(token)
            case _:
                self._word(token)

    def _word(self, token: Token) -> None:
        if token.kind is Kind.PLAN:
            self._is_planned = True
        if token.kind is Kind.OUTLOOK:
            self._is_forecast = True
            if token.key in words.EXPECTS:
                self._phrase = []
                self._is_tail = False
                return
        self._phrase.append(token)

    def _boundary(self, token: Token) -> None:
        """A reason, a verb with its object, a semicolon: a new line item follows."""
        self._close_tail()
        is_opening = token.kind is Kind.CAUSE and token == self.tokens[0]
        self._phrase = [token] if is_opening else []
        self._in_reason = token.kind is Kind.CAUSE and not is_opening
        self._in_base = bool(self._frames) and self._is_base_inside
        self._is_named = False
        if token.kind is not Kind.CAUSE:
            self._is_forecast = False
        if token.key in words.PLANS:
            self._is_planned = True

    def _separator(self, token: Token, following: Token | None) -> None:
        is_next_figure = following is not None and following.kind is Kind.FIGURE
        if self._is_tail:
            if token.kind is Kind.COMMA or not self._phrase or is_next_figure:
                self._close_tail()
            else:
                self._phrase.append(token)
        elif self._in_base and token.kind is Kind.COMMA and not is_next_figure:
            self._in_base = False
            self._phrase = []
        else:
            self._phrase.append(token)

    def _colon(self, at: int) -> None:
        """`label: figure`, or a period and its figure below a title."""
        self._close_tail()
        label = label_of(self._phrase if self.drafts else self.tokens[:at])
        if label or self._heading:
            self._begin(label or self._heading)
        self._phrase = []

    def _verb(self, token: Token) -> None:
        phrase = self._phrase
        reasons = (NO_BEGINNING,) if self._is_remark(phrase) else ()
        if self._is_tail and phrase:
            reasons = (NO_BEGINNING,)
            phrase = after_last_separator(phrase)
            self._close_tail()
        self._is_tail = False
        is_target = any(part.kind is Kind.OUTLOOK for part in phrase)
        if token.kind is Kind.PAST:
            self._is_forecast = is_target
        is_revised = any(part.kind is Kind.REVISION for part in phrase)
        self._is_forecast |= token.kind is Kind.VERB and is_revised
        self._name(phrase, reasons)
        self._subject.has_moved = token.key in words.MOVES
        self._phrase = []
        self._in_base = False
        self._is_verb_idle, self._in_reason = True, False

    def _direction(
        self, token: Token, previous: Token | None, following: Token | None
    ) -> None:
        ahead = following is not None and following.kind in (
            Kind.FIGURE,
            Kind.ROUGHLY,
            Kind.BOUND,
        )
        if ahead and token.key in words.DIRECTIONS:
            if not self._is_tail and self._phrase:
                self._name(self._phrase)
                self._is_forecast &= any(
                    part.kind is Kind.OUTLOOK for part in self._phrase
                ) or any(t.key in words.EXPECTS for t in self.tokens)
            self._close_tail()
            self._phrase = []
            self._in_base = False
            self._before.append(token)
        elif previous is not None and previous.kind is Kind.FIGURE:
            self._change_behind(token)
        elif token.key in words.DIRECTIONS_BEHIND:
            self._word(token)
        else:
            self._boundary(token)

    def _change_behind(self, token: Token) -> None:
        """`JPY1.0 billion down from …`: the figure before is a change."""
        draft = self.drafts[-1]
        draft.measure = GROWTH if draft.quantity.unit == "percent" else CHANGE
        draft.sign = words.DIRECTIONS_BEHIND[token.key]
        draft.end = token.end
        draft.keep_label()

    def _comparison(self, token: Token) -> None:
        """What the line item is compared with; `from` only behind a change."""
        last = self.drafts[-1] if self.drafts else None
        is_near = self._is_tail or not self._phrase
        is_behind_change = is_near and any(
            draft.measure in (CHANGE, GROWTH) or draft.subject.has_moved
            for draft in (last.subject.drafts if last else ())
        )
        if token.kind is Kind.FROM and not is_behind_change:
            self._phrase.append(token)
            return
        if not self._is_tail and self._phrase:
            self._name(self._phrase)
        self._close_tail()
        self._phrase = []
        self._in_base = True

    def _open(self, at: int) -> None:
        """A parenthesis with a period is what the figure before compares with."""
        was_tail = self._is_tail
        self._close_tail()
        self._frames.append((self._subject, self._in_base, self._phrase, was_tail))
        closing = next(
            (
                number
                for number, token in enumerate(self.tokens[at:], at)
                if token.kind is Kind.CLOSE
            ),
            len(self.tokens),
        )
        inner = self.tokens[at + 1 : closing]
        has_period = any(token.kind is Kind.PERIOD for token in inner)
        self._in_base = self._in_base or (has_period and bool(self._subject.drafts))
        self._is_base_inside = self._in_base
        self._phrase = []
        self._is_tail = False

    def _close(self) -> None:
        if not self._frames:
            return
        self._close_tail()
        self._subject, self._in_base, self._phrase, was_tail = self._frames.pop()
        self._is_tail = was_tail or not self._phrase

    def _year_on_year(self) -> None:
        if self._is_tail and self.drafts and self.drafts[-1].measure == GROWTH:
            self.drafts[-1].is_year_on_year = True
            return
        self._year_on_year_ahead = True
        self._phrase = []

    def _period(self, token: Token, following: Token | None) -> None:
        text = plain_words(token.text)
        is_label = following is not None and following.kind is Kind.COLON
        if self._is_tail and self.drafts and not is_label:
            self._period_behind(text)
        elif self._in_base and self._subject.drafts:
            self._subject.base = text
        elif self._in_base:
            self.base_words = self._subject.base = text
        else:
            if is_label:
                self._close_tail()
            is_adjective = not token.key.startswith(PREPOSITIONS)
            if is_adjective:
                self._phrase = [t for t in self._phrase if t.kind is Kind.CAUSE]
                self._attributes.add(text)
            if is_adjective and self.words and self.words != text:
                self._phrase = [replace(token, kind=Kind.PERIOD)]
                return
            self.words = text
            self._leading.append(token.start)

    def _period_behind(self, text: str) -> None:
        """The period of the figure before, and of those that wait for one with it."""
        last = self.drafts[-1]
        subject = last.subject
        side = subject.base if last.is_base else subject.told
        group = [draft for draft in subject.drafts if draft.is_base == last.is_base]
        for draft in group if not side and NO_LABEL not in last.reasons else [last]:
            draft.own_words = draft.own_words or text
        if not side and last.is_base:
            subject.base = text
        elif not side:
            subject.told = text

    def _name(self, phrase: Sequence[Token], reasons: tuple[str, ...] = ()) -> None:
        """Let what was gathered be the line item, unless it only repeats it."""
        if self._is_verb_idle and any(t.kind is Kind.AND for t in phrase):
            # A verb without a figure: `sales were even and costs increased`.
            phrase = after_last_separator(phrase)
            reasons = (*reasons, NO_BEGINNING)
        label = label_of(phrase)
        if not label:
            return
        if label.lower() in words.PRONOUNS:
            if not self._subject.label:
                before = [t for t in phrase if t.key not in words.PRONOUNS]
                label = label_of(before) or label
                self._begin(label, ("a pronoun names the line item",))
            return
        pronoun = label.rpartition(" ")[2].lower()
        if pronoun in words.PRONOUNS:
            reasons = (*reasons, "a pronoun names the line item")
            label = label_of(phrase[:-1])
        self._begin(label, reasons, phrase)

    def _begin(
        self,
        label: str,
        reasons: tuple[str, ...] = (),
        phrase: Sequence[Token] = (),
    ) -> None:
        """A new line item: it has the period of the sentence."""
        said = [words.REVISIONS[t.key] for t in phrase if t.kind is Kind.REVISION]
        self._subject = Subject(
            label=label,
            told=self.words,
            base=self.base_words,
            carrier=words.CARRIERS.get(label.lower().split(" of ")[0], ""),
            is_forecast=self._is_forecast,
            revision=said[0] if said else "",
            reasons=(*reasons, *doubts_of(label)),
            has_two_periods=any(part.kind is Kind.PERIOD for part in phrase),
        )
        self._is_named = True

    def _figure(
        self, token: Token, previous: Token | None, following: Token | None
    ) -> None:
        quantity = token.quantity
        assert quantity is not None
        reasons = list(quantity.doubts)
        direction = next((t for t in self._before if t.kind is Kind.DIRECTION), None)
        if not direction:
            reasons += self._settle_subject(quantity, following)
        draft = Draft(
            subject=self._subject,
            quantity=quantity,
            start=token.start,
            end=token.end,
            label=self._subject.label,
            measure=AMOUNT,
            is_base=self._in_base,
            is_named_behind=self._in_base and bool(self._frames),
            is_planned=self._is_planned,
            has_dated_word=any(t.key in words.BALANCE_WORDS for t in self.tokens),
            reasons=reasons,
        )
        draft.subject.is_forecast |= self._is_forecast and not draft.is_base
        self._measure(draft, direction, following)
        self._mark(draft, previous)
        self._subject.drafts.append(draft)
        self.drafts.append(draft)
        self._phrase, self._before = [], []
        self._is_tail, self._is_named, self._is_verb_idle = True, False, False

    def _measure(
        self, draft: Draft, direction: Token | None, following: Token | None
    ) -> None:
        """An amount, a ratio, a change or a growth; the sign of its words."""
        is_percent = draft.quantity.unit == "percent"
        is_growth_named = bool(set(draft.label.lower().split()) & words.GROWTH)
        if direction:
            draft.sign = words.DIRECTIONS[direction.key]
            draft.start = direction.start
            points = draft.quantity.is_points
            draft.measure = GROWTH if is_percent and not points else CHANGE
        elif is_percent and self._repeats_change():
            draft.measure = GROWTH
            draft.sign = self.drafts[-1].sign
            if draft.sign < 0:
                draft.reasons.append("its fall is said with the figure before")
            draft.keep_label()
        elif is_percent and is_growth_named:
            draft.measure = GROWTH
            draft.is_year_on_year = self._year_on_year_ahead
        elif is_percent:
            draft.measure = RATIO
            if following and following.kind in (Kind.WORD, Kind.OF):
                draft.reasons.append(f"a ratio of what: {following.text}")
            if draft.quantity.is_points:
                draft.measure = CHANGE
                draft.reasons.append("points, and no word of a change")
            elif set(draft.label.lower().split()) & words.EFFECTS:
                draft.measure = None
                draft.reasons.append("a ratio, or a part of a growth")
        elif set(draft.label.lower().partition(" in ")[0].split()) & words.EFFECTS:
            draft.measure = None
            draft.reasons.append("an amount, or a change of one")
        if draft.quantity.unit in UNITS_PER_SHARE:
            draft.label = label_per_share(draft.label)

    def _repeats_change(self) -> bool:
        """Whether a percentage says a change again: `up $2 million, or 1%`."""
        is_change = bool(self.drafts) and self.drafts[-1].measure == CHANGE
        return is_change and [t.key for t in self._phrase] == ["or"]

    def _mark(self, draft: Draft, previous: Token | None) -> None:
        """What the words directly before the figure make of it."""
        for token in self._before:
            if token.kind is Kind.SIGNED_NOUN:
                draft.start = min(draft.start, token.start)
                draft.sign = words.SIGNED_NOUNS[token.key]
            elif token.kind is Kind.BOUND:
                draft.bound = words.BOUNDS[token.key]
                if draft.bound == "high":
                    draft.start = token.start
            elif token.kind is Kind.ROUGHLY:
                draft.reasons.append(f"{token.key}: not the exact figure")
        last = self.drafts[-1] if self.drafts else None
        joined = previous is not None and previous.key in ("to", "and")
        is_range = last and joined and last.measure == draft.measure
        if last and is_range and (last.bound or self._is_forecast):
            last.bound, draft.bound = "low", "high"
            draft.subject, draft.label = last.subject, last.label
            draft.keep_label()

    def _settle_subject(self, quantity: Quantity, following: Token | None) -> list[str]:
        """Whose the figure is, by what stands before it; why that is not sure."""
        phrase = list(self._phrase)
        is_of = bool(phrase) and phrase[-1].kind is Kind.OF
        if self._frames and phrase and not is_of and phrase[-1].kind is not Kind.COMMA:
            # `(domestic JPY30 million, …)`: a part, or the same by another name.
            self._begin(label_of(phrase) or self._subject.label, phrase=phrase)
            return [NO_VERB]
        if self._in_base:
            return self._settle_base(phrase[:-1] if is_of else [], bool(self._frames))
        label = label_of(phrase[:-1] if is_of else phrase)
        if is_of and label:
            return self._settle_of(label, phrase)
        if quantity.noun and not self._is_named:
            self._begin(quantity.noun.split(" ")[-1])
            is_thing = quantity.unit in (None, "count")
            return [] if is_thing else [f"which {quantity.noun} is not said"]
        if label and any(t.kind is Kind.BOUND for t in self._before):
            self._begin(label, phrase=phrase)
            return [] if self._is_forecast else [NO_VERB]
        if label and self._frames:
            return []
        if label:
            is_title = not self._kinds & {Kind.PAST, Kind.VERB, Kind.REPORT}
            is_title &= following is None or following.kind in BEHIND_A_TITLE
            is_title &= not self.drafts and all(t.kind is Kind.WORD for t in phrase)
            self._begin(label, phrase=phrase)
            return [] if is_title else [NO_VERB]
        if not self._subject.label:
            return ["no line item is named"]
        return self._settle_repeated(quantity)

    def _settle_of(self, label: str, phrase: Sequence[Token]) -> list[str]:
        """`interest expense of …`: behind the last of several, joined by commas."""
        if self._is_remark(phrase[:-1]):
            self._begin(label, phrase=phrase)
            return [NO_BEGINNING]
        last = after_last_article(phrase[:-1])
        reasons = []
        if "," in label or len(last) < len(phrase) - 1:
            label = label_of(last)
            reasons = ["one of several things that are told"] if "," in label else []
            label = label.rpartition(", ")[2]
        self._begin(label, phrase=phrase)
        return reasons

    def _is_remark(self, phrase: Sequence[Token]) -> bool:
        """`cash, including interest, was …`: about what stands before the reason.

        With a comma of its own it is a line item and a remark on that.
        """
        commas = [at for at, token in enumerate(phrase) if token.kind is Kind.COMMA]
        return self._in_reason and commas == [len(phrase) - 1]

    def _settle_repeated(self, quantity: Quantity) -> list[str]:
        """A further figure of the same line item: with another unit, or joined."""
        drafts = self._subject.drafts
        if self._is_named or not drafts or self._subject.carrier:
            return []
        is_behind_change = drafts[-1].measure in (CHANGE, GROWTH)
        if is_behind_change and any(t.key == "to" for t in self._phrase):
            return []
        units = {drafts[-1].quantity.unit, quantity.unit}
        if units & UNITS_PER_SHARE:
            return []
        return [NO_LABEL]

    def _settle_base(self, phrase: Sequence[Token], is_inside: bool) -> list[str]:
        """Of the line item before, unless the comparison names one of its own."""
        subject = self._subject
        said = [words.REVISIONS[t.key] for t in phrase if t.kind is Kind.REVISION]
        if any(t.kind is Kind.OUTLOOK for t in phrase):
            subject.base_scenario = said[0] if said else ""
        label = label_of(phrase)
        if not subject.label:
            return ["no line item is named"]
        if not label or is_same(label, subject.label):
            return []
        own, names = core(label), core(subject.label)
        if own == names or (is_inside and not own <= names):
            self._subject = Subject(label=label, base=subject.base, told=subject.told)
            return []
        return [f"the comparison is called {label}"]

    def _close_tail(self) -> None:
        """What stands behind a figure up to the comma: a name, or what narrows it."""
        tail, self._phrase = (self._phrase, []) if self._is_tail else ([], self._phrase)
        self._is_tail = False
        if not tail or not self.drafts:
            return
        last = self.drafts[-1]
        opening = tail[0].key
        if last.subject.carrier == opening and label_of(tail[1:]):
            last.subject.label = last.label = label_of(tail[1:])
            last.is_named_behind = True
        elif opening == "on" and tail[-1].key == "basis":
            last.label += " " + " ".join(token.text for token in tail)
        elif opening in ("in", "for", "among") and not last.quantity.noun:
            narrowed = " ".join(token.text for token in tail)
            last.reasons.append(f"said only {narrowed}")
