// What the page knows: the graph, the numbers that Python recorded, and the numbers computed again.
const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, edges, updates } = data;
const byId = id => document.getElementById(id);
const computes = data.still === "", J = nodes.length - 1;

// Every node and edge has a place among the entries, which stand one after another.
const NOT_FINITE = { NAN: NaN, INF: Infinity, [`${MINUS}INF`]: -Infinity };
const numberIn = x => x in NOT_FINITE ? NOT_FINITE[x] : x;
const earlier = [], last = {}, paths = {};
function place(things, shapeOf, at) {
  let total = 0;
  things.forEach((thing, k) => {
    thing[at] = total;
    total += sizeOf(shapeOf(thing, k));
  });
}
nodes.forEach(node => { node.shape ??= []; });
edges.forEach(edge => {
  edge.localShape ??= [];
  // A quiz asks for single finite numbers: what is none is a text here, and an array a list.
  edge.asked = [edge.local, edge.adds, edge.after].every(x => typeof x === "number");
});
place(nodes, node => node.shape, "at");
place(edges, edge => nodes[edge.parent].shape, "addsAt");
place(edges, edge => nodes[edge.node].shape, "localAt");
edges.forEach((edge, e) => {
  earlier.push(last[edge.parent] ?? -1);
  last[edge.parent] = e;
  (paths[edge.parent] ??= []).push(e);
});

// Python's numbers; what is too large has a text in its place.
function fillIn(array, at, shape, x) {
  const size = sizeOf(shape), isText = typeof x === "string" && !(x in NOT_FINITE);
  for (let k = 0; k < size; k++) array[at + k] = isText ? NaN : numberIn(Array.isArray(x) ? x[k] : x);
}
function recorded() {
  const state = { v: [], g: [], local: [], adds: [], after: [] };
  nodes.forEach(node => {
    fillIn(state.v, node.at, node.shape, node.value);
    fillIn(state.g, node.at, node.shape, 0);
  });
  edges.forEach(edge => {
    const shape = nodes[edge.parent].shape;
    if (edge.local !== null) fillIn(state.local, edge.localAt, nodes[edge.node].shape, edge.local);
    fillIn(state.adds, edge.addsAt, shape, edge.adds);
    fillIn(state.after, edge.addsAt, shape, edge.after);
    fillIn(state.g, nodes[edge.parent].at, shape, edge.after);
  });
  state.g[nodes[J].at] = 1;
  return state;
}
function compute(leaves) {
  const v = leaves.slice(), g = v.map(() => 0), local = [], adds = [], after = [];
  forward(v);
  g[nodes[J].at] = 1;
  backward(v, local, adds, after, g);
  const [values, gradients, locals, added, sums] = [v, g, local, adds, after].map(numbers => numbers.map(Number));
  return { v: values, g: gradients, local: locals, adds: added, after: sums };
}
const first = recorded(), examples = Object.entries(data.examples);
const m = computes && examples.length ? examples[0][1].length : 0;  // a page that stays still shows none
const ALL = -1, OWN = -2;  // the mean over all examples, and numbers of the reader's own
let state = first, leaves = first.v.slice(), example = ALL, alpha = data.alpha ?? 0.1, overall = null;

// Arrays of the moment.
const isTextOf = x => typeof x === "string" && !(x in NOT_FINITE);
function part(numbers, at, shape, text) {
  return isTextOf(text) ? { text } : { numbers: numbers.slice(at, at + sizeOf(shape)), shape };
}
const valueOf = (i, now = state) => part(now.v, nodes[i].at, nodes[i].shape, nodes[i].value);
function gradientOf(i, now = state) {
  return part(now.g, nodes[i].at, nodes[i].shape, i in last ? edges[last[i]].after : undefined);
}
const addsOf = e => part(state.adds, edges[e].addsAt, nodes[edges[e].parent].shape, edges[e].adds);
const afterOf = e => part(state.after, edges[e].addsAt, nodes[edges[e].parent].shape, edges[e].after);
function localOf(e) {
  const { local, localAt, localShape, node } = edges[e];
  if (local === null) return null;
  const whole = part(state.local, localAt, nodes[node].shape, local);
  return whole.numbers ? unrepeated(whole, localShape) : whole;
}

// What the optimizer remembers of each entry, state by state, and how many steps it has taken on the page.
let memory = [], taken = 0;
function forgetSteps() {
  taken = 0;
  memory = [];
  nodes.forEach(({ at, shape, memory: kept = [] }) => kept.slice(1).forEach((x, j) => {
    memory[j] ??= first.v.map(() => 0);
    fillIn(memory[j], at, shape, x);
  }));
}
const numberOfStep = i => (nodes[i].memory?.[0] ?? 0) + taken + 1;
// Where the next step moves a parameter, and what is remembered of it then.
function nextOf(i) {
  const { at, shape } = nodes[i], { g } = mean(), moved = [], kept = memory.map(() => []);
  for (let k = at; k < at + sizeOf(shape); k++) {
    const [w, states] = movement(leaves[k], g[k], numberOfStep(i), alpha, memory.map(numbers => numbers[k]));
    moved.push(w);
    states.forEach((x, j) => kept[j].push(x));
  }
  return { moved, kept };
}
// What an update comes to: the parameter itself, or what is remembered of it.
function outcomeOf(fills, i) {
  const { shape } = nodes[i], update = updates.find(x => x.node === i && x.fills === fills);
  if (!computes) return part([update.result].flat().map(numberIn), 0, shape, update.result);
  const { moved, kept } = nextOf(i);
  return { numbers: fills === "updated" ? moved : kept[Number(fills.slice(4))], shape };
}

const withExample = (leaves, k) => {
  const v = leaves.slice();
  examples.forEach(([i, numbers]) => { v[nodes[i].at] = numbers[k]; });
  return v;
};
// With examples, and none of them chosen, every number is the mean over all of them.
const isMean = () => m > 0 && example === ALL;
function mean() {
  if (!m) return state;
  if (overall) return overall;
  const all = Array.from({ length: m }, (_, k) => compute(withExample(leaves, k)));
  const over = name => all[0][name].map((_, k) => all.reduce((sum, one) => sum + one[name][k], 0) / m);
  overall = { v: over("v"), g: over("g"), local: over("local"), adds: over("adds"), after: over("after") };
  return overall;
}
function computeState() {
  overall = null;
  if (isMean()) return mean();
  const isFirst = !m && leaves.every((x, k) => nodes[nodeAt(k)].equation || Object.is(x, first.v[k]));
  return isFirst ? first : compute(example < 0 ? leaves : withExample(leaves, example));
}
const nodeOfEntry = nodes.flatMap((node, i) => new Array(sizeOf(node.shape)).fill(i));
const nodeAt = entry => nodeOfEntry[entry];

// The first value that is no finite number although its inputs are, and what to say of it.
function firstBroken(now) {
  return nodes.findIndex((node, i) => !allFinite(valueOf(i, now)) &&
    (node.inputs ?? []).every(input => allFinite(valueOf(input, now))));
}
function brokenWords(now) {
  const i = firstBroken(now);
  if (i < 0) return "";
  const { name, inputs = [], equation } = nodes[i], text = textOf(valueOf(i, now));
  if (!equation) return `${name} is ${text} from the start, and so is what is computed from it.`;
  const operands = inputs.filter(k => !nodes[k].bare).map(k => `${nodes[k].name} = ${textOf(valueOf(k, now))}`);
  const why = operands.length ? ` at ${operands.join(", ")}` : "";
  return `${name} = ${shortFormula(i)}${why} is ${text}: from here on nothing is a number, and no gradient means ` +
    "anything.";
}
const shortFormula = i => nodes[i].op ?? nodes[i].name;

// The steps: every computed value, where the backward pass begins, every edge, every update.
const steps = [
  ...nodes.flatMap((node, i) => node.equation ? [{ kind: "forward", i }] : []),
  { kind: "seed", i: J },
  ...edges.map((edge, e) => ({ kind: "edge", e, i: edge.parent })),
  ...updates.map((update, u) => ({ kind: "update", u, i: update.node })),
];
const firstEdge = steps.findIndex(step => step.kind === "edge"), stepOf = e => firstEdge + e;
let now = -1;  // the step that is shown; before the walk begins, all of it is
const finished = () => now < 0;
