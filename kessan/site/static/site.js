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

// The rows of a table that have all that the reader looks for: in their label, or
// at the beginning of another column.
const searched = [...document.querySelectorAll('input[type="search"][data-table]')];
const isFound = (row, input) => {
  const wanted = input.value.trim().toLowerCase();
  const text = row.cells[input.dataset.column ?? 0].textContent.trim().toLowerCase();
  return input.dataset.column ? text.startsWith(wanted) : text.includes(wanted);
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
