// Opens the numbers of the report on what they rest on: rows, raw cells, method, code. All of it stands in the element
// #lineage; nothing is fetched.

const lineage = new Lineage(JSON.parse(document.getElementById("lineage").textContent));
const numbers = new Numbers(lineage);
const raw = new RawFiles(lineage);
const views = new Views(lineage, numbers, raw);
// Links of the report that open the panel.
const WAYS = 'main a:is([href^="#trace="], [href^="#cell="])';
const NOTHING = { used: new Set(), considered: new Set() };

const panel = new Panel((kind, key) => views.view(kind, key), (kind, key, view) => {
  const first = numbers.highlight(kind, key);
  raw.mark(view ?? NOTHING);
  // A link that somebody sent was opened from nowhere: the reader is led to where the number is printed.
  if (view && !panel.opener && first) {
    panel.opener = first;
    first.scrollIntoView({ block: "center", inline: "nearest", ...AT_ONCE });
  }
});

function onClick(event) {
  const opened = numbers.opened(event.target);
  if (opened) panel.open(...opened);
  const way = event.target.closest(WAYS);
  if (way) panel.opener = way;
}

// Makes the names of results, as computers read them, links to these.
function linkNames() {
  for (const code of document.querySelectorAll("main code")) {
    const name = code.textContent;
    if (!lineage.hasResult(name)) continue;
    const way = link("trace", name);
    code.replaceWith(way);
    way.append(code);
    numbers.join(way);
  }
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
  const isNumber = event.target.classList.contains("traced");
  if (isNumber && (event.key === "Enter" || event.key === " ")) panel.open(...numbers.opened(event.target));
  else if (event.key.startsWith("Arrow") && numbers.moves(event.target)) numbers.move(event.target, event.key);
  else return;
  event.preventDefault();
}

linkNames();
raw.links.forEach((cell) => numbers.join(cell));
document.addEventListener("click", onClick);
document.addEventListener("focusin", ({ target }) => numbers.moves(target) && numbers.stopAt(target));
document.addEventListener("keydown", onKey);
document.getElementById("trace-hint").hidden = false;
panel.follow();
