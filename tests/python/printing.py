"""What a reader of a printed page cannot know: amounts without what they are in."""

from pathlib import Path

from playwright.sync_api import Browser

# Every amount of money that is visible, with the words that say what it is in: of
# its table, its card, its chart or its section of traces.
AMOUNTS = """
() => {
  const isVisible = (node) => node.getClientRects().length > 0;
  const said = [];
  const say = (holder, words, what) => {
    said.push({what, words: words && isVisible(words) ? words.innerText : ""});
  };
  for (const table of document.querySelectorAll("table")) {
    const amounts = [...table.querySelectorAll("td .k, td .m")].filter(isVisible);
    const cells = [...table.querySelectorAll("td .cell")].filter(isVisible);
    const name = `table ${table.id}`;
    if (amounts.length) say(table, table.caption, name);
    for (const row of new Set(cells.map((cell) => cell.closest("tr")))) {
      const label = row.cells[0].innerText + [...row.cells].map((c) => c.innerText);
      const caption = table.caption;
      const words = caption && isVisible(caption) ? caption.innerText : "";
      said.push({what: name, words: `${words} ${label} ${table.tHead.innerText}`});
    }
  }
  for (const card of document.querySelectorAll(".cards li"))
    if (card.querySelector(".big .k")) say(card, card.querySelector(".in"), "card");
  for (const figure of document.querySelectorAll("figure"))
    say(figure, figure.querySelector("figcaption"), "chart");
  for (const trace of document.querySelectorAll(".trace h2"))
    if (trace.querySelector(".k")) say(trace, trace, "trace");
  return said;
}
"""


def units_in_print(browser: Browser, page: Path, scale: str) -> list[tuple[str, str]]:
    """What is said of the amounts on a printed page, in a scale that a reader chose.

    A row each: the table, card, chart or trace, and the words.
    """
    tab = browser.new_page()
    tab.goto(page.as_uri())
    if scale == "millions":
        tab.get_by_label("millions").check()
    tab.emulate_media(media="print")
    said = tab.evaluate(AMOUNTS)
    tab.close()
    return [(row["what"], row["words"]) for row in said]
