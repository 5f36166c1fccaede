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

// The rows of a table whose label has what the reader looks for.
for (const input of document.querySelectorAll('input[type="search"][data-table]')) {
  const rows = document.querySelectorAll(`#${input.dataset.table} tbody tr`);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
    }
  });
}
