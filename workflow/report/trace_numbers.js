// The numbers of the report as controls: for the mouse and for touch, and for the keyboard with one stop of the Tab key
// for a table or paragraph, within which the arrow keys move.

const GROUPS = "table, p, ul, dl, figure";

class Numbers {
  constructor(lineage) {
    this.lineage = lineage;
    this.groups = new Map();
    this.groupOf = new Map();
    this.current = [];
    const printed = [...document.querySelectorAll("main span:is([data-result], [data-cell])")];
    this.controls = printed.filter((element) => this.opens(element));
    this.controls.forEach((element) => this.prepare(element));
    const drawn = [...document.querySelectorAll("main svg :is([data-result], [data-rows])")];
    this.marks = drawn.filter((mark) => this.opens(mark));
  }

  // What an element of the report opens: the kind and the key; null where it opens nothing.
  opens({ dataset, textContent }) {
    if (dataset.column === "note") return null;
    if (dataset.result) return this.lineage.hasResult(dataset.result) ? ["trace", dataset.result] : null;
    if (dataset.rows) return this.lineage.row(dataset.rows) ? ["row", dataset.rows] : null;
    if (textContent.trim() === "–" || !Object.hasOwn(this.lineage.data.printed, dataset.cell)) return null;
    const [table, row] = this.lineage.data.printed[dataset.cell];
    return ["row", `${table}|${row}`];
  }

  prepare(element) {
    const how = element.dataset.result ? "how it was computed" : "where it comes from";
    element.classList.add("traced");
    element.setAttribute("role", "button");
    element.setAttribute("aria-haspopup", "dialog");
    element.setAttribute("aria-label", `${element.textContent.trim()}, ${how}`);
    this.join(element);
  }

  // Makes an element one of those among which the arrow keys move.
  join(element) {
    const holder = element.closest(GROUPS) || element.parentElement;
    element.tabIndex = this.groups.has(holder) ? -1 : 0;
    append(this.groups, holder, element);
    this.groupOf.set(element, this.groups.get(holder));
  }

  // The control of the report that an event is about, and what it opens.
  opened(target) {
    const element = target.closest(".traced, svg [data-result], svg [data-rows]");
    const place = element && this.opens(element);
    return place && [...place, element];
  }

  // Moves the focus by an arrow key; in a table up and down keep to the column.
  move(element, key) {
    const ahead = key === "ArrowRight" || key === "ArrowDown";
    const column = key === "ArrowUp" || key === "ArrowDown" ? columnOf(element) : undefined;
    const near = this.groupOf.get(element).filter((other) => other.checkVisibility());
    const members = column === undefined ? near : near.filter((other) => columnOf(other) === column);
    const target = members[members.indexOf(element) + (ahead ? 1 : -1)];
    if (!target) return;
    element.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }

  moves(element) {
    return this.groupOf.has(element);
  }

  // The places of the report that print a result, one for each section and figure: its name and the element.
  places(id) {
    const found = new Map();
    for (const element of [...this.controls, ...this.marks]) {
      const title = element.dataset.result === id && placeName(element);
      if (title && !found.has(title)) found.set(title, element);
    }
    return [...found];
  }

  // Marks what the panel shows wherever the report prints it; the first of these places.
  highlight(kind, key) {
    this.current.forEach((element) => element.classList.remove("current"));
    this.current = [...this.controls, ...this.marks].filter((element) => {
      const place = kind && this.opens(element);
      return place && place[0] === kind && place[1] === key;
    });
    this.current.forEach((element) => element.classList.add("current"));
    return this.current.at(0) ?? null;
  }
}

const columnOf = (element) => element.closest("td, th")?.cellIndex;

function placeName(element) {
  const section = element.closest("section")?.querySelector("h2").textContent ?? "Report";
  return element.closest("figure") ? `${section}, figure` : section;
}
