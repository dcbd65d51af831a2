// The raw files as they stand, at the end of the report: the columns that are read, with the cells of the open number
// marked. A hidden column shows that it is there and no text.

const INTRODUCTION = `The columns of the raw files that were read. Click a cell to see how it was interpreted. While a
number is open, the cells used for it are framed and ticked; identifying cells, and cells used only for the selection or
for notes, have a dotted frame.`;

class RawFiles {
  constructor(lineage) {
    this.lineage = lineage;
    this.cells = new Map();
    this.marked = [];
    this.section = make("section", { id: "raw" }, make("h2", {}, "Raw data"), make("p", {}, INTRODUCTION));
    this.section.append(...lineage.data.raw.map((file) => this.file(file)));
    if (!lineage.data.raw.length) return;
    document.querySelector("main").append(this.section);
    document.querySelector("nav ul").append(make("li", {}, make("a", { href: "#raw" }, "Raw data")));
  }

  get links() {
    return this.section.querySelectorAll("td a");
  }

  file({ file, columns, rows, more }) {
    const { name } = this.lineage.data.files[file];
    const caption = make("caption", { class: "unseen" }, `Raw data, ${name}`);
    const head = make("tr", {}, make("th", { class: "number", scope: "col" }, "Line"), ...columns.map(headerCell));
    const body = rows.map(([line, texts]) => {
      const cells = texts.map((text, position) => {
        const [column, , hidden] = columns[position];
        return this.cell(`${name}:${line}:${column}`, text, hidden);
      });
      return make("tr", {}, make("th", { class: "number", scope: "row" }, String(line)), ...cells);
    });
    const table = make("table", { class: "listing" }, caption, make("thead", {}, head), make("tbody", {}, ...body));
    const rest = `and ${counted(more, "more line", "more lines")}, in the file itself.`;
    // In the report itself the raw data stay closed until somebody opens them or goes to a cell.
    const open = document.getElementById("summary") ? null : "";
    return make("details", { open }, make("summary", {}, make("code", {}, name)),
      make("div", { class: "wide" }, table), more > 0 && make("p", { class: "aside" }, rest));
  }

  cell(place, text, hidden) {
    const cell = make("td", { class: hidden && "hidden" });
    this.cells.set(place, cell);
    if (text === null) return cell;
    const shown = link("cell", place, text || "·");
    if (text === "") shown.setAttribute("aria-label", "blank");
    cell.append(this.lineage.cellAt.has(place) ? shown : text);
    return cell;
  }

  at(number) {
    return this.cells.get(this.lineage.placeOf(this.lineage.data.cells[number]));
  }

  mark({ used, considered }) {
    this.marked.forEach((cell) => cell.classList.remove("used", "considered"));
    const cells = (numbers) => [...numbers].map((number) => this.at(number)).filter(Boolean);
    cells(considered).forEach((cell) => cell.classList.add("considered"));
    cells(used).forEach((cell) => cell.classList.add("used"));
    this.marked = cells([...used, ...considered]);
  }

  // A button that leads to the first of some cells; nothing where none of them is shown.
  button(numbers) {
    const cells = new Set(numbers.map((number) => this.at(number)).filter(Boolean));
    if (!cells.size) return "";
    const first = [...this.cells.values()].find((cell) => cells.has(cell));
    return button(`Show ${counted(cells.size, "cell", "cells")} in the raw data`, () => pointAt(first));
  }
}

function headerCell([column, header, hidden]) {
  const number = make("span", { class: "aside" }, `${column} `);
  return make("th", { scope: "col" }, number, header, hidden && make("em", { class: "aside" }, " hidden"));
}
