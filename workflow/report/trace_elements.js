// Elements and words. Texts of the data are only ever set as text, so that they stay inert.

const isShown = (part) => part !== null && part !== false && part !== "";

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (isShown(value) || value === "") element.setAttribute(name, value);
  }
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

const FIELDS = { ci_lower: "lower limit", ci_upper: "upper limit" };
const words = (name) => FIELDS[name] ?? name.replaceAll("_", " ");
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
