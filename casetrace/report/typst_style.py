"""How a report looks on paper: the page, the type, and a function of Typst for each part of a document."""

#: A4 upright and on its side, in points, with the same margins all round: what is left for a table.
MARGIN = 48.0
UPRIGHT = 595.28 - 2 * MARGIN
ON_ITS_SIDE = 841.89 - 2 * MARGIN
#: The size of type in tables, and that of a table which fits in no other way.
TABLE_SIZE = 8.5
SMALL_SIZE = 7.5
#: What a cell keeps free at its left and right together.
CELL_SPACE = 8.0
#: The room above and below the text of a page, the height that is left, and that on a page on its side.
TOP, BOTTOM = 58.0, 52.0
HIGH, HIGH_ON_ITS_SIDE = 841.89 - TOP - BOTTOM, 595.28 - TOP - BOTTOM
#: The height of a line in a table, in sizes of its type.
LINE_HEIGHT = 1.25
#: What a cell keeps free above its first and below its last line.
ABOVE, BELOW = 2.2, 3.1
GUTTER = 20.0
#: What a heading takes with the room around it.
HEADED = 41.0
#: The longest line of text, in points.
LINE = 485.0

#: Letters that the first font lacks come from the second, or else from any other that the compiler brings along.
FONTS = '("Source Sans Pro", "DejaVu Sans Mono")'

STYLE = f"""
#let ink = rgb("#1d2733")
#let soft = rgb("#5b6875")
#let rule = rgb("#c3ccd5")
#let tint = rgb("#f1f5f8")
#let accent = rgb("#0b5d77")
#let warn = rgb("#8a4b00")
#let warn-tint = rgb("#fff6e8")
#let refuted = rgb("#a3262a")

#set page(paper: "a4", margin: (x: {MARGIN}pt, top: {TOP}pt, bottom: {BOTTOM}pt))
#set text(font: {FONTS}, size: 9.5pt, fill: ink, hyphenate: false, weight: "regular", number-width: "tabular")
#set par(leading: 0.58em, spacing: 0.85em)
#set strong(delta: 200)
#set heading(numbering: none)
#set list(indent: 2pt, body-indent: 6pt, spacing: 0.45em)
#set table(stroke: none, align: left + top)
#set table(inset: (left: 0pt, right: {CELL_SPACE}pt, top: {ABOVE}pt, bottom: {BELOW}pt))
#show heading: set text(weight: 600, hyphenate: false)
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 1): set block(above: 18pt, below: 8pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 2): set block(above: 16pt, below: 7pt)
#show heading.where(level: 3): set text(size: 9.5pt)
#show heading.where(level: 3): set block(above: 12pt, below: 6pt)
#show link: set text(fill: accent)
#show figure: set block(above: 10pt, below: 14pt)
#show figure: set align(left)
#show figure.caption: set align(left)
#show figure.caption: set text(size: {TABLE_SIZE}pt)

// A place where a line may end within a word: nothing that a search or a copy would find.
#let cut = box()
#let coloured(colour, body) = text(fill: colour, body)
#let aside(body) = coloured(soft, body)
#let mark(sign) = coloured(warn, super(typographic: false, size: 0.75em, sign))
#let mono(body) = text(font: "DejaVu Sans Mono", size: 0.85em, body)
// Where links lead: an element without size.
#let anchor(name) = [#metadata(name)#label(name)]
// A link within the document, or its text alone where it leads nowhere.
#let jump(name, body) = context {{
  let found = query(label(name))
  if found.len() > 0 {{ link(found.first().location(), body) }} else {{ body }}
}}

// Lines of text are no longer than the eye follows.
#let measured(body) = block(width: {LINE}pt, body)
#let framed(colour, fill, body) = block(
  width: 100%, fill: fill, stroke: (left: 2.5pt + colour), inset: (x: 9pt, y: 7pt), above: 9pt, below: 9pt, body,
)
// What stays on the page of what follows it.
#let keep(body) = block(sticky: true, body)
#let primary(body) = framed(accent, tint, par(body))
#let caution(body) = framed(warn, warn-tint, par(body))
#let panel(body) = framed(accent, tint, body)
#let opened(summary, body) = {{
  block(sticky: true, above: 9pt, below: 6pt, strong(summary))
  body
}}
#let code-lines(body) = block(
  width: 100%, stroke: 0.5pt + rule, inset: 6pt, {{
    show raw: set text(font: "DejaVu Sans Mono", size: 0.9em)
    show regex("\\S{{12}}"): it => it + cut
    raw(body, block: true)
  }},
)
#let sign(body) = box(width: 1.2em, body)
#let beside(widths, ..columns) = grid(columns: widths, column-gutter: {GUTTER}pt, row-gutter: 8pt, ..columns)
#let terms-of(..items) = terms(hanging-indent: 12pt, spacing: 0.8em, separator: linebreak(), ..items)
#let drawing(svg, width, caption, alt) = figure(
  image(bytes(svg), format: "svg", width: width, alt: alt), caption: caption, numbering: none, supplement: none,
)
// What is drawn smaller where it lacks little room at the end of a page. The place before it, which stays where it is
// when the figure moves to the next page, tells how much room there is.
#let fitted(drawn) = {{
  block(height: 0pt, above: 0pt, below: 0pt, [#metadata("fitted")<fitted>])
  context {{
    let place = query(selector(<fitted>).before(here())).last().location().position()
    let room = page.height - {BOTTOM + 14}pt - place.y
    layout(size => {{
      let height = shrunk => measure(width: size.width, drawn(shrunk)).height
      let factors = (1, 0.95, 0.9, 0.85, 0.8, 0.75).filter(shrunk => height(shrunk) <= room)
      drawn(factors.at(0, default: 1))
    }})
  }}
}}
#let row-of(width, drawings, shrunk) = block(breakable: false, beside(
  (width,) * drawings.len(), ..drawings.map(drawn => drawn(shrunk)),
))
#let figure-row(width, ..drawings) = fitted(shrunk => row-of(width, drawings.pos(), shrunk))
// Ends the page, unless it has just begun, where a heading has room on it but not the drawings below.
#let room-for(width, ..drawings) = {{
  block(height: 0pt, above: 0pt, below: 0pt, [#metadata("room")<room>])
  context {{
    let place = query(selector(<room>).before(here())).last().location().position()
    let room = page.height - {BOTTOM + 14 + HEADED}pt - place.y
    let needed = measure(width: page.width - {2 * MARGIN}pt, row-of(width, drawings.pos(), 0.75)).height
    if place.y > {TOP + HEADED}pt and room < needed {{ pagebreak(weak: true) }}
  }}
}}

#let thin = table.hline(stroke: 0.4pt + rule)
#let middle = table.hline(stroke: 0.6pt + rule.darken(25%))
#let thick = table.hline(stroke: 0.9pt + ink)
#let crowded(body) = {{
  show regex("\\S{{4}}"): it => it + cut
  body
}}
// A table with its caption and its notes, all of one size of type; a short one is not broken.
#let tabular(size, whole, caption, body, notes) = block(breakable: not whole, above: 8pt, below: 11pt, {{
  set text(size: size)
  set par(leading: 0.5em, spacing: 0.6em)
  show figure: set block(breakable: true, above: 0pt, below: 0pt)
  show figure.caption: it => block(sticky: true, it)
  if caption == none {{ body }} else {{
    figure(body, kind: table, caption: figure.caption(position: top, caption), numbering: none, supplement: none)
  }}
  for note in notes {{ block(above: 5pt, below: 0pt, aside(note)) }}
}})

// The first page: what the report is, and what about. The pages after it have that in their heads.
#let cover(kind, title-of, subtitle, source) = {{
  block(below: 10pt, strong(coloured(accent, kind)))
  show title: set text(size: 20pt, weight: 600)
  show title: set block(above: 0pt, below: 12pt)
  title(title-of)
  block(below: 8pt, text(size: 11pt, subtitle))
  if source != none {{ block(below: 8pt, aside(source)) }}
  line(length: 100%, stroke: 1.5pt + accent)
}}
#let running(words) = context if counter(page).get().first() > 1 {{
  set text(size: {TABLE_SIZE}pt, fill: soft)
  words
  v(-4pt)
  line(length: 100%, stroke: 0.4pt + rule)
}}
#let foot = context {{
  set text(size: {TABLE_SIZE}pt, fill: soft)
  align(right, counter(page).display("1 / 1", both: true))
}}
"""
