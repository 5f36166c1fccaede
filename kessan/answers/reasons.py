"""Why there is no number, in words."""

REASONS = {
    "number_of_shares_unknown": "earnings per share are computed of income and the"
    " average number of shares of the period, never subtracted, and one is not known",
    "not_additive": "averages, ratios and numbers of shares do not add up, and none is"
    " printed for the period",
    "cumulative_unknown": "nothing is known from the start of the fiscal year to the"
    " end of the period",
    "earlier_cumulative_unknown": "nothing is known from the start of the fiscal year"
    " to the beginning of the period",
    "year_before_unknown": "the fiscal year before is not known, which twelve months"
    " begin with",
    "year_ago_unknown": "the same months of the year before are not known, which"
    " twelve months leave out",
    "restated_since": "all that it takes is known, and one of it was restated since"
    " another was printed",
    "not_meaningful": "a dash is printed where there is no meaningful number",
    "not_given": "a dash is printed where no number is given",
    "not_known_then": "no release up to that day states it, and none lets it be"
    " derived",
    "not_kept": "it is computed of what is known today, and a part of that was"
    " published later; what it is made of has its earlier words: ask for those, as of"
    " the day",
}
