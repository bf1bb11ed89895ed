"use strict";
(() => {
  const ROW = 19, LEAST = 0.4, LETTER = 6.6;
  const numbers = text => text.trim().split(" ").map(Number);
  const svg = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes)
      made.setAttribute(key, attributes[key]);
    return made;
  };

  const start = flame => {
    const image = flame.querySelector(".boxes");
    const axis = image.querySelector(".axis");
    const data = flame.querySelector("[data-parents]").dataset;
    const functions = data.names.split("\n").map(line => {
      const [kind, where, name] = line.split("\t");
      return { kind, where, name };
    });
    const selves = numbers(data.selves), errors = numbers(data.errors);
    const parents = numbers(data.parents), totals = numbers(data.totals);
    const calls = numbers(data.functions).map((coded, i) => ({
      of: functions[coded >> 1], again: coded & 1, total: totals[i],
      self: selves[i], error: errors[i], callees: [], id: i,
    }));
    const roots = [];
    calls.forEach((call, i) => {
      call.caller = calls[parents[i] - 1];
      (call.caller ? call.caller.callees : roots).push(call);
    });
    const byName = (a, b) =>
      a.of.name < b.of.name ? -1 : a.of.name > b.of.name ? 1 : a.id - b.id;
    calls.forEach(call => call.callees.sort(byName));
    const whole = roots.reduce((sum, call) => sum + call.total, 0);
    const figure = ns => `${(ns * data.factor).toPrecision(3)} ${data.unit}`;
    const state = { zoom: null, down: data.down !== "", around: null, find: "" };

    /* Everything that calls a function, and what it calls, each merged. */
    const merge = (into, from, next) => {
      for (const call of next(from)) {
        let met = into.callees.find(other => other.of === call.of);
        if (!met)
          into.callees.push(met = { of: call.of, total: 0, self: 0, callees: [],
            caller: into, id: call.id });
        met.total += from.weight ?? call.total;
        met.self += call.self;
        call.weight = from.weight;
        merge(met, call, next);
      }
    };
    const sandwich = of => {
      const made = () => ({ of, total: 0, self: 0, callees: [], id: -1 });
      const above = made(), below = made();
      const visit = call => {
        if (call.of !== of)
          return call.callees.forEach(visit);
        above.total = below.total += call.total;
        below.self += call.self;
        merge(below, call, at => at.callees);
        call.weight = call.total;
        merge(above, call, at => at.caller ? [at.caller] : []);
        for (let at = call; at; at = at.caller)
          delete at.weight;
      };
      roots.forEach(visit);
      return { above, below };
    };

    /* Boxes: what, from where, how wide (shares of the width), in which row. */
    let boxes = [];
    const lay = (call, left, scale, row, step) => {
      const width = call.total * scale;
      if (width * image.clientWidth < LEAST)
        return;
      boxes.push({ call, left, width, row });
      for (const callee of call.callees) {
        lay(callee, left, scale, row + step, step);
        left += callee.total * scale;
      }
    };
    const layOut = () => {
      boxes = [];
      if (state.around) {
        const { above, below } = sandwich(state.around);
        lay(below, 0, 1 / below.total, 0, 1);
        above.callees.forEach((call, i, all) => lay(call, all.slice(0, i)
          .reduce((sum, other) => sum + other.total, 0) / above.total,
          1 / above.total, -1, -1));
        return below.total;
      }
      const way = [];
      for (let at = state.zoom; at; at = at.caller)
        way.unshift(at);
      const shown = state.zoom ? state.zoom.total : whole / data.width;
      way.slice(0, -1).forEach((call, row) =>
        boxes.push({ call, left: 0, width: 1, row: -row, faint: true }));
      let left = 0;
      for (const call of state.zoom ? [state.zoom] : roots) {
        lay(call, left, 1 / shown, -Math.max(way.length - 1, 0), -1);
        left += call.total / shown;
      }
      if (state.down)
        boxes.forEach(box => box.row = -box.row);
      return shown;
    };

    const about = call => call.of.name + " · " + figure(call.total) +
      (call.error ? ` ± ${figure(call.error)}` : "") +
      `, itself ${figure(call.self)}, ` +
      `${(100 * call.total / whole).toPrecision(2)} %` +
      (call.of.where && ` · ${call.of.where}`);
    const fits = call =>
      state.find !== "" && call.of.name.toLowerCase().includes(state.find);

    const drawAxis = (shown, rows) => {
      const most = shown * data.factor, rough = most / 6;
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = power * [1, 2, 5, 10].find(by => by * power >= rough);
      axis.setAttribute("y", rows * ROW);
      axis.replaceChildren();
      for (let i = 0; i <= 6 && i * step <= most * 0.97; i++) {
        const tick = svg("svg", { x: `${100 * i * step / most}%` });
        const label = svg("text");
        label.textContent = `${+(i * step).toPrecision(6)} ${data.unit}`;
        tick.append(svg("path", { d: "M.5 0v4" }), label);
        axis.append(tick);
      }
    };

    let current = null;
    const choose = (box, focus) => {
      current?.made.setAttribute("tabindex", -1);
      current = box;
      box.made.setAttribute("tabindex", 0);
      if (focus)
        box.made.focus();
    };

    /* What is found is outlined; each moment counts once. */
    const mark = () => {
      let matched = 0;
      for (const { call, made } of boxes) {
        const found = fits(call);
        call.under = found || (call.caller?.under ?? false);
        made.classList.toggle("found", found);
        if (found && !call.caller?.under)
          matched += call.total;
      }
      told.textContent = state.find === "" ? "" : `matched ${figure(matched)}`;
    };

    const show = (box, first) => {
      const { call, left, width, row, faint } = box;
      const made = box.made = svg("svg", { x: `${100 * left}%`,
        y: (row - first) * ROW, width: `${100 * width}%`, height: ROW - 1,
        class: call.of.kind + (faint ? " faint" : ""), tabindex: -1,
        role: "treeitem" });
      const title = svg("title");
      title.textContent = about(call);
      made.append(title, svg("rect"));
      if (width * image.clientWidth > 3 * LETTER) {
        const text = svg("text");
        text.textContent = call.of.name + (call.again ? " ↻" : "");
        made.append(text);
      }
      made.addEventListener("click", () => zoom(call));
      made.addEventListener("focus", () => choose(box));
      return made;
    };

    /* Where it is not shown it stays as it is, until it is. */
    let width = 0;
    const draw = () => {
      width = image.clientWidth;
      if (width === 0)
        return;
      const shown = layOut();
      if (boxes.length === 0)
        return;
      const lines = boxes.map(box => box.row);
      const first = Math.min(...lines);
      const rows = Math.max(...lines) - first + 1;
      image.replaceChildren(...boxes.map(box => show(box, first)), axis);
      drawAxis(shown, rows);
      image.setAttribute("height", rows * ROW + 22);
      image.setAttribute("role", "tree");
      back.disabled = !state.zoom && !state.around;
      choose(boxes.find(box => box.call === state.zoom) ?? boxes[0]);
      mark();
      keep();
    };

    /* What is shown is in the address, for whoever gets the link. */
    const keep = () => {
      const words = [flame.id, state.zoom ? `z=${state.zoom.id}` : "",
        state.down !== (data.down !== "") ? "i" : "",
        state.around ? `s=${functions.indexOf(state.around)}` : "",
        state.find ? `f=${encodeURIComponent(state.find)}` : ""]
        .filter(word => word !== "");
      if (words.length > 1 || location.hash.startsWith(`#${flame.id};`))
        history.replaceState(null, "", "#" + words.join(";"));
    };
    const decoded = text => {
      try {
        return decodeURIComponent(text);
      } catch {
        return "";
      }
    };
    const restore = () => {
      const [id, ...words] = location.hash.slice(1).split(";");
      if (id !== flame.id)
        return;
      const page = flame.closest("article"); /* one of several in a file */
      page?.classList.add("shown");
      addEventListener("hashchange", () => page?.classList.remove("shown"));
      for (const word of words) {
        const value = word.slice(2);
        if (word === "i")
          state.down = !state.down;
        else if (word[0] === "z")
          state.zoom = calls[value] ?? null;
        else if (word[0] === "s")
          state.around =
            calls.find(call => call.of === functions[value])?.of ?? null;
        else if (word[0] === "f")
          state.find = (field.value = decoded(value)).toLowerCase();
      }
    };

    const zoom = call => {
      if (call.id < 0 || state.around)
        return;
      state.zoom = call.caller ? call : null;
      draw();
    };
    const out = () => {
      if (state.around)
        state.around = null;
      else if (state.zoom)
        state.zoom = state.zoom.caller && state.zoom.caller.caller
          ? state.zoom.caller : null;
      draw();
    };
    const around = () => {
      state.around = state.around ? null : current.call.of;
      draw();
    };
    const flip = () => {
      state.down = !state.down;
      draw();
    };
    const move = (towards, sideways) => {
      const near = boxes.filter(box => sideways
        ? box.row === current.row && (box.left - current.left) * sideways > 0
        : box.row === current.row + towards &&
          box.left < current.left + current.width &&
          box.left + box.width > current.left);
      near.sort((a, b) => sideways ? (a.left - b.left) * sideways
        : b.width - a.width);
      if (near.length > 0)
        choose(near[0], true);
    };

    const bar = document.createElement("p");
    const button = (text, key, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.title = `key ${key}`;
      made.addEventListener("click", act);
      bar.append(made);
      return made;
    };
    bar.className = "controls";
    const field = document.createElement("input");
    field.type = "search";
    field.placeholder = "Search";
    field.setAttribute("aria-label", "Search functions");
    const told = document.createElement("output");
    bar.append(field, told);
    const back = button("Back", "Esc", out);
    button("Turn over", "i", flip);
    button("Callers and callees", "s", around);
    flame.prepend(bar);
    field.addEventListener("input", () => {
      state.find = field.value.toLowerCase();
      mark();
      keep();
    });
    const keys = {
      Enter: () => zoom(current.call), Escape: out, Backspace: out,
      ArrowUp: () => move(-1), ArrowDown: () => move(1),
      ArrowLeft: () => move(0, -1), ArrowRight: () => move(0, 1),
      "/": () => field.focus(), i: flip, s: around,
    };
    image.addEventListener("keydown", event => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      keys[event.key]();
      if (event.key !== "/" && !event.key.startsWith("Arrow"))
        current.made.focus();
    });
    restore();
    draw();
    new ResizeObserver(() => {
      if (image.clientWidth !== width)
        draw();
    }).observe(flame);
  };

  document.querySelectorAll(".flame").forEach(start);
})();
