// Boxes that are narrower than what they hold: a stop of the Tab key with a name, at which the arrow keys scroll.

const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target.closest("main .wide, main pre"))));

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

for (const box of document.querySelectorAll("main .wide, main pre")) {
  resized.observe(box);
  if (box.firstElementChild) resized.observe(box.firstElementChild);
}
