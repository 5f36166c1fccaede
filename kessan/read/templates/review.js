"use strict";
// What is decided on this page, kept in the browser as far as it lets one.
const page = JSON.parse(document.getElementById("page").textContent);
const articles = [...document.querySelectorAll("article")];
const storage = `kessan review ${page.release}`;

function stored() {
  try { return JSON.parse(localStorage.getItem(storage)) || {}; } catch { return {}; }
}

function chosen(article) {
  return article.querySelector("input:checked");
}

// The rows of all choices, by CSV, each once and in the order of the page.
function rows() {
  const found = Object.fromEntries(Object.keys(page.headers).map((name) => [name, []]));
  for (const article of articles) {
    const input = chosen(article);
    for (const [name, row] of JSON.parse(input?.dataset.rows ?? "[]")) {
      if (!found[name].includes(row)) found[name].push(row);
    }
  }
  return found;
}

function show() {
  const done = articles.filter(chosen);
  articles.forEach((article) => article.classList.toggle("decided", !!chosen(article)));
  document.getElementById("done").textContent = done.length;
  document.querySelector("progress").value = done.length;
  for (const [name, found] of Object.entries(rows())) {
    const block = document.getElementById(`rows-${name}`);
    block.hidden = !found.length;
    const text = [page.headers[name], ...found].join("\n") + "\n";
    block.querySelector("textarea").value = found.length ? text : "";
    block.querySelector("b").textContent = found.length;
  }
  try {
    const keys = done.map((one) => [one.dataset.key, chosen(one).dataset.words]);
    localStorage.setItem(storage, JSON.stringify(Object.fromEntries(keys)));
  } catch { /* Nothing is kept then. */ }
}

function go(step) {
  const at = articles.indexOf(document.activeElement.closest("article"));
  const open = (one) => !chosen(one);
  const next = step === 0
    ? articles.find((one, place) => place > at && open(one)) ?? articles.find(open)
    : articles[at < 0 ? 0 : at + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function choose(article, number) {
  const input = article?.querySelectorAll("input")[number];
  if (!input) return;
  input.checked = true;
  show();
  go(0);
}

async function copy(text, area) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    area?.select();
    document.execCommand("copy");
  }
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const folded = target && target.closest("details");
  if (folded) {
    folded.open = true;
    target.scrollIntoView({ block: "center" });
  }
}

const before = stored();
for (const article of articles) {
  const words = before[article.dataset.key];
  for (const input of article.querySelectorAll("input")) {
    input.checked = words !== undefined && input.dataset.words === words;
  }
}
document.addEventListener("change", show);
document.addEventListener("click", ({ target }) => {
  const { copies, saves } = target.dataset;
  if (copies) {
    const area = document.getElementById(copies);
    copy(area.value ?? area.textContent, area.select ? area : null);
  }
  if (saves) save(saves, document.querySelector(`#rows-${saves} textarea`).value);
  if (target.id === "anew") {
    document.querySelectorAll("input:checked").forEach((one) => { one.checked = false; });
    show();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.tagName === "TEXTAREA") return;
  const article = document.activeElement.closest("article");
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "n") go(0);
  else if (event.key === "a") choose(article, 0);
  else if (/^[1-9]$/.test(event.key)) choose(article, event.key - 1);
  else return;
  event.preventDefault();
});
addEventListener("hashchange", unfold);
show();
unfold();
