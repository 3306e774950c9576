// The graph on the page: laid out, drawn, marked, zoomed.
const figure = byId("graph"), opened = new Set();
let cards = [], arrows = [], picture = null, isDown = false, zoom = 1, marked = [], acrossBefore = null;

// Widths of letters, which a canvas knows.
const pen = document.createElement("canvas").getContext("2d");
function measure(text, bold = false) {
  pen.font = `${bold ? "bold " : ""}${LETTERS}px ${FONT}`;
  return pen.measureText(text).width;
}

const labelSize = texts => texts.length
  ? { width: Math.max(...texts.map(text => measure(text))) * 0.92 + 8, height: 14 * texts.length + 2 }
  : null;

// The cards and lines of the graph with these boxes, and where they stand; null where there are too many. `keeps`:
// whether cards that were there keep their order.
function arranged(boxes, open, down, keeps = false) {
  const faces = cardsOf(nodes, boxes, open).map(card => faceOf(card, measure));
  if (faces.length > MOST_CARDS) return null;
  const lines = linesBetween(nodes, faces);
  lines.forEach(line => { line.texts = labelOf(line, faces, first); });
  const ways = lines.map(({ from, to, texts }) => ({ from, to, label: labelSize(texts) }));
  const old = acrossBefore && keeps ? oldPlaces(faces) : null;
  return { faces, lines, layout: layOut(faces, ways, { down, old }) };
}
// Lays the graph out afresh; the card of `held` keeps its place on the screen.
function layOutGraph(held = null) {
  const before = held === null ? null : screenPlace(held), graph = arranged(boxesOf, opened, isDown, held !== null);
  byId("toomany").hidden = Boolean(graph);
  if (!graph) return;
  const { faces, lines, layout } = graph;
  acrossBefore = new Map();
  faces.forEach((face, k) => face.members.forEach(i => acrossBefore.set(i, layout.cards[k].across)));
  draw(faces, lines, layout);
  resize();
  if (before) scrollTo(held, before);
}
function oldPlaces(faces) {
  const places = new Map();
  faces.forEach((face, k) => {
    const known = face.members.filter(i => acrossBefore.has(i)).map(i => acrossBefore.get(i));
    if (known.length) places.set(k, known.reduce((a, b) => a + b, 0) / known.length);
  });
  return places;
}

const ARROWS = [["forwards", 10, "line"], ["along", 10, "active"], ["backwards", 0, "active"]];
function draw(faces, lines, layout) {
  const { width, height } = layout;
  const markers = ARROWS.map(([id, at, css]) => `<marker id="${id}" class="${css}" viewBox="0 0 10 10" ` +
    `refX="${at}" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" ` +
    `orient="auto-start-reverse"><path d="M0 0.5L10 5L0 9.5z"/></marker>`).join("");
  const drawnLines = lines.map((line, k) => {
    const { curve, label } = layout.lines[k], { node, input, place } = line.edges.at(-1), size = labelSize(line.texts);
    const e = edgeAt(node, place), css = nodes[input].constant ? "edge still" : "edge";
    const box = size && `<rect x="${label.x - size.width / 2}" y="${label.y - size.height / 2}" ` +
      `width="${size.width}" height="${size.height}"/>`;
    const top = label.y - 7 * line.texts.length + 11;
    const texts = line.texts.map((_, t) => `<text class="local" x="${label.x}" y="${top + 14 * t}"></text>`).join("");
    return `<g class="${css}" data-from="${faces[line.from].i}" data-to="${faces[line.to].i}" data-edge="${e ?? ""}">` +
      `<path d="${curve}"/>${box ?? ""}${texts}</g>`;
  });
  const drawnCards = faces.map((face, k) => {
    const { x, y } = layout.cards[k], press = face.bare ? "" : 'tabindex="0" role="button"';
    const css = `node ${face.kind}${face.box ? " box" : ""}`;
    return `<g class="${css}" data-node="${face.i}" data-card="${escaped(face.id)}" ${press} ` +
      `style="transform:translate(${x}px,${y}px)">${drawnCard(face)}</g>`;
  });
  figure.innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="group" aria-label="computation graph of ` +
    `${escaped(nodes[J].name)}, ${faces.length} cards; its numbers are in the tables too"><defs>${markers}</defs>` +
    `${drawnLines.join("")}${drawnCards.join("")}</svg>`;
  picture = { width, height, places: layout.cards };
  const groups = [...figure.querySelectorAll("g.node")];
  cards = faces.map((face, k) => Object.assign(face, { group: groups[k], texts: textsOf(groups[k]) }));
  arrows = [...figure.querySelectorAll("g.edge")].map((group, k) => ({
    group, line: lines[k], texts: [...group.querySelectorAll("text")], width: labelSize(lines[k].texts)?.width,
  }));
  marked = [];
}
const textsOf = group => ({
  value: [...group.querySelectorAll("text.value")],
  gradient: [...group.querySelectorAll("text.gradient")].filter(text => text.textContent !== "d"),
  dots: [...group.querySelectorAll("rect.dot")],
});
const cardOf = i => cards.find(card => card.members.includes(i));

// Numbers are filled in; a text is touched only where it changes.
function set(element, text) {
  if (element.shown === text) return false;
  element.shown = text;
  element.textContent = withMinus(text);
  return true;
}
function toggle(element, name, on) {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}
function fit(text, width) {
  if (text.hasAttribute("textLength")) text.removeAttribute("textLength");
  if (measure(text.textContent) <= width) return;
  text.setAttribute("textLength", width);  // a number may be wider than the one that the card was made for
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
}
function fillBlock(card, block, array, lead, instead) {
  const texts = card.texts[block.css];
  if (block.kind === "line" || block.kind === "map") {
    if (set(texts[0], instead ?? lead + real(textOf(array)))) fit(texts[0], card.width - 8);
  } else {
    texts.forEach((text, k) => { if (set(text, instead ?? real(array.numbers[k]))) fit(text, block.cell - 6); });
  }
  if (block.kind !== "map") return;
  const dots = card.texts.dots.filter(dot => dot.classList.contains(block.css));
  const most = array?.numbers ? Math.max(...array.numbers.map(Math.abs), 1e-300) : 1;
  dots.forEach((dot, k) => {
    const share = array?.numbers ? array.numbers[k] / most : 0;
    dot.style.fill = share < 0 ? "var(--negative)" : "var(--positive)";
    dot.style.fillOpacity = Math.abs(share);
  });
}
// known and gradients: what has been computed so far, by node. blank: whether places are left to fill in by hand.
function fillGraph(known, gradients, blank) {
  for (const card of cards) {
    if (card.bare) continue;
    const [value, gradient] = card.blocks, { node } = card;
    if (card.named.length) {
      fillEntries(card, known, gradients, blank);
      continue;
    }
    const waits = node.equation && !known.has(card.i);
    const shown = waits ? null : known.get(card.i) ?? valueOf(card.i);
    let instead = waits ? "" : null;
    if (blank && node.equation) instead = "____";
    fillBlock(card, value, shown, "", instead);
    toggle(card.group, "waiting", Boolean(waits && !blank));
    if (!gradient) continue;
    const slope = gradients.get(card.i), missing = blank ? "d ____" : "d -";
    const unknown = gradient.kind === "matrix" ? missing.slice(2) : missing;
    fillBlock(card, gradient, slope, "d ", slope && !blank ? null : unknown);
  }
  for (const { group, line, texts, width } of arrows) {
    const { node } = line.edges.at(-1), e = Number(group.dataset.edge || NaN), label = labelOf(line, cards, state);
    const needsNode = !/^-?[\d.]+$/.test(edges[e]?.label ?? "x") && !known.has(node);
    const waits = blank || isMean() || needsNode || (edges[e] && hidden(stepOf(e)));
    texts.forEach((text, t) => {
      if (set(text, label[t] ?? "")) fit(text, width - 4);
      toggle(text, "waiting", Boolean(waits));
    });
  }
}
function fillEntries(card, known, gradients, blank) {
  const [value, gradient] = card.blocks, isKnown = card.named.every(i => !nodes[i].equation || known.has(i));
  const range = read => ({ text: rangeOf(card.named.map(i => read(i).numbers[0])) });
  let instead = isKnown ? null : "";
  if (blank && card.named.some(i => nodes[i].equation)) instead = "____";
  fillBlock(card, value, isKnown ? range(i => known.get(i) ?? valueOf(i)) : null, "", instead);
  toggle(card.group, "waiting", !isKnown && !blank);
  if (!gradient) return;
  const all = card.named.every(i => gradients.has(i)) && !blank;
  fillBlock(card, gradient, all ? range(i => gradients.get(i)) : null, "d ", all ? null : "d -");
}

// What the step is about is marked.
function mark(element, ...names) {
  if (!element) return;
  element.classList.add(...names);
  marked.push([element, names]);
}
function unmark() {
  marked.forEach(([element, names]) => element.classList.remove(...names));
  marked = [];
}
const arrowOf = e => arrows.find(({ line }) => line.edges.some(({ node, place }) => edgeAt(node, place) === e));

// Zoom: a graph that fits is shown whole when the page opens, as Fit shows every graph.
function resize(size) {
  fadeFormula();
  if (!picture) return;
  const most = presenting() ? 40 / LETTERS : LARGEST, whole = Math.min(most, wholeZoom(picture));
  zoom = size ?? (whole >= least(OVERVIEW) ? whole : least(READABLE));
  figure.style.setProperty("--width", `${zoom * picture.width}px`);
}
// A formula that goes on below or beside its box fades out there.
function fadeFormula() {
  const box = byId("formula"), isHigher = box.scrollHeight > box.clientHeight + 2;
  toggle(box, "below", isHigher);
  toggle(box, "beside", !isHigher && box.scrollWidth > box.clientWidth + 6);
}
const zoomBy = factor => resize(Math.max(0.2, Math.min(6, zoom * factor)));
function screenPlace(i) {
  const group = cardOf(i)?.group, box = group?.getBoundingClientRect(), view = figure.getBoundingClientRect();
  return box && [box.x + box.width / 2 - view.x, box.y + box.height / 2 - view.y];
}
function scrollTo(i, [x, y]) {
  const here = screenPlace(i);
  if (here) figure.scrollBy(here[0] - x, here[1] - y);
}
// Scrolls to some cards, or if there is no room for all of them to the first.
function bringIntoView(groups) {
  const boxes = groups.map(group => group.getBoundingClientRect()), view = figure.getBoundingClientRect();
  const all = {
    left: Math.min(...boxes.map(box => box.left)), right: Math.max(...boxes.map(box => box.right)),
    top: Math.min(...boxes.map(box => box.top)), bottom: Math.max(...boxes.map(box => box.bottom)),
  };
  const isRoom = all.right - all.left < view.width && all.bottom - all.top < view.height;
  const at = isRoom ? all : boxes[0];
  const middle = (low, high) => (low + high) / 2;
  if (at.left < view.left || at.right > view.right) {
    figure.scrollLeft += middle(at.left, at.right) - middle(view.left, view.right);
  }
  if (at.top < view.top || at.bottom > view.bottom) {
    figure.scrollTop += middle(at.top, at.bottom) - middle(view.top, view.bottom);
  }
}
function turn(down) {
  turned = down;
  acrossBefore = null;
  measureOverview();
  layOutGraph();
}
