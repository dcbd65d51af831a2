// Opens every number of the report on what it rests on: rows, raw cells, method, code. Everything it shows stands in
// the element #lineage; nothing is fetched. Texts are data and are only ever set as text.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("lineage").textContent);
  const ROLES = {
    "used": "Rows that it rests on",
    "left out": "Looked at, without a value",
    "selects": "Decide what is counted",
    "flags": "Decide only about a flag",
  };
  const DATASETS = {
    "analysis/lesion_visits": "lesion visits",
    "analysis/lesions": "lesions",
    "clean/lesions": "lesions",
    "clean/patients": "patients",
    "clean/events": "complications",
    "clean/disposition": "ends of follow-up",
    "clean/measurements": "measurements",
  };
  const STATUS = { ok: "", flagged: "Shown with a reservation: ", refused: "No number: " };

  // ---- making elements

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  const link = (hash, ...text) => make("a", { href: `#${hash}` }, ...text);
  const hashOf = (kind, key) => `${kind}=${encodeURIComponent(key)}`;
  const words = (name) => name.replaceAll("_", " ");
  const plural = (number, one, more) => `${number} ${number === 1 ? one : more}`;

  // ---- finding one's way in the data

  const placeOf = ([file, line, column]) => `${data.files[file].name}:${line}:${column}`;
  const cellAt = new Map(data.cells.map((cell, number) => [placeOf(cell), number]));

  const rowOf = (dataset, row) => (data.rows[dataset] || {})[row];

  // Which rows name a cell, and which results rest on a row: made once, when it is first asked for.
  let reverse = null;
  function backwards() {
    if (reverse) return reverse;
    const rowsOfCell = new Map();
    const resultsOfSet = new Map();
    const setsOfRow = new Map();
    const note = (map, key, value) => map.has(key) ? map.get(key).add(value) : map.set(key, new Set([value]));
    for (const [dataset, rows] of Object.entries(data.rows)) {
      for (const [row, about] of Object.entries(rows)) {
        const key = `${dataset}|${row}`;
        for (const cell of about.about) note(rowsOfCell, cell, `${key}|`);
        for (const [name, field] of Object.entries(about.fields)) {
          for (const cell of field.cells) note(rowsOfCell, cell, `${key}|${name}`);
        }
      }
    }
    data.sets.forEach((set, number) => set.rows.forEach((row) => note(setsOfRow, `${set.dataset}|${row}`, number)));
    for (const [id, result] of Object.entries(data.results)) {
      for (const [set, , fields] of result.parts) note(resultsOfSet, set, [id, fields]);
    }
    reverse = { rowsOfCell, resultsOfSet, setsOfRow };
    return reverse;
  }

  // The results that rest on a row, by one of its fields where one is given.
  function resultsOfRow(dataset, row, field) {
    const { resultsOfSet, setsOfRow } = backwards();
    const found = new Set();
    for (const set of setsOfRow.get(`${dataset}|${row}`) || []) {
      for (const [id, fields] of resultsOfSet.get(set) || []) if (!field || fields.includes(field)) found.add(id);
    }
    return found;
  }

  function resultsOfCell(number) {
    const found = new Set();
    for (const key of backwards().rowsOfCell.get(number) || []) {
      const [dataset, row, field] = key.split("|");
      for (const id of resultsOfRow(dataset, row, field)) found.add(id);
    }
    return [...found];
  }

  function cellsOfResult(id) {
    const found = new Set();
    for (const [set, , fields] of data.results[id].parts) {
      const { dataset, rows } = data.sets[set];
      for (const row of rows) {
        const about = rowOf(dataset, row);
        for (const field of fields) (about.fields[field] || { cells: [] }).cells.forEach((cell) => found.add(cell));
      }
    }
    return found;
  }

  // ---- what the panel shows

  function cellItem(number) {
    const cell = data.cells[number];
    const [, line, column, header, text, cleaned] = cell;
    const shown = text === null ? make("em", {}, "hidden") : make("q", {}, text === "" ? "blank" : text);
    if (text === "") shown.className = "blank";
    const item = make("li", {}, link(hashOf("cell", placeOf(cell)), `line ${line}, column ${column}`), ` ${header}: `, shown);
    if (cleaned) item.append(make("span", { class: "cleaned" }, cleaned));
    return item;
  }

  function rowItem(dataset, row, fields) {
    const about = rowOf(dataset, row);
    const item = make("li", {}, make("strong", {}, link(hashOf("row", `${dataset}|${row}`), about.label)));
    if (about.why) item.append(` (${about.why})`);
    const cells = new Set();
    for (const field of fields.length ? fields : Object.keys(about.fields)) {
      const value = about.fields[field];
      if (!value) continue;
      item.append(make("span", { class: "value" }, `${words(field)}: ${value.value === "" ? "none" : value.value}`));
      value.cells.forEach((cell) => cells.add(cell));
    }
    item.append(make("ul", { class: "cells" }, ...[...cells].map(cellItem)));
    return item;
  }

  function partBlock([number, role, fields]) {
    const { dataset, n, rows } = data.sets[number];
    const what = fields.length ? `: ${fields.map(words).join(", ")}` : "";
    const summary = make("summary", {}, `${ROLES[role]} (${n} ${DATASETS[dataset]}${what})`);
    const block = make("details", { open: role === "used" ? "" : null }, summary);
    block.append(make("ol", { class: "rows" }, ...rows.map((row) => rowItem(dataset, row, fields))));
    if (n > rows.length) {
      block.append(make("p", { class: "aside" }, `The first ${rows.length} of ${n}; all of them are in `, make("code", {}, `${dataset}.parquet`), ", named by ", make("code", {}, "provenance/row_sets.parquet"), "."));
    }
    return block;
  }

  function term(list, name, ...value) {
    if (value.some((part) => part !== null && part !== "")) list.append(make("dt", {}, name), make("dd", {}, ...value));
  }

  function placesInReport(id) {
    const seen = new Set();
    return controls.filter((control) => control.dataset.result === id).flatMap((control) => {
      const section = control.closest("section");
      const title = section ? section.querySelector("h2").textContent : "Report";
      if (seen.has(title)) return [];
      seen.add(title);
      const button = make("button", { type: "button", class: "place" }, title);
      button.addEventListener("click", () => pointAt(control));
      return [button];
    });
  }

  function pointAt(element) {
    element.scrollIntoView({ block: "center" });
    element.classList.add("pointed");
    element.focus({ preventScroll: true });
    setTimeout(() => element.classList.remove("pointed"), 2000);
  }

  function resultView(id) {
    const result = data.results[id];
    const method = data.methods[result.method];
    const list = make("dl", {});
    const size = [["patients", "patient"], ["lesions", "lesion"]].filter(([name]) => result[name] !== null)
      .map(([name, one]) => plural(result[name], one, name)).join(", ");
    term(list, "Number", result.estimate === null ? "none" : make("b", {}, result.estimate), result.interval ? `, interval ${result.interval}` : "", result.p ? `, P ${result.p}` : "");
    if (result.note) term(list, STATUS[result.status] ? "Flag" : "Note", STATUS[result.status] + result.note);
    term(list, "Method", `${method.name}. ${method.description} `, make("span", { class: "aside" }, method.reference));
    term(list, "Analysis set", `${result.set}: ${size}; ${result.role} result`);
    const blocks = make("div", { class: "parts" }, ...result.parts.map(partBlock));
    const more = make("dl", {});
    const places = placesInReport(id);
    if (places.length) term(more, "Printed in", ...places);
    term(more, "Computed by", make("code", {}, result.code));
    term(more, "Name", make("code", { class: "name" }, id), copyButton(id));
    term(more, "Reproduce it", make("code", {}, `${data.reproduce} '${id}'`));
    term(more, "Raw files", ...data.files.flatMap((file) => [make("code", {}, file.name), " SHA-256 ", make("code", { class: "digest" }, file.sha256), make("br")]));
    term(more, "Software", Object.entries(data.software).map((pair) => pair.join(" ")).join(", "));
    return { title: result.words, content: [list, blocks, more], used: cellsOfResult(id) };
  }

  function copyButton(text) {
    const button = make("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(button.previousSibling);
      }
    });
    return button;
  }

  function rowView(key) {
    const [dataset, row] = key.split("|");
    const about = rowOf(dataset, row);
    const cells = new Set(Object.values(about.fields).flatMap((field) => field.cells));
    const content = [
      make("p", { class: "aside" }, `Row ${row} of ${dataset}, counted from 0.`),
      make("ol", { class: "rows" }, rowItem(dataset, row, [])),
      resultsList([...resultsOfRow(dataset, row)], "Results that rest on this row"),
    ];
    return { title: about.label[0].toUpperCase() + about.label.slice(1), content, used: cells };
  }

  function cellView(place) {
    const number = cellAt.get(place);
    const [file, line, column, header, text, cleaned] = data.cells[number];
    const list = make("dl", {});
    term(list, "Text", text === null ? make("em", {}, "hidden: the column is dropped or has pseudonyms") : make("q", {}, text === "" ? "blank" : text));
    term(list, "Column", header);
    term(list, "Cleaning", cleaned || "taken as it stands");
    term(list, "Raw file", make("code", {}, data.files[file].name), " SHA-256 ", make("code", { class: "digest" }, data.files[file].sha256));
    const rows = [...new Set([...(backwards().rowsOfCell.get(number) || [])].map((key) => key.split("|").slice(0, 2).join("|")))];
    const labels = rows.map((key) => make("li", {}, link(hashOf("row", key), rowOf(...key.split("|")).label), ` (${DATASETS[key.split("|")[0]]})`));
    const content = [
      list,
      make("details", {}, make("summary", {}, `Rows that it enters (${rows.length})`), make("ul", {}, ...labels)),
      resultsList(resultsOfCell(number), "Results that it reaches"),
      make("p", { class: "aside" }, "All of them, also beyond the rows listed here: ", make("code", {}, `${data.reproduce} --cell ${place}`)),
    ];
    return { title: `Line ${line}, column ${column}`, content, used: new Set([number]) };
  }

  function resultsList(ids, title) {
    const shown = ids.slice(0, 300).map((id) => {
      const result = data.results[id];
      return make("li", {}, link(hashOf("trace", id), result.words), result.estimate === null ? "" : `: ${result.estimate}`);
    });
    const rest = ids.length > shown.length ? make("p", { class: "aside" }, `and ${ids.length - shown.length} more`) : "";
    return make("details", { open: "" }, make("summary", {}, `${title} (${ids.length})`), make("ul", { class: "results" }, ...shown), rest);
  }

  const VIEWS = {
    trace: [resultView, (key) => Object.hasOwn(data.results, key)],
    row: [rowView, (key) => Boolean(rowOf(...key.split("|")))],
    cell: [cellView, (key) => cellAt.has(key)],
  };

  // ---- the panel

  const heading = make("h2", { id: "trace-title", tabindex: "-1" });
  const body = make("div", { class: "body" });
  const close = make("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
  const back = make("button", { type: "button", class: "back" }, "Back");
  const panel = make("aside", { id: "trace", role: "dialog", "aria-labelledby": "trace-title", hidden: "" },
    make("div", { class: "bar" }, back, close), heading, body);
  let opener = null;
  let depth = 0;

  function show(kind, key) {
    const { title, content, used } = VIEWS[kind][0](key);
    heading.textContent = title;
    body.replaceChildren(...content);
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add("tracing");
    back.hidden = depth < 2;
    markRaw(used);
    heading.focus({ preventScroll: true });
  }

  function hide() {
    if (panel.hidden) return;
    panel.hidden = true;
    depth = 0;
    document.body.classList.remove("tracing");
    markRaw(new Set());
    history.replaceState(null, "", location.pathname + location.search);
    if (opener) opener.focus({ preventScroll: true });
  }

  function follow() {
    const [, kind, key] = /^#(trace|row|cell)=(.*)$/.exec(location.hash) || [];
    if (!kind) return;
    const name = decodeURIComponent(key);
    if (!VIEWS[kind][1](name)) return;
    depth += 1;
    show(kind, name);
  }

  function open(kind, key, from) {
    opener = from;
    depth = 0;
    const hash = `#${hashOf(kind, key)}`;
    if (location.hash === hash) follow();
    else location.hash = hash;
  }

  // ---- the numbers of the report

  const isControl = (element) => element.dataset.result
    ? element.dataset.column !== "note" && Object.hasOwn(data.results, element.dataset.result)
    : Object.hasOwn(data.printed, element.dataset.cell) && element.textContent.trim() !== "–";
  const controls = [...document.querySelectorAll("main [data-result], main [data-cell]")]
    .filter((element) => !(element instanceof SVGElement) && isControl(element));
  const groups = new Map();

  function openControl(element) {
    if (element.dataset.result) open("trace", element.dataset.result, element);
    else {
      const [dataset, row] = data.printed[element.dataset.cell];
      open("row", `${dataset}|${row}`, element);
    }
  }

  // One stop of the Tab key a table or paragraph; the arrows move within it.
  function prepare(element) {
    const group = element.closest("table, p, ul, dl, figure") || element.parentElement;
    if (!groups.has(group)) groups.set(group, []);
    const members = groups.get(group);
    element.tabIndex = members.length ? -1 : 0;
    members.push(element);
    element.setAttribute("role", "button");
    element.setAttribute("aria-haspopup", "dialog");
    element.classList.add("traced");
  }

  function move(element, key) {
    const members = groups.get(element.closest("table, p, ul, dl, figure") || element.parentElement);
    const at = members.indexOf(element);
    let target = members[at + (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1)];
    const cell = element.closest("td, th");
    if (cell && (key === "ArrowUp" || key === "ArrowDown")) {
      const inColumn = members.filter((other) => other.closest("td, th").cellIndex === cell.cellIndex);
      target = inColumn[inColumn.indexOf(element) + (key === "ArrowDown" ? 1 : -1)];
    }
    if (!target) return;
    element.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }

  function onKey(event) {
    const element = event.target.closest(".traced");
    if (!element) return;
    if (event.key === "Enter" || event.key === " ") openControl(element);
    else if (event.key.startsWith("Arrow")) move(element, event.key);
    else return;
    event.preventDefault();
  }

  function onClick(event) {
    const drawn = event.target.closest("svg [data-result], svg [data-rows]");
    const element = event.target.closest(".traced");
    if (element) openControl(element);
    else if (drawn && drawn.dataset.result && Object.hasOwn(data.results, drawn.dataset.result)) open("trace", drawn.dataset.result, null);
    else if (drawn && drawn.dataset.rows) {
      const key = drawn.dataset.rows.split(";")[0].trim();
      if (VIEWS.row[1](key)) open("row", key, null);
    }
  }

  // ---- the raw files

  let marked = [];
  function markRaw(used) {
    marked.forEach((cell) => cell.classList.remove("used"));
    marked = [...used].map((number) => rawCells.get(placeOf(data.cells[number]))).filter(Boolean);
    marked.forEach((cell) => cell.classList.add("used"));
  }

  const rawCells = new Map();
  function rawTable(file) {
    const name = data.files[file.file].name;
    const head = make("tr", {}, make("th", { class: "number" }, "Line"),
      ...file.columns.map(([column, header, hidden]) => make("th", {}, make("span", { class: "aside" }, `${column} `), header, hidden ? make("em", { class: "aside" }, " hidden") : "")));
    const rows = file.rows.map(([line, texts]) => make("tr", {}, make("th", { class: "number" }, String(line)),
      ...texts.map((text, position) => rawCell(`${name}:${line}:${file.columns[position][0]}`, text))));
    const table = make("table", { class: "listing" }, make("thead", {}, head), make("tbody", {}, ...rows));
    const more = file.more ? make("p", { class: "aside" }, `and ${file.more} more lines, in the file itself.`) : "";
    return make("div", {}, make("h3", {}, make("code", {}, name)), make("div", { class: "wide" }, table), more);
  }

  function rawCell(place, text) {
    const cell = make("td", {});
    rawCells.set(place, cell);
    if (text !== null && cellAt.has(place)) cell.append(link(hashOf("cell", place), text === "" ? "·" : text));
    else cell.append(text || "");
    return cell;
  }

  function addRaw() {
    const section = make("section", { id: "raw" }, make("h2", {}, "Raw data"),
      make("p", {}, "The columns of the raw files that are read, as they stand there. The cells that the open number rests on are framed and marked with a check."),
      ...data.raw.map(rawTable));
    document.querySelector("main").append(section);
    const list = document.querySelector("nav ul");
    if (list) list.append(make("li", {}, link("raw", "Raw data")));
  }

  controls.forEach(prepare);
  addRaw();
  document.body.append(panel);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  close.addEventListener("click", hide);
  back.addEventListener("click", () => { depth -= 2; history.back(); });
  addEventListener("hashchange", follow);
  document.getElementById("trace-hint").hidden = false;
  follow();
})();
