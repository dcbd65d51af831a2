// Elements and words. Texts of the data are only ever set as text, so that they stay inert.

const isShown = (part) => part !== null && part !== undefined && part !== false && part !== "";

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (isShown(value) || value === "") element.setAttribute(name, value);
  }
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter(isShown));
  return element;
}

function button(text, onClick, attributes = {}) {
  const element = make("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", onClick);
  return element;
}

// The fragment of the address that opens the panel; kind is trace, row or cell.
const fragment = (kind, key) => `#${kind}=${encodeURIComponent(key)}`;
const link = (kind, key, ...text) => make("a", { href: fragment(kind, key) }, ...text);

// What the columns of a result are called where it is not by their names.
const FIELDS = {
  ci_level: "confidence level",
  ci_lower: "lower limit",
  ci_upper: "upper limit",
  n_lesions: "number of lesions",
  n_patients: "number of patients",
  p_value: "P value",
  p_value_minimum: "smallest attainable P value",
};
const words = (name) => FIELDS[name] ?? name.replaceAll("_", " ");

// The key of a result, with the column of it that was clicked where that is not its number; and the way back.
const resultKey = (id, column) => (Object.hasOwn(FIELDS, column) ? `${id}/${column}` : id);
function resultOf(key) {
  const [id, column] = [key.slice(0, key.lastIndexOf("/")), key.slice(key.lastIndexOf("/") + 1)];
  return Object.hasOwn(FIELDS, column) ? [id, column] : [key, ""];
}

// A row's key, such as derive/lesions|3|dose_mean;dose_min: its dataset and position, and the fields that are meant.
function rowOf(key) {
  const [dataset, row, ...fields] = key.split("|");
  return { dataset, row, fields: fields.join("|").split(";").filter(Boolean) };
}
const counted = (number, one, more) => `${number} ${number === 1 ? one : more}`;
const capitalised = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

function term(list, name, ...value) {
  if (value.some(isShown)) list.append(make("dt", {}, name), make("dd", {}, ...value));
}

// A raw text as it stands in the file: quoted, or said to be blank or hidden.
function rawText(text) {
  if (text === null) return make("em", {}, "hidden");
  return text === "" ? make("em", {}, "blank") : make("q", {}, text);
}

// How the page moves where the reader does not scroll: at once, since the way may be long.
const AT_ONCE = { behavior: "instant" };

// Changes the layout without moving what the reader looks at.
function keepInPlace(element, change) {
  const before = element?.getBoundingClientRect().top;
  change();
  if (element) scrollBy({ top: element.getBoundingClientRect().top - before, ...AT_ONCE });
}

function pointAt(element) {
  element.closest("details:not([open])")?.setAttribute("open", "");
  element.scrollIntoView({ block: "center", inline: "nearest", ...AT_ONCE });
  element.classList.add("pointed");
  setTimeout(() => element.classList.remove("pointed"), 2000);
}
