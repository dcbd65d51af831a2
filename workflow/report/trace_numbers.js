// The numbers of the report and the marks of its figures as controls: for the mouse and for touch, and for the keyboard
// with one stop of the Tab key for a table, paragraph or figure, within which the arrow keys move.
//
// A number stays text, so that a screen reader reads a table as a table. Only the one at which the Tab key stops is a
// button: its name says what the number is, and its description why it is flagged.

const GROUPS = "table, p, ul, dl, figure";
const PRINTED = "main span:is([data-result], [data-cell])";
const DRAWN = "main svg :is([data-result], [data-rows])";

class Numbers {
  constructor(lineage) {
    this.lineage = lineage;
    this.groups = new Map();
    this.groupOf = new Map();
    this.current = [];
    this.controls = [...document.querySelectorAll(`${PRINTED}, ${DRAWN}`)].filter((element) => this.opens(element));
    this.controls.forEach((element) => {
      element.classList.add("traced");
      this.join(element);
    });
    cellsWithOne(this.controls).forEach((cell) => cell.classList.add("opens"));
    document.querySelectorAll("main svg .marks").forEach((marks) => setAttributes(marks, MARKS));
  }

  // What an element of the report opens: the kind and the key; null where it opens nothing.
  opens({ classList, dataset, textContent }) {
    if (dataset.column === "note" && !classList.contains("refused")) return null;
    if (dataset.result) {
      const key = resultKey(dataset.result, dataset.column);
      return this.lineage.hasResult(dataset.result) ? ["trace", key] : null;
    }
    if (dataset.rows) return this.lineage.row(dataset.rows) ? ["row", dataset.rows] : null;
    const isPrinted = textContent.trim() !== "–" && Object.hasOwn(this.lineage.data.printed, dataset.cell);
    return isPrinted ? this.lineage.data.printed[dataset.cell] : null;
  }

  // Makes an element one of those among which the arrow keys move.
  join(element) {
    const holder = element.closest(GROUPS) || element.parentElement;
    element.tabIndex = -1;
    append(this.groups, holder, element);
    this.groupOf.set(element, this.groups.get(holder));
    if (this.groups.get(holder).length === 1) this.stopAt(element);
  }

  // Makes an element the one of its group at which the Tab key stops.
  stopAt(element) {
    const group = this.groupOf.get(element);
    if (group.stop === element) return;
    if (group.stop) leave(group.stop);
    group.stop = element;
    element.tabIndex = 0;
    if (element.classList.contains("traced")) setAttributes(element, this.spoken(element));
  }

  // What a screen reader says of the button.
  spoken(element) {
    const notes = notesOf(element);
    for (const note of notes) note.id ||= `note-${(this.notes = (this.notes ?? 0) + 1)}`;
    return {
      "role": "button",
      "aria-haspopup": "dialog",
      "aria-label": this.nameOf(element),
      "aria-describedby": notes.map((note) => note.id).join(" ") || undefined,
    };
  }

  nameOf(element) {
    const title = element.querySelector("title");
    return title ? title.textContent : `${this.lineage.nameOf(...this.opens(element))}: ${element.textContent.trim()}`;
  }

  // The control that an event is about, and what it opens. A cell with a single number is a part of it.
  opened(target) {
    const cell = getSelection().isCollapsed ? target.closest(".opens") : null;
    const element = target.closest(".traced") ?? (target.closest("a, summary") ? null : cell?.querySelector(".traced"));
    return element && [...this.opens(element), element];
  }

  // Moves the focus by an arrow key; in a table up and down keep to the column.
  move(element, key) {
    const ahead = key === "ArrowRight" || key === "ArrowDown";
    const column = key === "ArrowUp" || key === "ArrowDown" ? columnOf(element) : undefined;
    const near = this.groupOf.get(element).filter((other) => other.checkVisibility());
    const members = column === undefined ? near : near.filter((other) => columnOf(other) === column);
    const target = members[members.indexOf(element) + (ahead ? 1 : -1)];
    if (!target) return;
    this.stopAt(target);
    target.focus();
  }

  moves(element) {
    return this.groupOf.has(element);
  }

  // The places of the report that print a result, one for each section and figure: its name and the element.
  places(id) {
    const found = new Map();
    for (const element of this.controls) {
      const title = element.dataset.result === id && placeName(element);
      if (title && !found.has(title)) found.set(title, element);
    }
    return [...found];
  }

  // The text of the first control that opens something.
  printed(kind, key) {
    return this.showing(kind, key).find((element) => this.opens(element)[1] === key)?.textContent.trim();
  }

  // The controls of what is open, whatever part of it they open.
  showing(kind, key) {
    return this.controls.filter((element) => {
      const [other, otherKey] = this.opens(element);
      return other === kind && isSame(kind, key, otherKey);
    });
  }

  // Marks what the panel shows wherever the report prints it; the first of these places.
  highlight(kind, key) {
    this.current.forEach((element) => element.classList.remove("current"));
    this.current = kind ? this.showing(kind, key) : [];
    this.current.forEach((element) => element.classList.add("current"));
    return this.current.at(0) ?? null;
  }
}

const MARKS = { "role": "group", "aria-label": "Values drawn" };

const columnOf = (element) => element.closest("td, th")?.cellIndex;

// Whether two keys name the same result, or the same row and no different fields of it.
function isSame(kind, key, other) {
  if (kind === "trace") return resultOf(key)[0] === resultOf(other)[0];
  return key === other || key.startsWith(`${other}|`) || other.startsWith(`${key}|`);
}

function leave(element) {
  element.tabIndex = -1;
  if (!element.classList.contains("traced")) return;
  ["role", "aria-haspopup", "aria-label", "aria-describedby"].forEach((name) => element.removeAttribute(name));
}

// The cells of tables that have one control and nothing else to click.
function cellsWithOne(controls) {
  const cells = new Map();
  for (const element of controls) {
    const cell = element.closest("td, th");
    if (cell) append(cells, cell, element);
  }
  return [...cells.keys()].filter((cell) => cells.get(cell).length === 1 && !cell.querySelector("details"));
}

// Why a number is flagged: the notes below its table or paragraph whose signs it has, such as †a,b, or the one in its row.
function notesOf(element) {
  const sign = element.nextElementSibling;
  if (!sign?.matches("sup.mark")) return [];
  const holder = element.closest(GROUPS);
  const notes = holder?.closest(".notes") ?? (holder?.closest(".wide") ?? holder)?.nextElementSibling;
  const own = notes?.matches(".notes") ? [...notes.querySelectorAll(".reason")] : [];
  const signs = sign.textContent.split(",").map((one) => (one.startsWith("†") ? one : `†${one}`));
  const signed = own.filter((item) => signs.includes(item.querySelector(".mark").textContent));
  const inRow = element.closest("tr")?.querySelector('[data-column="note"]');
  return signed.length || !inRow ? signed : [inRow];
}

function placeName(element) {
  const section = element.closest("section")?.querySelector("h2, h3").textContent ?? "Report";
  return element.closest("figure") ? `${section}, figure` : section;
}
