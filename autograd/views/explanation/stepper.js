const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, edges, updates, members } = data;
const byId = id => document.getElementById(id);
const computes = data.still === "", J = nodes.length - 1, MINUS = "\u2212";

// Numbers: four significant digits, as Python's %.4g writes them, ties to the even digit.
function digits(x) {
  if (typeof x !== "number") return String(x ?? "-");
  if (Number.isNaN(x)) return "NAN";
  if (!Number.isFinite(x)) return x < 0 ? "-INF" : "INF";
  const tie = /^(-?\d\.\d\d(\d))50*(e.*)$/.exec(x.toExponential(100));
  const text = tie && tie[2] % 2 === 0 ? tie[1] + tie[3] : x.toExponential(3);
  const [mantissa, power] = text.split("e"), short = text => text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  if (power >= -4 && power < 4) return short(Number(text).toFixed(3 - power)).replace(/^-0$/, "0");
  return `${short(mantissa)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}
const plain = x => digits(x).replaceAll(MINUS, "-"), real = x => digits(x).replaceAll("-", MINUS);
const NOT_FINITE = { NAN: NaN, INF: Infinity, [MINUS + "INF"]: -Infinity };
const number = x => computes && x in NOT_FINITE ? NOT_FINITE[x] : x;

// What is known of the graph: Python's numbers at first, and computed again for others.
const earlier = [], last = {}, paths = {};
edges.forEach((edge, e) => {
  earlier.push(last[edge.parent] ?? -1);
  last[edge.parent] = e;
  (paths[edge.parent] ??= []).push(e);
});
function recorded() {
  const [local, adds, after] = ["local", "adds", "after"].map(name => edges.map(edge => number(edge[name])));
  const g = nodes.map((_, i) => i === J ? (computes ? 1 : data.seed) : i in last ? after[last[i]] : 0);
  return { v: nodes.map(node => number(node.value)), local, adds, after, g };
}
function compute(leaves) {
  const v = leaves.slice(), g = nodes.map(() => 0), local = [], adds = [], after = [];
  forward(v);
  g[J] = 1;
  backward(v, local, adds, after, g);
  return { v: v.map(Number), local: local.map(Number), adds, after, g };
}
const first = recorded(), examples = Object.entries(data.examples);
const m = examples.length ? examples[0][1].length : 0;
let state = first, leaves = first.v.slice(), example = -1, alpha = data.alpha ?? 0.1, curve = [], chosen = null;
let now = 0, timer = null, asking = data.quiz, tries = {}, answered = new Set(), hinted = 0, zoom = 0;

const withExample = (leaves, k) => {
  const v = leaves.slice();
  examples.forEach(([i, numbers]) => { v[i] = numbers[k]; });
  return v;
};
const cost = v => { const all = v.slice(); forward(all); return Number(all[J]); };
function mean() {
  if (!m) return state;
  const all = Array.from({ length: m }, (_, k) => compute(withExample(leaves, k)));
  return { J: all.reduce((sum, s) => sum + s.v[J], 0) / m, g: nodes.map((_, i) => all.reduce((sum, s) => sum + s.g[i], 0) / m) };
}
const costOf = () => m ? mean().J : state.v[J];

// The steps: every computed value, where the backward pass begins, every edge, every update.
const steps = [
  ...nodes.flatMap((node, i) => node.equation ? [{ kind: "forward", i }] : []),
  { kind: "seed", i: J },
  ...edges.map((edge, e) => ({ kind: "edge", e, i: edge.parent })),
  ...updates.map((update, u) => ({ kind: "update", u, i: update.node })),
];
const firstEdge = steps.findIndex(step => step.kind === "edge"), stepOf = e => firstEdge + e;
const hidden = s => asking && steps[s].kind === "edge" && edges[steps[s].e].asked && !answered.has(s);
const updated = u => computes ? state.v[updates[u].node] - alpha * state.g[updates[u].node] : updates[u].result;

function place(what, i) {
  return { value: () => state.v[i], gradient: () => state.g[i], local: () => state.local[i], adds: () => state.adds[i],
           alpha: () => alpha, updated: () => updated(updates.findIndex(update => update.node === i)) }[what]();
}
const PLACE = /\ue000(\(?)(\w+) (?:by )?k?(\d+)\ue001/g;
const fill = text => text.replace(PLACE, (_, bracket, what, i) => {
  if (/^\d/.test(what)) return `d${nameOf(what)}/d${nameOf(i)}`;
  const shown = plain(place(what, Number(i)));
  return bracket && shown.startsWith("-") ? `(${shown})` : shown;
});
const fillLatex = text => text.replace(PLACE, (_, bracket, what, i) => {
  if (/^\d/.test(what)) return `\\frac{\\partial ${nodes[what].latexName}}{\\partial ${nodes[i].latexName}}`;
  const shown = plain(place(what, Number(i))).replace(/^-/, "- ").replace("INF", "\\infty").replace("NAN", "\\mathrm{nan}")
    .replace(/e([+-])0?(\d+)$/, (_, sign, power) => ` \\cdot 10^{${sign === "-" ? "- " : ""}${power}}`);
  return bracket && shown.startsWith("-") ? `\\left( ${shown} \\right)` : shown;
});
const nameOf = i => /[\s+\-*/@<>=]/.test(nodes[i].name.replace(/ \(\d+\)$/, "")) ? `(${nodes[i].name})` : nodes[i].name;
const gradientOf = i => `d${nameOf(J)}/d${nameOf(i)}`;
function equation(s) {
  const step = steps[s];
  if (hidden(s)) {
    const { node, parent } = edges[step.e];
    return `${nodes[node].name} -> ${nodes[parent].name}: what does this edge add to ${gradientOf(parent)}?`;
  }
  if (step.kind === "forward") return fill(nodes[step.i].equation.join(" = "));
  if (step.kind === "seed") return `${gradientOf(J)} = 1`;
  if (step.kind === "edge") return fill(edges[step.e].equation);
  const { name, numbers } = updates[step.u], open = asking && (paths[step.i] ?? []).some(e => hidden(stepOf(e)));
  return numbers.length && !open ? `${name}: ${fill(numbers.join(" = "))}` : name;
}
const small = x => typeof x === "number" || !/^\d+ x |^\d+, /.test(x);
function note(s) {
  const step = steps[s], said = [];
  if (step.kind === "forward") return nodes[step.i].detail ?? "";
  if (step.kind === "seed") return `${nodes[J].name} changes as fast as itself.`;
  if (step.kind === "update") {
    const result = updated(step.u);
    return `alpha = ${plain(alpha)} is the learning rate.` + (small(result) ? "" : `\n${nodes[step.i].name}: ${plain(result)}`);
  }
  const { node, parent } = edges[step.e], before = earlier[step.e], after = state.after[step.e];
  if (before >= 0) said.push(small(after) ? `It already had ${plain(state.after[before])}, so it adds up: ${plain(after)}.`
                                          : "It already had a gradient, so it adds up.");
  if (paths[parent].length > 1)
    said.push(`${nodes[J].name} depends on ${nodes[parent].name} along ${paths[parent].length} paths; nudge ` +
              `${nodes[parent].name} and all of them change ${nodes[J].name}, so the effects add.`);
  if (nodes[node].card && nodes[node].card === nodes[parent].card) said.push("Both values are inside this card.");
  if (!small(after)) said.push(`\n${gradientOf(parent)}: ${plain(after)}`);
  return said.join(" ").trim();
}

// Mathematics: the names and formulas come from Python; here they are put side by side.
const math = inside => `<math displaystyle="true">${inside}</math>`;
const partial = (of, by, css) => `<mfrac class="${css ?? ""}" data-node="${by}"><mrow><mi>\u2202</mi>${nodes[of].math}</mrow>` +
  `<mrow><mi>\u2202</mi>${nodes[by].math}</mrow></mfrac>`;
const mn = x => `<mn>${real(x).replace(/[<>&]/g, "")}</mn>`;
const fenced = x => digits(x).startsWith("-") ? `<mo>(</mo>${mn(x)}<mo>)</mo>` : mn(x);
function term(e, said) {
  const { node, parent } = edges[e];
  const product = `<mrow class="up">${partial(J, node)}</mrow><mrow class="local">${partial(node, parent)}</mrow>`;
  return `<munder><mrow>${product}</mrow><mtext>${said}</mtext></munder>`;
}
function chainRule(e) {
  const { node, parent, chain, formula, math: local } = edges[e], all = paths[parent];
  const head = partial(J, parent);
  if (!chain) return math(`${head}<mo>+=</mo>${local}`);
  const shown = all.length > 4 ? [e] : all, state = k => k < e ? ", already there" : k === e ? ", now" : ", to come";
  const terms = shown.map(k => term(k, all.length > 1 ? `path ${all.indexOf(k) + 1}${state(k)}` : "the only path"));
  const rest = shown.length < all.length ? "<mo>+</mo><mo>\u22ef</mo>" : "";
  const known = hidden(stepOf(e)) ? "" : `<mspace width="2em"></mspace><mrow class="local">${partial(node, parent)}</mrow>` +
    `<mo>=</mo>${local}${/^-?[\d.]+$/.test(formula) ? "" : `<mo>=</mo>${mn(stateOf().local[e])}`}`;
  return math(`${head}<mo>=</mo>${terms.join("<mo>+</mo>")}${rest}${known}`);
}
const stateOf = () => state;
function flows(i) {
  if (!(i in paths) || paths[i].some(e => hidden(stepOf(e)))) return "";
  const all = paths[i].slice(0, 6), rest = all.length < paths[i].length ? "<mo>+</mo><mo>\u22ef</mo>" : "";
  if (all.some(e => !edges[e].chain)) return all.map(e => math(`${partial(J, i)}<mo>+=</mo>${edges[e].math}`)).join("");
  const sum = all.map((e, k) => term(e, `path ${k + 1}`)).join("<mo>+</mo>") + rest;
  const put = all.map(e => `${fenced(state.g[edges[e].node])}<mo>\u22c5</mo>${fenced(state.local[e])}`).join("<mo>+</mo>") + rest;
  return math(`${partial(J, i)}<mo>=</mo>${sum}`) + math(`<mo>=</mo>${put}<mo>=</mo>${mn(state.g[i])}`);
}

// Showing: a text is touched only where it changes.
const set = (element, text) => { if (element.shown !== text) element.textContent = element.shown = text; };
const toggle = (element, name, on) => { if (element.classList.contains(name) !== on) element.classList.toggle(name, on); };
const cell = (row, text, css = "") => {
  const td = row.insertCell();
  set(td, text);
  td.className = css;
  return td;
};
const press = (td, text, action) => {
  const button = td.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", action);
};
steps.forEach((step, s) => {
  const row = byId("steps").insertRow();
  press(cell(row, ""), s + 1, () => move(s));
  cell(row, "", "math");
  row.dataset.node = step.i;
  row.addEventListener("click", event => { if (!event.target.closest("button")) move(s); });
});
const rows = {};
nodes.forEach((node, i) => {
  if (node.bare) return;
  const row = rows[i] = byId("values").insertRow();
  press(cell(row, ""), node.name, () => choose(i));
  cell(row, "", "math");
  cell(row, "", "math");
  row.dataset.node = i;
});

// A card is drawn with everything on it: a title, notes, lines of values, and the gradient last.
let cards = {}, arrows = [];
function lookUp() {
  const shownIn = card => card.startsWith("all ") ? null : members[card][members[card].length - 1];
  cards = {};
  for (const card of Object.keys(members)) {
    const group = byId(`card-${card}`);
    if (!group) continue;
    const i = shownIn(card) ?? members[card][0], texts = [...group.querySelectorAll("text")];
    const width = group.querySelector("polygon, path")?.getBBox().width;
    group.dataset.node = i;
    cards[card] = { group, i, texts, width, entries: card.startsWith("all ") };
  }
  arrows = edges.map(edge => byId(edge.id)).map(group => group && { group, text: group.querySelector("text") });
  const svg = document.querySelector("#graph svg");
  if (!svg) return;
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `computation graph of ${nodes[J].name}, ${Object.keys(cards).length} cards; the tables below have its numbers`);
  svg.insertAdjacentHTML("afterbegin", '<defs><marker id="backwards" viewBox="0 0 10 10" refX="2" refY="5" markerWidth="12" ' +
    'markerHeight="12" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#0072b2"/></marker></defs>');
}
const linesOf = text => text.split(/(?<=;) /);
function put(card, texts, said, isKnown = true) {
  texts.forEach((text, k) => {
    set(text, said[k] ?? "");
    toggle(text, "waiting", !isKnown);
    if (!computes || !card.width) return;
    const wide = text.textContent.length * 6.2 > card.width - 6 && text.getComputedTextLength() > card.width - 6;
    if (wide) { text.setAttribute("textLength", card.width - 6); text.setAttribute("lengthAdjust", "spacingAndGlyphs"); }
    else text.removeAttribute("textLength");
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
      if (lines[0]) put(card, [lines[0]], [real(range(named.map(i => known.get(i) ?? state.v[i])))], isKnown);
      if (lines[1]) put(card, [lines[1]], [named.every(i => gradients.has(i)) ? `d ${real(range(named.map(i => gradients.get(i))))}` : "d -"]);
      if (!computes) texts.slice(1).forEach(text => toggle(text, "waiting", now < firstEdge + edges.length));
      continue;
    }
    const count = node.rows, slopes = node.constant ? [] : texts.slice(-count), end = texts.length - slopes.length;
    const isKnown = !node.equation || known.has(card.i);
    put(card, texts.slice(end - count, end), linesOf(real(known.get(card.i) ?? state.v[card.i])), isKnown);
    put(card, slopes, blank ? ["d ____"] : linesOf(gradients.has(card.i) ? `d ${real(gradients.get(card.i))}` : "d -"));
  }
  edges.forEach((edge, e) => {
    const arrow = arrows[e];
    if (!arrow?.text) return;
    toggle(arrow.text, "waiting", hidden(stepOf(e)) || blank);
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
    else if (step.kind === "update") known.set(step.i, updated(step.u));
    else if (!hidden(s)) gradients.set(step.i, state.after[step.e]);
  });
  drawCards(known, gradients, document.body.classList.contains("handout"));
  nodes.forEach((node, i) => {
    const row = rows[i];
    if (!row) return;
    const value = node.equation || known.has(i) ? known.get(i) : state.v[i], was = first.v[i];
    set(row.cells[1], value === undefined ? "" : real(value));
    if (value !== undefined && state !== first && digits(was) !== digits(value)) {
      row.cells[1].shown = "";
      row.cells[1].innerHTML = `${real(value)} <s title="Python's number"><!-- -->${real(was)}</s>`;
    }
    set(row.cells[2], node.constant ? "" : gradients.has(i) ? real(gradients.get(i)) : "-");
  });
  marked.forEach(group => group.classList.remove("active", "receiver", "backwards"));
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
  byId("entries").hidden = !entries;
  set(byId("entries").lastElementChild, entries ?? "");
  const opened = hidden(now), edge = edges[step.e];
  if (byId("quiz").hidden === opened) byId("quiz").hidden = !opened;
  set(byId("question"), opened ? `upstream: ${gradientOf(edge.node)} = ${plain(state.g[edge.node])}. Fill in the numbers: fractions such as -1/4 will do. ${score()}` : "");
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
  const J = costOf();
  set(byId("cost"), `J${m ? `, the mean over ${m} examples,` : ""} = ${plain(J)}` + (m && example >= 0 ? `\nJ of this example = ${plain(state.v[nodes.length - 1])}` : ""));
  set(byId("which"), m ? (example < 0 ? `${m} examples` : `example ${example + 1} of ${m}`) : "");
}

// Where the reader is stands in the address.
function write() {
  const said = [`step=${now + 1}`];
  if (asking) said.push("quiz=1");
  if (example >= 0) said.push(`example=${example + 1}`);
  if (byId("turn").getAttribute("aria-pressed") === "true") said.push("down=1");
  if (document.body.classList.contains("present")) said.push("present=1");
  nodes.forEach((node, i) => {
    if (!node.equation && !node.bare && !Object.is(leaves[i], first.v[i])) said.push(`in.${encodeURIComponent(node.name)}=${leaves[i]}`);
  });
  try { history.replaceState(null, "", "#" + said.join("&")); } catch { /* a sandboxed frame has no address */ }
}
function go(s) {
  now = Math.max(0, Math.min(steps.length - 1, s));
  hinted = 0;
  set(byId("verdict"), "");
  byId("quiz").reset();
  show();
  write();
}
function stop() {
  clearInterval(timer);
  timer = null;
  set(byId("play"), "Play");
  set(byId("descend"), "Play downhill");
  byId("say").setAttribute("aria-live", "polite");
}
const move = s => { stop(); go(s); };
function play() {
  if (timer) return stop();
  if (now === steps.length - 1) go(0);
  byId("say").setAttribute("aria-live", "off");
  timer = setInterval(() => { if (now === steps.length - 1) stop(); else go(now + 1); }, 1500);
  set(byId("play"), "Pause");
}

// Other numbers.
function recompute() {
  const same = leaves.every((x, i) => nodes[i].equation || Object.is(x, first.v[i])) && example < 0;
  state = same ? first : compute(example < 0 ? leaves : withExample(leaves, example));
  refresh();
  write();
}
function choose(i) {
  chosen = i;
  set(byId("nudged"), "");
  byId("moving").hidden = true;
  const x = first.v[i], reach = Math.max(1, 2 * Math.abs(x));
  if (computes && !nodes[i].equation && Number.isFinite(x)) {
    Object.assign(byId("value"), { min: x - reach, max: x + reach, step: reach / 200 });
    byId("moving").hidden = false;
  }
  showChosen();
}
function showChosen() {
  if (chosen === null) return;
  const node = nodes[chosen], inside = members[node.card] ?? [], isLeaf = !byId("moving").hidden;
  byId("chosen").querySelector("h2").textContent = isLeaf ? `${node.name} = ${plain(state.v[chosen])}` : `What flows into ${node.name}`;
  if (isLeaf) {
    byId("value").setAttribute("aria-label", node.name);
    byId("value").value = state.v[chosen];
    if (document.activeElement !== byId("typed")) byId("typed").value = state.v[chosen];
    byId("value").setAttribute("aria-valuetext", `${node.name} = ${plain(state.v[chosen])}, ${nodes[J].name} = ${plain(state.v[J])}`);
  }
  const box = byId("flows");
  box.innerHTML = flows(chosen);
  if (inside.length > 1) {
    const list = box.appendChild(document.createElement("ul"));
    list.setAttribute("aria-label", "inside this card");
    inside.filter(i => !nodes[i].bare).slice(0, 200).forEach(i => {
      const gradient = nodes[i].constant || (asking && paths[i]?.some(e => hidden(stepOf(e)))) ? "" : `,  ${gradientOf(i)} = ${plain(state.g[i])}`;
      const said = nodes[i].equation ? fill(nodes[i].equation.join(" = ")) : `${nodes[i].name} = ${plain(state.v[i])}`;
      press(list.appendChild(document.createElement("li")), said + gradient, () => choose(i));
    });
  }
}
function change(x) {
  if (chosen === null || !Number.isFinite(x)) return;
  leaves[chosen] = x;
  if (example >= 0 && examples.some(([i]) => Number(i) === chosen)) example = -1;
  recompute();
}
function nudge() {
  const delta = byId("by").valueAsNumber, slope = state.g[chosen], from = state.v.slice(), at = from[chosen];
  if (!Number.isFinite(delta)) return;
  const before = cost(from);
  from[chosen] = at + delta;
  const actual = cost(from) - before;
  change(at + delta);
  const name = nodes[J].name, is = nodes[chosen].constant ? `${nodes[chosen].name} is data: no gradient is kept for it` : `predicted change of ${name} = ${gradientOf(chosen)} * ${plain(delta)} = ${plain(slope * delta)}`;
  set(byId("nudged"), `${is}\nactual change of ${name} = ${plain(actual)}`);
}
function descend() {
  const { g } = mean();
  if (!curve.length) curve.push(costOf());
  nodes.forEach((node, i) => { if (!node.equation && !node.constant) leaves[i] -= alpha * g[i]; });
  recompute();
  curve.push(costOf());
  const low = Math.min(...curve), high = Math.max(...curve), width = Math.max(curve.length - 1, 1);
  const finite = curve.every(Number.isFinite);
  if (finite) byId("curve").firstElementChild.setAttribute("points", curve.map(
    (y, k) => `${(240 * k / width).toFixed(1)},${(58 - 56 * (high > low ? (y - low) / (high - low) : 0)).toFixed(1)}`).join(" "));
  byId("curve").setAttribute("aria-label", `J over ${curve.length - 1} steps: from ${plain(curve[0])} to ${plain(curve[curve.length - 1])}`);
  set(byId("cost"), `${byId("cost").textContent}\n${curve.length - 1} steps: from ${plain(curve[0])} to ${plain(curve[curve.length - 1])}`);
  if (!finite) stop();
}
function reset() {
  leaves = first.v.slice();
  example = -1;
  curve = [];
  byId("curve").firstElementChild.setAttribute("points", "");
  set(byId("nudged"), "");
  recompute();
}

// The quiz.
function typed(text) {
  const [top, bottom = "1", ...more] = text.trim().replaceAll(MINUS, "-").replace(",", ".").split("/");
  return top.trim() === "" || bottom.trim() === "" || more.length ? NaN : Number(top) / Number(bottom);
}
const close = (given, right) => Math.abs(given - right) <= (0.01 * Math.abs(right) || 1e-9);
const score = () => `${Object.values(tries).filter(tried => tried === 1).length} of ${Object.keys(tries).length} right at once.`;
function hint() {
  const { e } = steps[now], { node, parent, formula } = edges[e];
  const said = [
    `${fill(nodes[node].equation.slice(0, 2).join(" = "))}: the rule is ${nodes[node].rule}; differentiate it by ${nodes[parent].name}.`,
    `the local derivative d${nameOf(node)}/d${nameOf(parent)} is ${formula}, and upstream is ${plain(state.g[node])}.`,
    `${plain(state.g[node])} * ${plain(state.local[e])} = ${plain(state.adds[e])}` + (earlier[e] < 0 ? ", the first contribution." : `, added to ${plain(state.after[earlier[e]])}.`),
  ];
  hinted = Math.min(hinted + 1, 3);
  return said.slice(0, hinted).join("\n");
}
function answer(praise) {
  answered.add(now);
  refresh();
  set(byId("note"), praise + note(now) + `\n${score()}`);
  byId("next").focus();
}
byId("quiz").addEventListener("submit", event => {
  event.preventDefault();
  const { e } = steps[now], right = { local: state.local[e], contribution: state.adds[e], gradient: state.after[e] };
  const wrong = Object.keys(right).find(name => !close(typed(event.target.elements[name].value), right[name]));
  tries[now] = (tries[now] ?? 0) + 1 + (hinted && !tries[now] ? 1 : 0);
  if (!wrong) return answer("Right. ");
  set(byId("verdict"), `Not yet, the ${wrong}: ${hint()}`);
  event.target.elements[wrong].focus();
});
byId("hint").onclick = () => { tries[now] = (tries[now] ?? 0) + 1; set(byId("verdict"), hint()); };
byId("reveal").onclick = () => { tries[now] = (tries[now] ?? 0) + 2; answer(""); };
byId("ask").onclick = () => {
  stop();
  asking = !asking;
  answered = new Set();
  tries = {};
  refresh();
  if (asking && !hidden(now)) go(Math.max(0, steps.findIndex((_, s) => hidden(s)))); else write();
};

// The page itself: size, direction, presenting, printing.
const svg = () => document.querySelector("#graph svg");
function resize(size) {
  if (!svg()) return;
  const box = svg().viewBox.baseVal, letters = 11;
  // A card's letters have 11 units: between 9 and 20 pixels of them fit the window, and zoom goes further.
  zoom = size ?? Math.max(1, Math.min(18 / letters, (byId("graph").clientWidth - 20) / box.width));
  byId("graph").style.setProperty("--width", `${zoom * box.width}px`);
}
function turn() {
  const other = document.querySelector("#graph svg").outerHTML.replace(/<defs>.*?<\/defs>/, ""), down = byId("down").innerHTML;
  byId("down").innerHTML = other;
  byId("graph").innerHTML = down;
  byId("turn").setAttribute("aria-pressed", byId("turn").getAttribute("aria-pressed") !== "true");
  marked = [];
  lookUp();
  resize();
  show();
}
const present = on => {
  document.body.classList.toggle("present", on);
  byId("present").setAttribute("aria-pressed", on);
  resize();
  show();
  write();
};
function handout(on) {
  document.body.classList.toggle("handout", on);
  byId("sheet").setAttribute("aria-pressed", on);
  if (on) go(firstEdge - 1); else show();
  const blank = s => {
    const step = steps[s];
    if (step.kind === "forward") return `${nodes[step.i].equation.slice(0, 2).join(" = ").replace(/\ue000.*?\ue001/g, "____")} = ____`;
    if (step.kind === "edge") return `${gradientOf(edges[step.e].parent)} += ${gradientOf(edges[step.e].node)} * ____ = ____`;
    return step.kind === "seed" ? `${gradientOf(J)} = ____` : `${updates[step.u].name} = ____`;
  };
  byId("blanks").replaceChildren(...steps.map((_, s) => Object.assign(document.createElement("li"), { textContent: blank(s) })));
  byId("answers").replaceChildren(...steps.map((_, s) => Object.assign(document.createElement("li"), { textContent: equation(s) })));
}
function latexOf(s) {
  const step = steps[s];
  if (step.kind === "seed") return String.raw`\frac{\partial J}{\partial J} = 1`;
  return fillLatex({ forward: nodes, edge: edges, update: updates }[step.kind][step.e ?? step.u ?? step.i].latex);
}
async function copy() {
  const text = hidden(now) ? "" : latexOf(now);
  try { await navigator.clipboard.writeText(text); set(byId("note"), "The LaTeX of this step is copied."); }
  catch { set(byId("note"), text); }
}
byId("in").onclick = () => resize(Math.min(zoom * 1.25, 6));
byId("out").onclick = () => resize(Math.max(zoom / 1.25, 0.3));
byId("fit").onclick = () => resize(svg() && (byId("graph").clientWidth - 20) / svg().viewBox.baseVal.width);
byId("turn").onclick = () => { turn(); write(); };
byId("present").onclick = () => present(!document.body.classList.contains("present"));
byId("print").onclick = () => window.print();
byId("sheet").onclick = () => handout(!document.body.classList.contains("handout"));
byId("latex").onclick = copy;
let drag = null;
byId("graph").addEventListener("pointerdown", event => { if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false }; });
window.addEventListener("pointermove", event => {
  if (!drag || event.pointerType === "touch") return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 5) return;
  byId("graph").scrollBy(-dx, -dy);
  drag = { x: event.clientX, y: event.clientY, moved: true };
});
window.addEventListener("pointerup", () => setTimeout(() => { drag = null; }));
byId("graph").addEventListener("wheel", event => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  resize(Math.max(0.3, Math.min(6, zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1))));
}, { passive: false });
byId("graph").addEventListener("click", event => {
  const group = event.target.closest("g.node");
  if (group && !drag?.moved && group.dataset.node !== undefined && !nodes[group.dataset.node].bare) choose(Number(group.dataset.node));
});
function link(event) {
  document.querySelectorAll(".linked").forEach(element => element.classList.remove("linked"));
  const i = event.type !== "pointerleave" && event.target.closest?.("[data-node]")?.dataset.node;
  if (i) document.querySelectorAll(`[data-node="${i}"]`).forEach(element => element.classList.add("linked"));
}
["pointerover", "focusin"].forEach(kind => document.addEventListener(kind, link));

byId("first").onclick = () => move(0);
byId("previous").onclick = () => move(now - 1);
byId("next").onclick = () => move(now + 1);
byId("last").onclick = () => move(steps.length - 1);
byId("play").onclick = play;
byId("slider").oninput = event => move(Number(event.target.value));
byId("value").oninput = event => { stop(); change(event.target.valueAsNumber); };
byId("typed").oninput = event => { stop(); change(event.target.valueAsNumber); };
byId("reset").onclick = () => { stop(); reset(); };
byId("nudge").onclick = () => { stop(); nudge(); };
byId("alpha").oninput = event => { if (event.target.valueAsNumber > 0) { alpha = event.target.valueAsNumber; refresh(); } };
byId("step").onclick = () => { stop(); descend(); };
byId("descend").onclick = () => {
  if (timer) return stop();
  timer = setInterval(descend, 100);
  set(byId("descend"), "Pause");
};
const pick = k => { stop(); example = (k + m) % m; recompute(); };
byId("back").onclick = () => pick(example < 0 ? m - 1 : example - 1);
byId("forth").onclick = () => pick(example + 1);
document.addEventListener("keydown", event => {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches(".scroll, figure, #formula, #chain, .panel") && event.key.startsWith("Arrow")) return;  // these scroll
  const keys = { ArrowRight: () => move(now + 1), ArrowLeft: () => move(now - 1), ArrowDown: () => move(now + 1),
                 ArrowUp: () => move(now - 1), Home: () => move(0), End: () => move(steps.length - 1),
                 p: () => present(!document.body.classList.contains("present")), Escape: () => present(false) };
  if (event.key === " " && !event.target.matches("button, summary")) keys[" "] = play;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
// What is copied can be pasted into Python.
document.addEventListener("copy", event => {
  if (event.target.matches && event.target.matches("input")) return;
  event.clipboardData.setData("text/plain", String(getSelection()).replaceAll(MINUS, "-").replaceAll("\u22c5", "*"));
  event.preventDefault();
});

function fromAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const given = name => Number(said.get(name)) || 0;
  if (given("quiz")) asking = true;
  leaves = first.v.slice();
  if (computes) nodes.forEach((node, i) => {
    const x = Number(said.get(`in.${node.name}`) ?? NaN);
    if (!node.equation && !node.bare && Number.isFinite(x)) leaves[i] = x;
  });
  example = given("example") && m ? Math.min(given("example"), m) - 1 : -1;
  if (given("present")) document.body.classList.add("present");
  if (given("down") !== Number(byId("turn").getAttribute("aria-pressed") === "true") && !byId("turn").hidden) turn();
  now = Math.min(steps.length, given("step") || (asking ? 1 + Math.max(0, steps.findIndex((_, s) => hidden(s))) : 1)) - 1;
  if (computes) recompute(); else { refresh(); write(); }
}
byId("alpha").value = alpha;
byId("downhill").hidden = !computes;
byId("examples").hidden = !m;
byId("still").hidden = computes;
set(byId("still"), data.still);
byId("turn").hidden = !byId("down").innerHTML.trim();
lookUp();
resize();
window.addEventListener("resize", () => resize());
window.addEventListener("hashchange", fromAddress);
if (!byId("turn").hidden && innerWidth < 600 && !location.hash) turn();
fromAddress();
if (data.handout) handout(true);
