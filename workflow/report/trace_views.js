// What the panel shows of a result, of a row and of a raw cell. Each view has a title, elements, and the cells to mark
// in the raw data: those used, and those only considered.

const DATASETS = {
  "derive/lesion_visits": ["lesion visit", "lesion visits"],
  "derive/lesions": ["lesion", "lesions"],
  "clean/lesions": ["lesion", "lesions"],
  "clean/patients": ["patient", "patients"],
  "clean/events": ["adverse event", "adverse events"],
  "clean/disposition": ["end of follow-up", "ends of follow-up"],
  "clean/measurements": ["measurement", "measurements"],
};
const ROWS_BY_ROLE = {
  "used": "Data used",
  "left out": "Excluded (no value)",
  "selects": "Used for the selection only",
  "flags": "Used for notes only",
};
const RESULTS_BY_ROLE = {
  "used": "Results that use it",
  "left out": "Results that exclude it (no value)",
  "selects": "Results that use it for the selection only",
  "flags": "Results that use it for notes only",
};
const STATUS = { ok: "", flagged: "Interpret with caution: ", refused: "Not estimated: " };

class Views {
  // `numbers` knows where the report prints a result; `raw` is the view of the raw files.
  constructor(lineage, numbers, raw) {
    this.lineage = lineage;
    this.data = lineage.data;
    this.numbers = numbers;
    this.raw = raw;
  }

  // The view of what an address names; null where the report has no such thing.
  view(kind, key) {
    if (kind === "trace" && this.lineage.hasResult(resultOf(key)[0])) return this.result(key);
    if (kind === "row" && this.lineage.row(key)) return this.row(key);
    if (kind === "cell" && this.lineage.cellAt.has(key)) return this.cell(key);
    return null;
  }

  result(key) {
    const [id, column] = resultOf(key);
    const result = this.data.results[id];
    const cells = this.lineage.cellsOfResult(id);
    return {
      kind: "Result",
      title: column.startsWith("n_") ? `${capitalised(words(column))}: ${result.words}` : result.words,
      content: [
        named(id),
        column ? this.clicked(key, column) : "",
        this.numberList(result, cells),
        make("div", {}, ...this.lineage.partsOf(id).map((part) => this.part(part))),
        this.computationList(id, result),
        this.environment(),
      ].filter(isShown),
      ...cells,
    };
  }

  // What was clicked, where it is not the number of the result.
  clicked(key, column) {
    const text = this.numbers.printed("trace", key);
    return text ? make("p", { class: "clicked" }, "You clicked: ", make("b", {}, `${words(column)} = ${text}`)) : "";
  }

  numberList(result, cells) {
    const list = make("dl", {});
    const number = result.estimate === null ? "none" : make("b", {}, result.estimate);
    const interval = result.interval && `, confidence interval ${result.interval}`;
    term(list, "Result", number, interval, result.p && `, P ${result.p}`);
    term(list, STATUS[result.status] ? "Flag" : "Note", result.note && STATUS[result.status] + result.note);
    term(list, "Method", ...this.method(result.method));
    const sizes = [["patients", "patient"], ["lesions", "lesion"]].filter(([more]) => result[more] !== null)
      .map(([more, one]) => counted(result[more], one, more));
    term(list, "Analysis set", `${result.set}: ${sizes.join(", ")}; ${result.role} result`);
    term(list, "Raw data", this.raw.button([...cells.used, ...cells.considered]));
    return list;
  }

  method(key) {
    const { name, description, reference } = this.data.methods[key];
    const place = `method-${key}`;
    const named = document.getElementById(place) ? make("a", { href: `#${place}` }, name) : name;
    return [named, `. ${description} `, make("span", { class: "aside" }, reference)];
  }

  part([number, role, fields]) {
    const { dataset, n, rows } = this.data.sets[number];
    const what = fields.length ? `: ${fields.map(words).join(", ")}` : "";
    const summary = make("summary", {}, `${ROWS_BY_ROLE[role]} (${counted(n, ...namesOf(dataset))}${what})`);
    const block = make("details", { open: role === "used" ? "" : null }, summary);
    block.append(make("ol", { class: "rows" }, ...rows.map((row) => this.rowItem(`${dataset}|${row}`, fields))));
    if (n > rows.length) {
      const file = make("code", {}, fileOf(dataset));
      const sets = make("code", {}, "provenance/row_sets.parquet");
      const first = `The first ${rows.length} of ${n}; all are in `;
      block.append(make("p", { class: "aside" }, first, file, ", listed by ", sets, "."));
    }
    return block;
  }

  rowItem(key, fields) {
    const about = this.lineage.row(key);
    const why = about.why ? ` (${about.why})` : "";
    const values = fields.length ? this.values(about, fields) : [this.cellList(about.about)];
    const label = make("strong", {}, link("row", key, about.label));
    return make("li", {}, label, why, ...values, this.cohortLink(about));
  }

  // The values of a row, each with the raw cells behind it.
  values(about, fields) {
    return valuesByCells(about, fields).flatMap(({ lines, cells }) => [
      ...lines.map((line) => make("span", { class: "value" }, line)),
      this.cellList(cells),
    ]);
  }

  // Where a row is a result of a cohort: the way to it in the report of that cohort.
  cohortLink({ result }) {
    if (!result) return "";
    const address = `../${result.cohort}/report.html${fragment("trace", result.id)}`;
    return make("span", { class: "value" }, make("a", { href: address }, `Go on in the report of ${result.cohort}`));
  }

  cellList(cells) {
    return cells.length ? make("ul", { class: "cells" }, ...cells.map((cell) => this.cellItem(cell))) : "";
  }

  cellItem(number) {
    const cell = this.data.cells[number];
    const [, , , header, text, cleaned] = cell;
    const at = link("cell", this.lineage.placeOf(cell), this.lineage.whereOf(cell));
    return make("li", {}, at, ` ${header}: `, rawText(text), cleaned && make("span", { class: "cleaned" }, cleaned));
  }

  computationList(id, result) {
    const list = make("dl", {});
    term(list, "Printed in", ...this.numbers.places(id).map(([title, element]) => button(title, () => {
      pointAt(element);
      element.focus({ preventScroll: true });
    })));
    term(list, "Computed by", make("code", {}, result.code));
    term(list, "To reproduce it", make("code", {}, `${this.data.reproduce} '${id}'`));
    return list;
  }

  environment() {
    const list = make("dl", {});
    this.data.files.forEach((file) => term(list, make("code", {}, file.name), digest(file)));
    term(list, "Software", Object.entries(this.data.software).map((pair) => pair.join(" ")).join(", "));
    return make("details", {}, make("summary", {}, "Files and software"), list);
  }

  row(key) {
    const about = this.lineage.row(key);
    const { dataset, row, fields: asked } = rowOf(key);
    const own = asked.filter((field) => Object.hasOwn(about.fields, field));
    const fields = own.length ? own : Object.keys(about.fields);
    const used = new Set(cellsOf(about, fields));
    const whole = `${dataset}|${row}`;
    return {
      kind: own.length ? "Value" : "Row",
      title: capitalised(own.length === 1 ? `${about.label}: ${words(own[0])}` : about.label),
      content: [
        this.rowName(whole, own),
        make("div", {}, ...this.values(about, fields), this.cohortLink(about)),
        this.identity(about),
        make("p", {}, this.raw.button([...used])),
        ...this.resultLists(this.lineage.resultsOfRow(whole, own.length === 1 ? own[0] : "")),
      ].filter(isShown),
      used,
      considered: new Set(about.about),
    };
  }

  // Where a row stands; the way to all of it where a part of it is shown.
  rowName(whole, own) {
    const { dataset, row } = rowOf(whole);
    const where = make("p", { class: "name" }, `Row ${row} of `, make("code", {}, fileOf(dataset)), ", counted from 0");
    if (own.length) where.append("; ", link("row", whole, "the whole row"));
    return where;
  }

  identity({ about }) {
    const summary = make("summary", {}, `Identifying cells (${about.length})`);
    return about.length ? make("details", {}, summary, this.cellList(about)) : "";
  }

  cell(place) {
    const number = this.lineage.cellAt.get(place);
    const cell = this.data.cells[number];
    const [file, , , header, text, cleaned] = cell;
    const list = make("dl", {});
    term(list, "Text", rawText(text), text === null && " since its column is dropped or pseudonymised");
    term(list, "Column", header);
    if (text !== null) term(list, "Cleaning", cleaned || "taken as it stands");
    term(list, "Raw file", make("code", {}, this.data.files[file].name), digest(this.data.files[file]));
    term(list, "Raw data", this.raw.button([number]));
    const more = make("code", {}, `${this.data.reproduce} --cell '${place}'`);
    return {
      kind: "Raw cell",
      title: capitalised(this.lineage.whereOf(cell)),
      content: [
        list,
        this.becameList(number),
        ...this.resultLists(this.lineage.resultsOfCell(number)),
        make("p", { class: "aside" }, "All of its results, also those that are not listed here: ", more),
      ],
      used: new Set([number]),
      considered: new Set(),
    };
  }

  // The rows that a cell is behind, with the values that come from it.
  becameList(number) {
    const items = this.lineage.rowsOfCell(number).map((key) => {
      const about = this.lineage.row(key);
      const namings = this.lineage.namings(number).filter(([other, field]) => other === key && field);
      const values = namings.map(([, field]) => make("span", { class: "value" }, valueLine(about, field)));
      return make("li", {}, link("row", key, about.label), ` (${namesOf(key.split("|")[0])[1]})`, ...values);
    });
    const summary = make("summary", {}, `Values read from it (${items.length} ${items.length === 1 ? "row" : "rows"})`);
    return make("details", {}, summary, make("ul", {}, ...items));
  }

  resultLists(roles) {
    return ROLES.map((role) => {
      const ids = this.lineage.sorted([...roles.keys()].filter((id) => roles.get(id) === role));
      if (!ids.length) return "";
      const items = ids.map((id) => {
        const { words: name, estimate } = this.data.results[id];
        return make("li", {}, link("trace", id, name), estimate === null ? "" : `: ${estimate}`);
      });
      const summary = make("summary", {}, `${RESULTS_BY_ROLE[role]} (${ids.length})`);
      const list = make("ul", { class: "results" }, ...items);
      return make("details", { open: role === "used" ? "" : null }, summary, list);
    });
  }
}

// A row of a dataset in words, and several; a dataset without words of its own is a cohort's results.
const namesOf = (dataset) => DATASETS[dataset] ?? ["result", "results"].map((name) => `${name} of ${cohortOf(dataset)}`);
const cohortOf = (dataset) => dataset.split("/")[0];
const fileOf = (dataset) => `${dataset}.${dataset in DATASETS ? "parquet" : "csv"}`;
const valueLine = (about, field) => `${words(field)}: ${about.fields[field].value || "none"}`;

// The values of a row, those from the same cells together.
function valuesByCells(about, fields) {
  const groups = new Map();
  for (const field of fields) {
    const { cells } = about.fields[field];
    const key = cells.join();
    if (!groups.has(key)) groups.set(key, { lines: [], cells });
    groups.get(key).lines.push(valueLine(about, field));
  }
  return [...groups.values()];
}

const digest = (file) => make("span", { class: "digest" }, "SHA-256 ", make("code", {}, file.sha256));

// The name of a result as computers read it, to be copied.
function named(id) {
  const code = make("code", {}, id);
  return make("p", { class: "name" }, code, " ", copyButton(code));
}

function copyButton(code) {
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = "Copied";
    } catch {
      // Where the browser gives no clipboard to a file, the name is selected for the reader to copy.
      getSelection().selectAllChildren(code);
    }
  });
  return copy;
}
