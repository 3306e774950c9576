// What is said of a step: its equation with the numbers of the moment, and a note.
const PLACE = /\ue000(\(?)(\w+) k?(\d+)\ue001/g;
const placed = {
  value: i => valueOf(i),
  gradient: i => gradientOf(i),
  local: e => localOf(e),
  adds: e => addsOf(e),
  alpha: () => ({ numbers: [alpha], shape: [] }),
  t: i => ({ numbers: [numberOfStep(i)], shape: [] }),
  mean: i => gradientOf(i, mean()),
};
// What an update reads and writes: memory0 is the first thing that was remembered, kept0 what it becomes.
for (const { fills } of updates) {
  placed[fills] = i => outcomeOf(fills, i);
  if (fills === "updated") continue;
  placed[fills.replace("kept", "memory")] = i =>
    part(memory[Number(fills.slice(4))], nodes[i].at, nodes[i].shape);
}
const inBrackets = (text, bracket) => bracket && text.startsWith("-") ? `(${text})` : text;
const fill = text => text.replace(PLACE, (_, bracket, what, i) =>
  inBrackets(plain(textOf(placed[what](Number(i)))), bracket));
function nameOf(i) {
  const { name } = nodes[i];
  return /[\s+\-*/@<>=]/.test(name.replace(/ \(\d+\)$/, "")) ? `(${name})` : name;
}
const nameOfGradient = i => `d${nameOf(J)}/d${nameOf(i)}`;

// The entries of a step: each with the sum that makes it, by name and with numbers.
const ENTRY = /\ue000([^\ue001]*)\ue001/g;
function entryName(kind, entry) {
  const i = nodeAt(entry), index = indexText(nodes[i].shape, entry - nodes[i].at);
  return (kind === "g" ? nameOfGradient(i) : nameOf(i)) + index;
}
let entryPlaces = null;
// The entry of that name: of which array it is, at which place, and whether a minus sign needs brackets there.
function entryOf(name) {
  const places = (_, entry) => ["v", "g"].map(kind => [entryName(kind, entry), [kind, entry]]);
  entryPlaces ??= new Map(nodeOfEntry.flatMap(places));
  const bracket = !entryPlaces.has(name);
  const [kind, entry] = entryPlaces.get(bracket ? name.slice(1) : name);
  return { kind, entry, bracket };
}
const byName = template => template.replace(ENTRY, (_, name) => {
  const { kind, entry } = entryOf(name);
  return entryName(kind, entry);
});
const withNumbers = template => template.replace(ENTRY, (_, name, at) => {
  const { kind, entry, bracket } = entryOf(name), isBehindSign = /[-+*/@] $/.test(template.slice(0, at));
  return inBrackets(plain(kind === "g" ? state.g[entry] : state.v[entry]), bracket || isBehindSign);
});
const entriesIn = template => [...template.matchAll(ENTRY)].map(([, name]) => entryOf(name));
function entryLine(template, left, sign, result) {
  const sides = new Set([byName(template), withNumbers(template), plain(result)]);  // nothing is written twice
  return `${left} ${sign} ${[...sides].join(" = ")}`;
}
function entryLines(step) {
  if (step.kind === "forward") {
    const { entries = [], at } = nodes[step.i];
    return entries.map((template, k) => entryLine(template, entryName("v", at + k), "=", state.v[at + k]));
  }
  if (step.kind !== "edge") return [];
  const { entries = [], parent, addsAt } = edges[step.e], { at } = nodes[parent];
  return entries.map((template, k) => entryLine(template, entryName("g", at + k), "+=", state.adds[addsAt + k]));
}

const hidden = s => asking && steps[s].kind === "edge" && edges[steps[s].e].asked && !answered.has(s);
// Whether a gradient is still asked for.
const isOpen = i => asking && (paths[i] ?? []).some(e => hidden(stepOf(e)));
function equation(s) {
  const step = steps[s];
  if (hidden(s)) {
    const { node, parent } = edges[step.e];
    return `${nodes[node].name} -> ${nodes[parent].name}: what does this edge add to ${nameOfGradient(parent)}?`;
  }
  if (step.kind === "forward") return fill(nodes[step.i].equation.join(" = "));
  if (step.kind === "seed") return `${nameOfGradient(J)} = 1`;
  if (step.kind === "edge") {
    const [gradient, ...sides] = edges[step.e].equation;
    return fill(`${gradient} += ${sides.join(" = ")}`);
  }
  const { name, equation } = updates[step.u], numbers = equation.slice(2);
  return numbers.length && !isOpen(step.i) ? `${name}: ${fill(numbers.join(" = "))}` : name;
}
const PHASES = {
  forward: "forward pass, a value is computed",
  seed: "backward pass, where it begins",
  edge: "backward pass, the chain rule on one edge",
  update: "update, a step downhill",
};
function phase() {
  if (!finished()) return `Step ${now + 1} of ${steps.length}: ${PHASES[steps[now].kind]}`;
  if (isMean()) return `The mean over ${m} examples of every value and gradient`;
  return `All ${steps.length} steps are done`;
}
const soFar = e => earlier[e] < 0 ? "" :
  `, and ${nameOfGradient(edges[e].parent)} already has ${plain(textOf(afterOf(earlier[e])))}`;

function note(s) {
  const step = steps[s];
  if (step.kind === "forward") return forwardNote(step.i);
  if (step.kind === "seed") return `${nodes[J].name} changes as fast as itself.`;
  return step.kind === "update" ? updateNote(step) : edgeNote(step.e);
}
function forwardNote(i) {
  const value = valueOf(i);
  return isSmall(value) || isNumber(value) ? "" : `${nodes[i].name}: ${plain(textOf(value))}`;
}
function updateNote({ u, i }) {
  const result = outcomeOf(updates[u].fills, i);
  const rest = isSmall(result) ? "" : `\n${nodes[i].name}: ${plain(textOf(result))}`;
  const mean = m ? ` The gradient is the mean over ${m} examples.` : "";
  const isMoved = updates[u].fills === "updated";
  const what = isMoved
    ? `alpha = ${plain(alpha)} is the learning rate.`
    : `${data.optimizer} remembers this of ${nodes[i].name} for its next steps.`;
  return `${what} The other numbers are those from before the update.${mean}${rest}`;
}
function edgeNote(e) {
  const { node, parent } = edges[e], before = earlier[e], after = afterOf(e), sentences = [], { name } = nodes[parent];
  if (before >= 0 && isSmall(after)) {
    sentences.push(`It already had ${plain(textOf(afterOf(before)))}, so it adds up: ${plain(textOf(after))}.`);
  } else if (before >= 0) sentences.push("It already had a gradient, so it adds up.");
  if (paths[parent].length > 1) {
    const cost = nodes[J].name, count = paths[parent].length;
    sentences.push(`${cost} depends on ${name} along ${count} paths; nudge ${name} and all of them change ${cost}, ` +
      "so the effects add.");
  }
  const wider = summedAxes(nodes[node].shape, nodes[parent].shape);
  if (wider && edges[e].local !== null) {
    sentences.push(`${name} (${shapeWords(nodes[parent].shape)}) was used again and again to make ` +
      `${nodes[node].name} (${shapeWords(nodes[node].shape)}), so what reaches it is summed ${wider}.`);
  }
  if (!isSmall(after)) sentences.push(`\n${nameOfGradient(parent)}: ${plain(textOf(after))}`);
  return sentences.join(" ").trim();
}
const shapeWords = shape => shape.length ? shape.join(" x ") : "one number";
// The axes along which an input was repeated, in words, or "".
function summedAxes(wide, narrow) {
  const missing = wide.length - narrow.length;
  const axes = wide.map((n, k) => k).filter(k => k < missing || (narrow[k - missing] === 1 && wide[k] > 1));
  if (!axes.length) return "";
  return axes.length === wide.length ? "over all entries" : `over axis ${axes.join(" and ")}`;
}
