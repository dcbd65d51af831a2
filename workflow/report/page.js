// Boxes that are narrower than what they hold: a stop of the Tab key with a name, at which the arrow keys scroll.

const BOXES = "main :is(.wide, pre)";
const resized = new ResizeObserver((entries) => {
  new Set(entries.map(({ target }) => target.closest(BOXES)).filter(Boolean)).forEach(fit);
});

function fit(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  if (scrolls === box.classList.contains("scrolls")) return;
  box.classList.toggle("scrolls", scrolls);
  const name = box.querySelector("caption")?.textContent ?? "Code";
  const attributes = { tabindex: "0", role: "group", "aria-label": name.trim() };
  for (const [attribute, value] of Object.entries(attributes)) {
    if (scrolls) box.setAttribute(attribute, value);
    else box.removeAttribute(attribute);
  }
}

for (const box of document.querySelectorAll(BOXES)) {
  resized.observe(box);
  if (box.firstElementChild) resized.observe(box.firstElementChild);
}
