// Where the pages are, and how what they need beyond themselves is loaded: a page that
// was opened from the file system may load scripts, and nothing else.
const site = document.currentScript.src.replace(/[^/]*$/, "");
const loaded = {};
const load = (file) => loaded[file] ??= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = site + file;
  script.onload = resolve;
  script.onerror = () => { delete loaded[file]; reject(new Error(`no ${file}`)); };
  document.head.append(script);
});

// The scale of amounts that the reader chose, kept from page to page.
(() => {
  const inputs = [...document.querySelectorAll('input[name="scale"]')];
  const read = () => {
    try { return localStorage.getItem("kessan-scale"); } catch { return null; }
  };
  const keep = (scale) => {
    try { localStorage.setItem("kessan-scale", scale); } catch { /* not kept */ }
  };
  const show = (scale) => { document.documentElement.dataset.scale = scale; };
  for (const input of inputs) {
    if (input.value === read()) { input.checked = true; show(input.value); }
    input.addEventListener("change", () => { show(input.value); keep(input.value); });
  }
})();

// The rows of a table that have all that the reader looks for: in their label or the
// code beside it, or at the beginning of another column.
const searched = [...document.querySelectorAll('input[type="search"][data-table]')];
const isFound = (row, input) => {
  const wanted = input.value.trim().toLowerCase();
  const text = (cell) => (cell ? cell.textContent.trim().toLowerCase() : "");
  const { column } = input.dataset;
  if (column) return text(row.cells[column]).startsWith(wanted);
  return `${text(row.cells[0])} ${text(row.querySelector(".code"))}`.includes(wanted);
};
for (const input of searched) {
  const inputs = searched.filter((other) => other.dataset.table === input.dataset.table);
  const rows = document.querySelectorAll(`#${input.dataset.table} tbody tr`);
  input.addEventListener("input", () => {
    for (const row of rows) {
      row.hidden = !inputs.every((other) => isFound(row, other));
    }
  });
}

// The search box: what it finds is said in search.js, which comes when it is asked.
(() => {
  const [COMPANY, PAGE, LINE, TABLE, WORD] = [0, 1, 2, 3, 4];
  const MOST = 20;
  const box = document.getElementById("site-search");
  const list = document.getElementById("site-found");
  const status = box.parentElement.querySelector("[role=status]");
  let entries;
  let shown = [];
  let active = -1;

  const wordsOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

  // Whether the reader is at pages of that folder, of its company, or elsewhere.
  const distanceOf = (folder) => {
    const isAt = (place) => location.href.startsWith(`${site}${place}/`);
    return isAt(folder) ? 0 : isAt(folder.split("/")[0]) ? 1 : 2;
  };

  // Everything that can be found: what it is called, where it is, and where it leads.
  function* all() {
    const { editions, pages, tables, items, rows, words } = kessanIndex;
    const entry = (kind, edition, names, where, address) => {
      const text = names.filter(Boolean).map((name) => wordsOf(name));
      return {
        kind, label: names[0], where, address: site + address,
        distance: edition ? distanceOf(edition[0]) : 2,
        names: text.map((of) => of.join(" ")),
        words: [...text.flat(), ...wordsOf(where)],
      };
    };
    const said = ([, label, short, basis]) => `${short ?? label}, ${basis}`;
    for (const edition of editions) {
      const [folder, label, short, basis, exchange, code, cik] = edition;
      const number = cik && cik.replace(/^0+/, "");
      const where = [basis, [exchange, code].filter(Boolean).join(" "), cik && `CIK ${cik}`];
      const names = [label, short, code, cik, number];
      yield entry(COMPANY, edition, names, where.filter(Boolean).join(" · "), `${folder}/index.html`);
    }
    for (const [number, file, title, lines] of pages) {
      const edition = editions[number];
      const address = `${edition[0]}/${file}`;
      if (file !== "index.html") yield entry(PAGE, edition, [title], said(edition), address);
      for (const [label, heading, anchor] of lines) {
        const where = [heading, title, said(edition)].filter(Boolean).join(" · ");
        yield entry(LINE, edition, [label], where, `${address}#${anchor}`);
      }
    }
    for (const [number, found] of rows) {
      const edition = editions[number];
      for (const [item, anchor] of found) {
        yield entry(LINE, edition, [items[item]], said(edition), `${edition[0]}/index.html#${anchor}`);
      }
    }
    for (const [number, file, title, release] of tables) {
      const edition = editions[number];
      const where = `As printed · ${release} · ${said(edition)}`;
      yield entry(TABLE, edition, [title], where, `${edition[0]}/${file}`);
    }
    for (const word of words) {
      yield entry(WORD, null, [word], "Dictionary", `dictionary.html#${word}`);
    }
  }

  // How well an entry fits, the lowest best: it is called so, its name begins so, words
  // of its name do, words of where it is do, or they are somewhere within.
  const rankOf = ({ names, words }, asked, whole) => {
    if (names.includes(whole)) return 0;
    if (names.some((name) => name.startsWith(whole))) return 1;
    const begins = (of) => asked.every((word) => of.some((known) => known.startsWith(word)));
    if (names.some((name) => begins(name.split(" ")))) return 2;
    if (begins(words)) return 3;
    return asked.every((word) => words.some((known) => known.includes(word))) ? 4 : -1;
  };

  const find = () => {
    const asked = wordsOf(box.value);
    if (!asked.length) return [];
    const whole = asked.join(" ");
    return entries
      .map((entry, place) => {
        const rank = rankOf(entry, asked, whole);
        // What is called exactly so comes first, then what is of the pages that the
        // reader is at, then of the same company.
        return { entry, rank, order: [rank > 0, entry.distance, rank, entry.kind, place] };
      })
      .filter(({ rank }) => rank >= 0)
      .sort(({ order: a }, { order: b }) => {
        const first = a.findIndex((part, index) => part !== b[index]);
        return a[first] - b[first];
      })
      .map(({ entry }) => entry);
  };

  const choose = (number) => {
    active = number;
    [...list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", index === active);
    });
    if (active < 0) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", shown[active].id);
    shown[active].scrollIntoView({ block: "nearest" });
  };

  const open = (isOpen) => {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", isOpen);
    if (!isOpen) { choose(-1); status.textContent = ""; }
  };

  const show = () => {
    if (!entries) return;
    const found = find();
    shown = found.slice(0, MOST).map((entry, number) => {
      const option = document.createElement("a");
      const where = document.createElement("small");
      Object.assign(option, { id: `site-found-${number}`, href: entry.address, tabIndex: -1 });
      option.setAttribute("role", "option");
      where.textContent = entry.where;
      option.append(entry.label, " ", where);
      return option;
    });
    list.replaceChildren(...shown);
    open(shown.length > 0);
    choose(-1);
    const more = found.length > MOST ? `, the first ${MOST} shown` : "";
    status.textContent = box.value.trim() ? `${found.length || "Nothing"} found${more}` : "";
    box.classList.toggle("nothing", !shown.length && box.value.trim() !== "");
  };

  box.parentElement.hidden = false;
  box.addEventListener("focus", async () => {
    await load("search.js");
    entries ??= [...all()];
    show();
  });
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "Escape") { box.value = ""; show(); return; }
    if (list.hidden) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      const step = key === "ArrowDown" ? 1 : -1;
      const start = active < 0 && step < 0 ? shown.length : active;
      choose((start + step + shown.length) % shown.length);
    } else if (key === "Enter") {
      event.preventDefault();
      shown[Math.max(active, 0)].click();
    }
  });
  list.addEventListener("click", () => open(false));
  box.parentElement.addEventListener("focusout", ({ relatedTarget }) => {
    if (!box.parentElement.contains(relatedTarget)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
})();

// Every table as a file. Its numbers are those of the warehouse, in base units, as the
// page has them behind what it shows; what a page shows in thousands is not rounded.
(() => {
  // Digits that a spreadsheet keeps of a number; what has more is written as text.
  const DIGITS = 15;
  // A cell that a spreadsheet would run as a formula, as in the CSVs of the warehouse.
  const FORMULA = /^[=+@\t\r]|^-.*[^0-9.,%() -]/;

  const textOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".m, sup.mark, .printed-scale, .unit").forEach((part) => part.remove());
    copy.querySelectorAll("data").forEach((part) => part.replaceWith(part.value));
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  // A cell: a number with its unit where it shows one number and nothing else.
  const read = (cell) => {
    const numbers = cell.querySelectorAll("data");
    if (cell.querySelector(".missing")) return { text: "" };
    if (numbers.length !== 1) return { text: textOf(cell) };
    const [number] = numbers;
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("data, abbr, sup").forEach((part) => part.remove());
    if (copy.textContent.trim()) return { text: textOf(cell) };
    return { number: number.value, unit: number.dataset.unit };
  };

  // Rows of cells as a grid, a cell that spans several standing in each of them.
  const gridOf = (rows) => {
    const grid = rows.map(() => []);
    rows.forEach((row, y) => {
      for (const cell of row.cells) {
        let x = 0;
        while (grid[y][x]) x += 1;
        for (let down = 0; down < cell.rowSpan; down += 1) {
          for (let across = 0; across < cell.colSpan; across += 1) {
            if (grid[y + down]) grid[y + down][x + across] = { cell, isFirst: !across };
          }
        }
      }
    });
    return grid;
  };

  // The rows that a reader has not filtered away.
  const isShown = (row) => !row.hidden;

  // The heading of each column, that above it first, and the rows. A unit that all
  // numbers of a column share stands in its heading; where they differ each row has
  // those of such columns in a column of its own.
  const contentOf = (table) => {
    const head = gridOf([...table.tHead.rows]);
    const headings = head[0].map((_, x) => {
      const cells = [...new Set(head.map((row) => row[x].cell))];
      return cells.map(textOf).filter(Boolean).join(": ");
    });
    const body = gridOf([...table.tBodies].flatMap(({ rows }) => [...rows]).filter(isShown));
    const rows = body.map((row) => row.map(({ cell, isFirst }) => (
      isFirst ? read(cell) : { text: "" }
    )));
    const units = headings.map((_, x) => (
      new Set(rows.map((row) => row[x]?.unit).filter(Boolean))
    ));
    const isMixed = units.map((of) => of.size > 1);
    units.forEach((of, x) => {
      if (of.size === 1) headings[x] = `${headings[x]} (${[...of][0]})`.trim();
    });
    headings[0] ||= "line";
    if (isMixed.includes(true)) {
      headings.splice(1, 0, "unit");
      for (const row of rows) {
        const of = row.filter((_, x) => isMixed[x]).map(({ unit }) => unit).filter(Boolean);
        row.splice(1, 0, { text: [...new Set(of)].join(", ") });
      }
    }
    // A column that a table has for others of its kind says nothing.
    const says = headings.map((text, x) => (
      text !== "" || rows.some((row) => row[x]?.number ?? row[x]?.text)
    ));
    return [headings.map((text) => ({ text })), ...rows]
      .map((row) => row.filter((_, x) => says[x]));
  };

  const csvOf = (rows) => {
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const guarded = (text) => (FORMULA.test(text) ? `'${text}` : text);
    const lines = rows.map((row) => (
      row.map(({ number, text }) => quoted(number ?? guarded(text))).join(",")
    ));
    // The mark says to a spreadsheet that it is UTF-8.
    return new Blob(["\uFEFF", ...lines.map((line) => `${line}\r\n`)], { type: "text/csv" });
  };

  const excelOf = async (rows, title) => {
    await load("write-excel-file.min.js");
    const placesOf = (number) => number?.split(".")[1]?.length ?? 0;
    const cellOf = ({ number, text, unit }, x) => {
      const digits = (number ?? "").replace(".", "").replace(/^-?0*|0*$/g, "");
      if (!number || digits.length > DIGITS) {
        return { value: number ?? text, type: String };
      }
      // All of one unit below each other have the same places.
      const places = Math.max(
        ...rows.map((row) => (row[x]?.unit === unit ? placesOf(row[x].number) : 0)),
      );
      const format = places ? `#,##0.${"0".repeat(places)}` : "#,##0";
      return { value: Number(number), type: Number, format };
    };
    const data = rows.map((row, y) => row.map((cell) => (
      y ? cellOf(cell) : { value: cell.text, type: String, fontWeight: "bold", wrap: true }
    )));
    const columns = rows[0].map((_, x) => ({ width: x ? 18 : 44 }));
    const sheet = title.replace(/[\\/?*[\]:]/g, " ").slice(0, 31).trim() || "Table";
    return writeXlsxFile(data, { sheet, columns, stickyRowsCount: 1 }).toBlob();
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9_]+/g, "-").replace(/^-|-$/g, "");
  const page = decodeURIComponent(location.href.split(/[?#]/)[0].slice(site.length));
  const names = {};
  for (const table of document.querySelectorAll("main table")) {
    const title = table.closest("figure")?.querySelector(".scroll")?.ariaLabel
      ?? table.closest(".scroll")?.ariaLabel ?? document.querySelector("h1").textContent;
    // The company, the page and the table.
    const parts = [slug(page.replace(/\.html$/, "")), table.id || slug(title)];
    let name = parts.join("-");
    names[name] = (names[name] ?? 0) + 1;
    if (names[name] > 1) name += `-${names[name]}`;
    const buttons = document.createElement("p");
    buttons.className = "downloads";
    for (const [label, kind, make] of [["CSV", "csv", csvOf], ["Excel", "xlsx", excelOf]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.ariaLabel = `${label} of ${title}`;
      button.addEventListener("click", async () => {
        save(await make(contentOf(table), title), `${name}.${kind}`);
      });
      buttons.append(button);
    }
    (table.closest(".scroll") ?? table).after(buttons);
  }
})();
