// What is said of a step: its equation, a note, and the chain rule.
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
  const { name, numbers } = updates[step.u];
  return numbers.length && !isOpen(step.i) ? `${name}: ${fill(numbers.join(" = "))}` : name;
}
const soFar = e => earlier[e] < 0 ? "" : `, and ${gradientOf(edges[e].parent)} already has ${plain(state.after[earlier[e]])}`;
// Whether a gradient is still asked for.
const isOpen = i => asking && (paths[i] ?? []).some(e => hidden(stepOf(e)));
const small = x => typeof x === "number" || !/^\d+ x |^\d+, /.test(x);
function note(s) {
  const step = steps[s], said = [];
  if (step.kind === "forward") return nodes[step.i].detail ?? "";
  if (step.kind === "seed") return `${nodes[J].name} changes as fast as itself.`;
  if (step.kind === "update") {
    const result = updated(step.u);
    return `alpha = ${plain(alpha)} is the learning rate. The other numbers are those from before the update.` + (small(result) ? "" : `\n${nodes[step.i].name}: ${plain(result)}`);
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
const partial = (of, by) => `<mfrac data-node="${by}"><mrow><mi>\u2202</mi>${nodes[of].math}</mrow>` +
  `<mrow><mi>\u2202</mi>${nodes[by].math}</mrow></mfrac>`;
const mn = x => `<mn>${real(x).replace(/[<>&]/g, "")}</mn>`;
const fenced = x => digits(x).startsWith("-") ? `<mo>(</mo>${mn(x)}<mo>)</mo>` : mn(x);
function term(e, said) {
  const { node, parent } = edges[e];
  const product = `<mrow class="up">${partial(J, node)}</mrow><mrow class="local">${partial(node, parent)}</mrow>`;
  return said ? `<munder><mrow>${product}</mrow><mtext>${said}</mtext></munder>` : product;
}
function chainRule(e) {
  const { node, parent, chain, formula, math: local } = edges[e], all = paths[parent];
  const head = partial(J, parent);
  if (!chain) return math(`${head}<mo>+=</mo>${local}`);
  const shown = all.length > 4 ? [e] : all, when = k => k < e ? ", already there" : k === e ? ", now" : ", to come";
  const terms = shown.map(k => term(k, all.length > 1 ? `path ${all.indexOf(k) + 1}${when(k)}` : ""));
  const rest = shown.length < all.length ? "<mo>+</mo><mo>\u22ef</mo>" : "";
  const known = hidden(stepOf(e)) ? "" : `<mspace width="2em"></mspace><mrow class="local">${partial(node, parent)}</mrow>` +
    `<mo>=</mo>${local}${/^-?[\d.]+$/.test(formula) ? "" : `<mo>=</mo>${mn(state.local[e])}`}`;
  return math(`${head}<mo>=</mo>${terms.join("<mo>+</mo>")}${rest}${known}`);
}
function flows(i) {
  if (!(i in paths) || isOpen(i)) return "";
  const all = paths[i].slice(0, 6), rest = all.length < paths[i].length ? "<mo>+</mo><mo>\u22ef</mo>" : "";
  if (all.some(e => !edges[e].chain)) return all.map(e => math(`${partial(J, i)}<mo>+=</mo>${edges[e].math}`)).join("");
  const sum = all.map((e, k) => term(e, all.length > 1 ? `path ${k + 1}` : "")).join("<mo>+</mo>") + rest;
  const put = all.map(e => `${fenced(state.g[edges[e].node])}<mo>\u22c5</mo>${fenced(state.local[e])}`).join("<mo>+</mo>") + rest;
  return math(`${partial(J, i)}<mo>=</mo>${sum}`) + math(`<mo>=</mo>${put}<mo>=</mo>${mn(state.g[i])}`);
}
