"use strict";
(() => {
  const table = document.getElementById("table");
  const form = document.getElementById("controls");
  if (!table || !form)
    return;
  const filter = document.getElementById("filter");
  const kind = document.getElementById("kind");
  const shown = document.getElementById("shown");
  const bodies = [...table.tBodies];
  const heads = [...table.tHead.rows[0].cells];
  const homes = bodies.map(body => [...body.rows]);
  const rows = homes.flat().filter(row => row.dataset.k !== undefined);
  const facts = new Map(rows.map(row => [row, {
    name: row.cells[0].textContent,
    folded: row.cells[0].textContent.toLowerCase(),
    keys: row.dataset.k.split(" ").map(Number),
    word: row.dataset.w,
  }]));
  const order = new Intl.Collator(undefined, { numeric: true });
  let column = -1, direction = 1;

  /* Unknown values come last in either direction. */
  const compare = (a, b) => {
    const x = facts.get(a), y = facts.get(b);
    if (column === 0)
      return direction * order.compare(x.name, y.name);
    const p = x.keys[column - 1], q = y.keys[column - 1];
    if (Number.isNaN(p) || Number.isNaN(q))
      return Number.isNaN(p) - Number.isNaN(q);
    return direction * (p - q);
  };

  const sort = () => {
    heads.forEach(head => head.removeAttribute("aria-sort"));
    if (column < 0) {
      bodies.forEach((body, i) => body.append(...homes[i]));
    } else {
      heads.find(head => Number(head.dataset.sort) === column)
        .setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      bodies[0].append(...[...rows].sort(compare));
    }
    choose();
  };

  const choose = () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      const fact = facts.get(row);
      const fits = words.every(word => fact.folded.includes(word)) &&
        (!kind.value || fact.word === kind.value);
      if (row.hidden === fits)
        row.hidden = !fits;
      count += fits;
    }
    homes.forEach(home => {
      const head = home[0];
      if (head && head.dataset.k === undefined)
        head.hidden = column >= 0 || home.every(row => row === head || row.hidden);
    });
    shown.textContent = count < rows.length ? `${count} of ${rows.length} cases` : "";
  };

  for (const head of heads) {
    if (head.dataset.sort === undefined)
      continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const index = Number(head.dataset.sort);
      direction = column === index ? -direction : 1;
      column = index;
      sort();
    });
    head.append(button);
  }
  form.addEventListener("input", choose);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    column = -1;
    sort();
  }));
  form.hidden = false;
})();
