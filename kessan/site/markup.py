"""HTML put together of parts that are escaped already."""

from collections.abc import Callable
from functools import partial

from markupsafe import Markup

# What `Markup` gives of a text. It looks whether the text is an object that is HTML,
# which takes longer than all else that is done for a cell; there are millions.
html: Callable[[str], Markup] = partial(str.__new__, Markup)
