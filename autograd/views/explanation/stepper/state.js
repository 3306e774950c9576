// What the page knows: the graph, the numbers that Python recorded, and the numbers computed again.
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
const m = computes && examples.length ? examples[0][1].length : 0;  // a page that stays still shows none
let state = first, leaves = first.v.slice(), example = -1, alpha = data.alpha ?? 0.1, curve = [], chosen = null;
let now = 0, timer = null, asking = data.quiz, tries = {}, answered = new Set(), hinted = 0, zoom = 0;

const withExample = (leaves, k) => {
  const v = leaves.slice();
  examples.forEach(([i, numbers]) => { v[i] = numbers[k]; });
  return v;
};
const cost = v => { const all = v.slice(); forward(all); return Number(all[J]); };
// What gradient descent goes by: the mean over the examples, computed once for each set of numbers.
let overall = null;
function mean() {
  if (!m) return { J: state.v[J], g: state.g };
  if (overall) return overall;
  const all = Array.from({ length: m }, (_, k) => compute(withExample(leaves, k)));
  const over = read => all.reduce((sum, s) => sum + read(s), 0) / m;
  return overall = { J: over(s => s.v[J]), g: nodes.map((_, i) => over(s => s.g[i])) };
}

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
