// What the report carries of its lineage, looked up from a result to its cells and from a cell to its results.

// What rows are to a result, the closest first.
const ROLES = ["used", "left out", "selects", "flags"];

// What results are to the reader, the most important first.
const IMPORTANCE = ["primary", "secondary", "descriptive", "sensitivity", "exploratory"];

class Lineage {
  constructor(data) {
    this.data = { ...data, results: unpacked(data.results), rows: unpackedRows(data.rows) };
    this.cellAt = new Map(data.cells.map((cell, number) => [this.placeOf(cell), number]));
    this.reverse = null;
  }

  // Where a cell stands, such as data/x/table1.csv:3:9.
  placeOf([file, line, column]) {
    return `${this.data.files[file].name}:${line}:${column}`;
  }

  // The line and column of a cell for people, with its file where there are several.
  whereOf([file, line, column]) {
    const name = this.data.files.length > 1 ? `${this.data.files[file].name.split("/").pop()}, ` : "";
    return `${name}line ${line}, column ${column}`;
  }

  hasResult(id) {
    return Object.hasOwn(this.data.results, id);
  }

  // What a control opens, in words.
  nameOf(kind, key) {
    if (kind === "cell") return this.whereOf(this.data.cells[this.cellAt.get(key)]);
    if (kind === "row") return [this.row(key).label, ...rowOf(key).fields.map(words)].join(", ");
    const [id, column] = resultOf(key);
    return [column && words(column), this.data.results[id].words].filter(Boolean).join(", ");
  }

  // A row by its key, whatever fields are meant; undefined where it is not listed.
  row(key) {
    const { dataset, row } = rowOf(key);
    const rows = Object.hasOwn(this.data.rows, dataset) ? this.data.rows[dataset] : {};
    return Object.hasOwn(rows, row) ? rows[row] : undefined;
  }

  // What a result rests on, the closest rows first.
  partsOf(id) {
    return this.data.results[id].parts.toSorted((one, other) => ROLES.indexOf(one[1]) - ROLES.indexOf(other[1]));
  }

  // The cells that enter a result, and those that only decide about it or tell whose rows it has.
  cellsOfResult(id) {
    const used = new Set();
    const considered = new Set();
    for (const [set, role, fields] of this.partsOf(id)) {
      const { dataset, rows } = this.data.sets[set];
      const into = role === "used" ? used : considered;
      for (const row of rows) {
        const about = this.row(`${dataset}|${row}`);
        cellsOf(about, fields).forEach((cell) => into.add(cell));
        about.about.forEach((cell) => considered.add(cell));
        fields.forEach((field) => about.fields[field].also?.forEach((cell) => considered.add(cell)));
      }
    }
    return { used, considered: new Set([...considered].filter((cell) => !used.has(cell))) };
  }

  // The keys of the rows that name a cell or have a value from it.
  rowsOfCell(number) {
    return [...new Set(this.namings(number).map(([key]) => key))];
  }

  // The row and field of each value that a cell is behind; no field where it tells whose the row is.
  namings(number) {
    return this.backwards().namings.get(number) || [];
  }

  // The results that rest on a row, by role; by one of its fields where one is given.
  resultsOfRow(key, field = "") {
    const found = new Map();
    const { setsOfRow, resultsOfSet } = this.backwards();
    for (const set of setsOfRow.get(key) || []) {
      for (const [id, role, fields] of resultsOfSet.get(set) || []) {
        if (!field || fields.includes(field)) noteClosest(found, id, role);
      }
    }
    return found;
  }

  resultsOfCell(number) {
    const found = new Map();
    for (const [key, field] of this.namings(number)) {
      for (const [id, role] of this.resultsOfRow(key, field)) noteClosest(found, id, role);
    }
    return found;
  }

  // Names of results, those that matter most first and else in their order.
  sorted(ids) {
    const rank = (id) => IMPORTANCE.indexOf(this.data.results[id].role);
    return ids.toSorted((one, other) => rank(one) - rank(other));
  }

  // From cells to rows to sets to results: made once, when it is first asked for.
  backwards() {
    this.reverse ??= { namings: this.cellsToRows(), ...this.rowsToResults() };
    return this.reverse;
  }

  cellsToRows() {
    const namings = new Map();
    for (const [dataset, rows] of Object.entries(this.data.rows)) {
      for (const [row, about] of Object.entries(rows)) {
        const key = `${dataset}|${row}`;
        about.about.forEach((cell) => append(namings, cell, [key, ""]));
        for (const [name, field] of Object.entries(about.fields)) {
          [...field.cells, ...(field.also ?? [])].forEach((cell) => append(namings, cell, [key, name]));
        }
      }
    }
    return namings;
  }

  rowsToResults() {
    const setsOfRow = new Map();
    const resultsOfSet = new Map();
    this.data.sets.forEach(({ dataset, rows }, set) => {
      rows.forEach((row) => append(setsOfRow, `${dataset}|${row}`, set));
    });
    for (const [id, { parts }] of Object.entries(this.data.results)) {
      for (const [set, role, fields] of parts) append(resultsOfSet, set, [id, role, fields]);
    }
    return { setsOfRow, resultsOfSet };
  }
}

// Results by name, of which the report carries what several share once.
function unpacked({ texts, bases, shared, own, rows }) {
  const result = (row) => {
    const [subject, ending, statistic, rest, ...values] = row.slice(0, 4 + shared.length).map((number) => texts[number]);
    const [basis, ...ownValues] = row.slice(4 + shared.length);
    const named = [...shared.map((key, place) => [key, values[place]]), ...own.map((key, place) => [key, ownValues[place]])];
    const words = rest ? `${statistic}, ${rest}` : statistic;
    return [`${subject}.${ending}`, { words, parts: bases[basis], ...Object.fromEntries(named) }];
  };
  return Object.fromEntries(rows.map(result));
}

// Rows by dataset and position, of which the report carries what several share once.
function unpackedRows({ parts, datasets }) {
  const fieldsOf = (numbers) => {
    const pairs = numbers.flatMap((number, place) => (place % 2 ? [[parts[numbers[place - 1]], parts[number]]] : []));
    return Object.fromEntries(pairs);
  };
  const whole = (row) => ({ ...row, about: parts[row.about], fields: fieldsOf(row.fields) });
  const ofDataset = (rows) => Object.fromEntries(Object.entries(rows).map(([position, row]) => [position, whole(row)]));
  return Object.fromEntries(Object.entries(datasets).map(([name, rows]) => [name, ofDataset(rows)]));
}

// The cells behind some values of a row; where only its being there counts, those that tell whose row it is.
function cellsOf(about, fields) {
  return fields.length ? fields.flatMap((field) => about.fields[field].cells) : about.about;
}

function append(map, key, value) {
  if (map.has(key)) map.get(key).push(value);
  else map.set(key, [value]);
}

function noteClosest(roles, id, role) {
  if (!roles.has(id) || ROLES.indexOf(role) < ROLES.indexOf(roles.get(id))) roles.set(id, role);
}
