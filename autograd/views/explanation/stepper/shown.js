// Showing: a text is touched only where it changes.
function set(element, text) {
  const changes = element.shown !== text;
  if (changes) element.textContent = element.shown = text;
  return changes;
}
const toggle = (element, name, on) => { if (element.classList.contains(name) !== on) element.classList.toggle(name, on); };
const cell = (row, css = "") => Object.assign(row.insertCell(), { className: css });
const press = (td, text, action) => {
  const button = td.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", action);
};
steps.forEach((step, s) => {
  const row = byId("steps").insertRow();
  press(cell(row), s + 1, () => move(s));
  cell(row, "math");
  row.dataset.node = step.i;
  row.addEventListener("click", event => { if (!event.target.closest("button")) move(s); });
});
const rows = {};
nodes.forEach((node, i) => {
  if (node.bare) return;
  const row = rows[i] = byId("values").insertRow();
  press(cell(row), node.name, () => choose(i));
  cell(row, "math");
  cell(row, "math");
  row.dataset.node = i;
});

// A card is drawn with everything on it: a title, notes, lines of values, and the gradient last.
let cards = {}, arrows = [];
const svg = () => document.querySelector("#graph svg");
function lookUp() {
  cards = {};
  for (const card of Object.keys(members)) {
    const group = byId(`card-${card}`);
    if (!group) continue;
    const entries = card.startsWith("all "), i = members[card].at(entries ? 0 : -1), texts = [...group.querySelectorAll("text")];
    const width = group.querySelector("polygon, path")?.getBBox().width;
    group.dataset.node = i;
    cards[card] = { group, i, texts, width, entries };
  }
  arrows = edges.map(edge => byId(edge.id)).map(group => group && { group, text: group.querySelector("text") });
  if (!svg()) return;
  svg().setAttribute("role", "img");
  svg().setAttribute("aria-label", `computation graph of ${nodes[J].name}, ${Object.keys(cards).length} cards; the tables below have its numbers`);
  svg().insertAdjacentHTML("afterbegin", '<defs><marker id="backwards" viewBox="0 0 10 10" refX="2" refY="5" markerWidth="12" ' +
    'markerHeight="12" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#0072b2"/></marker></defs>');
}
const linesOf = text => text.split(/(?<=;) /);
function put(card, texts, said, isKnown = true) {
  texts.forEach((text, k) => {
    const changes = set(text, said[k] ?? "");
    toggle(text, "waiting", !isKnown);
    if (!changes || !card.width) return;
    text.removeAttribute("textLength");
    if (text.textContent.length * 6.2 < card.width - 6 || text.getComputedTextLength() < card.width - 6) return;
    text.setAttribute("textLength", card.width - 6);  // a number may be wider than the one that the card was made for
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  });
}
const range = numbers => {
  const low = Math.min(...numbers), high = Math.max(...numbers);
  return numbers.length === 1 ? digits(low) : `${digits(low)} to ${digits(high)}, mean ${digits(numbers.reduce((a, b) => a + b, 0) / numbers.length)}`;
};
function through(tail, inside) {
  const found = new Map([[inside[inside.length - 1], 1]]), within = new Set(inside);
  edges.forEach((edge, e) => {
    if (within.has(edge.node) && found.has(edge.node) && (edge.parent === tail || within.has(edge.parent)))
      found.set(edge.parent, (found.get(edge.parent) ?? 0) + found.get(edge.node) * state.local[e]);
  });
  return found.get(tail);
}
function drawCards(known, gradients, blank) {
  for (const card of Object.values(cards)) {
    const node = nodes[card.i], { texts } = card;
    if (node.bare && members[node.card].length === 1) continue;
    if (card.entries) {
      const title = node.card.slice(4), named = members[node.card].filter(i => nodes[i].name.startsWith(`${title}[`));
      const lines = named.length && computes ? texts.slice(1) : [];
      const isKnown = named.every(i => !nodes[i].equation || known.has(i));
      const said = blank && named.some(i => nodes[i].equation) ? "____" : real(range(named.map(i => known.get(i) ?? state.v[i])));
      if (lines[0]) put(card, [lines[0]], [said], isKnown || blank);
      if (lines[1]) put(card, [lines[1]], [named.every(i => gradients.has(i)) ? `d ${real(range(named.map(i => gradients.get(i))))}` : "d -"]);
      if (!computes) texts.slice(1).forEach(text => toggle(text, "waiting", now < firstEdge + edges.length));
      continue;
    }
    const count = node.rows, slopes = node.constant ? [] : texts.slice(-count), end = texts.length - slopes.length;
    const isKnown = !node.equation || known.has(card.i);
    const value = blank && node.equation ? ["____"] : linesOf(real(known.get(card.i) ?? state.v[card.i]));
    put(card, texts.slice(end - count, end), value, isKnown || blank);
    put(card, slopes, blank ? ["d ____"] : linesOf(gradients.has(card.i) ? `d ${real(gradients.get(card.i))}` : "d -"));
  }
  edges.forEach((edge, e) => {
    const arrow = arrows[e];
    if (!arrow?.text) return;
    const waits = blank || hidden(stepOf(e)) || (!known.has(edge.node) && !/^-?[\d.]+$/.test(edge.formula));
    toggle(arrow.text, "waiting", waits);
    if (!computes) return;
    const inside = members[nodes[edge.node].card], tail = cards[nodes[edge.parent].card];
    if (tail.entries || cards[nodes[edge.node].card].entries) return;
    const local = inside.length > 1 ? through(tail.i, inside) : state.local[e];
    const isBare = inside.length > 1 || plain(local) === edge.formula;
    set(arrow.text, isBare ? real(local) : `${edge.formula} = ${real(local)}`);
  });
}

let marked = [], currentRows = [];
function show() {
  const step = steps[now], known = new Map(), gradients = new Map();
  steps.slice(0, now + 1).forEach((step, s) => {
    if (step.kind === "forward") known.set(step.i, state.v[step.i]);
    else if (step.kind === "seed") gradients.set(J, computes ? 1 : data.seed);
    else if (step.kind === "update") known.set(step.i, isOpen(step.i) ? state.v[step.i] : updated(step.u));
    else if (!hidden(s)) gradients.set(step.i, state.after[step.e]);
  });
  drawCards(known, gradients, document.body.classList.contains("handout"));
  nodes.forEach((node, i) => {
    const row = rows[i];
    if (!row) return;
    const value = node.equation || known.has(i) ? known.get(i) : state.v[i], was = first.v[i];
    set(row.cells[1], value === undefined ? "" : real(value));
    if (value !== undefined && state !== first && digits(was) !== digits(value)) {
      row.cells[1].shown = null;  // so that the next text is set
      row.cells[1].innerHTML = `${real(value)} <s title="Python's number"><!-- -->${real(was)}</s>`;
    }
    set(row.cells[2], node.constant ? "" : gradients.has(i) ? real(gradients.get(i)) : "-");
  });
  marked.forEach(group => group.classList.remove("active", "receiver", "backwards", "chosen"));
  document.querySelector("tr.chosen")?.classList.remove("chosen");
  const mark = (group, ...names) => { if (group) { group.classList.add(...names); marked.push(group); } };
  marked = [];
  const cardOf = i => cards[nodes[i].card]?.group;
  if (step.kind === "edge") {
    const { node, parent } = edges[step.e];
    mark(cardOf(node), "active");
    if (cardOf(parent) !== cardOf(node)) mark(cardOf(parent), "receiver");
    mark(arrows[step.e]?.group, "active", "backwards");
  } else mark(cardOf(step.i), step.kind === "seed" ? "active" : "receiver");
  const phase = { forward: "forward pass, a value is computed", seed: "backward pass, where it begins",
                  edge: "backward pass, the chain rule on one edge", update: "update, a step downhill" }[step.kind];
  set(byId("phase"), `Step ${now + 1} of ${steps.length}: ${phase}`);
  byId("chain").innerHTML = step.kind === "edge" ? chainRule(step.e) : "";
  byId("chain").hidden = step.kind !== "edge";
  set(byId("equation"), equation(now));
  set(byId("note"), hidden(now) ? "" : note(now));
  const entries = step.kind === "edge" ? edges[step.e].entries : step.kind === "forward" ? nodes[step.i].entries : "";
  byId("entries").hidden = !entries || hidden(now);
  set(byId("entries").lastElementChild, entries ?? "");
  const opened = hidden(now), edge = edges[step.e];
  if (byId("quiz").hidden === opened) byId("quiz").hidden = !opened;
  set(byId("question"), opened ? `upstream: ${gradientOf(edge.node)} = ${plain(state.g[edge.node])}${soFar(step.e)}. ` +
    `Fill in the numbers: fractions such as -1/4 will do. ${score()}` : "");
  byId("ask").setAttribute("aria-pressed", asking);
  byId("slider").max = steps.length - 1;
  byId("slider").value = now;
  byId("slider").setAttribute("aria-valuetext", `step ${now + 1}: ${equation(now)}`);
  const ends = { first: 0, previous: 0, last: steps.length - 1, next: steps.length - 1 };
  Object.entries(ends).forEach(([id, end]) => byId(id).setAttribute("aria-disabled", now === end));
  currentRows.forEach(row => row.removeAttribute("aria-current"));
  currentRows = [byId("steps").rows[now], rows[step.i]].filter(Boolean);
  currentRows.forEach(row => {
    row.setAttribute("aria-current", "step");
    const box = row.closest(".scroll");
    box.scrollTop = row.offsetTop - box.clientHeight / 2;
  });
  if (chosen !== null) { mark(cardOf(chosen), "chosen"); rows[chosen]?.classList.add("chosen"); }
  const card = document.querySelector("svg .receiver") || document.querySelector("svg .active");
  if (card) {
    const figure = byId("graph"), at = card.getBoundingClientRect(), view = figure.getBoundingClientRect();
    if (at.left < view.left || at.right > view.right) figure.scrollLeft += at.left - view.left - view.width / 2;
    if (at.top < view.top || at.bottom > view.bottom) figure.scrollTop += at.top - view.top - view.height / 2;
  }
}
// What is long is written only when numbers change, not at every step.
function refresh() {
  [...byId("steps").rows].forEach((row, s) => set(row.cells[1], equation(s)));
  show();
  showChosen();
  const { name } = nodes[J];
  set(byId("cost"), `${name}${m ? `, the mean over ${m} examples,` : ""} = ${plain(mean().J)}` +
    (m && example >= 0 ? `\n${name} of this example = ${plain(state.v[J])}` : ""));
  set(byId("which"), m ? (example < 0 ? `${m} examples` : `example ${example + 1} of ${m}`) : "");
}
