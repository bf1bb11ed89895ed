"use strict";
(() => {
  const table = document.getElementById("table");
  const form = document.getElementById("controls");
  if (!table || !form)
    return;
  const filter = document.getElementById("filter");
  const kind = document.getElementById("kind");
  const sorting = document.getElementById("sorting");
  const shown = document.getElementById("shown");
  const heads = [...table.tHead.rows[0].cells]
    .filter(head => head.dataset.sort !== undefined);

  /* What is in a row is read once. */
  const bodies = [...table.tBodies].map(body => {
    const rows = [...body.rows];
    const named = rows.length > 0 && rows[0].dataset.k === undefined;
    return {
      body,
      head: named ? rows[0] : null,
      rows: rows.slice(named ? 1 : 0).map(row => ({
        row,
        name: row.cells[0].textContent,
        folded: row.cells[0].textContent.toLowerCase(),
        keys: [0, ...row.dataset.k.split(" ").map(Number)],
        word: row.dataset.w,
      })),
    };
  });
  const rows = bodies.flatMap(body => body.rows);
  const names = new Intl.Collator(undefined, { numeric: true });
  [...rows].sort((a, b) => names.compare(a.name, b.name))
    .forEach((row, rank) => row.keys[0] = rank);
  let column = -1, direction = 1;

  /* Unknown values come last in either direction. */
  const compare = (a, b) => {
    const p = a.keys[column], q = b.keys[column];
    if (Number.isNaN(p) || Number.isNaN(q))
      return Number.isNaN(p) - Number.isNaN(q);
    return direction * (p - q);
  };

  const arrange = () => {
    if (column < 0)
      bodies.forEach(({ body, head, rows }) =>
        body.append(...(head ? [head] : []), ...rows.map(({ row }) => row)));
    else
      bodies[0].body.append(
        ...[...rows].sort(compare).map(({ row }) => row));
    choose();
  };

  const choose = () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const { row, folded, word } of rows) {
      const fits = words.every(part => folded.includes(part)) &&
        (!kind.value || word === kind.value);
      if (row.hidden === fits)
        row.hidden = !fits;
      count += fits;
    }
    for (const { head, rows } of bodies)
      if (head)
        head.hidden = column >= 0 || rows.every(({ row }) => row.hidden);
    shown.textContent = count < rows.length ? `${count} of ${rows.length} cases` : "";
  };

  const sort = (by, towards) => {
    [column, direction] = [by, towards];
    for (const head of heads) {
      head.removeAttribute("aria-sort");
      if (Number(head.dataset.sort) === by)
        head.setAttribute("aria-sort", towards > 0 ? "ascending" : "descending");
    }
    sorting.value = by < 0 ? "" : `${by} ${towards}`;
    arrange();
  };

  for (const head of heads) {
    const index = Number(head.dataset.sort);
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () =>
      sort(index, column === index ? -direction : 1));
    head.append(button);
    sorting.append(new Option(`${name} ↑`, `${index} 1`),
      new Option(`${name} ↓`, `${index} -1`));
  }
  sorting.addEventListener("change", () => {
    const [by, towards] = sorting.value.split(" ").map(Number);
    sort(sorting.value ? by : -1, towards || 1);
  });
  filter.addEventListener("input", choose);
  kind.addEventListener("change", choose);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => sort(-1, 1)));
  form.hidden = false;
})();
