// Mathematics: names and formulas come from Python; here they are put side by side, with the numbers of the moment.
const math = inside => `<math displaystyle="true">${inside}</math>`;
const partial = (of, by) => `<mfrac data-node="${by}"><mrow><mi>\u2202</mi>${nodes[of].math}</mrow>` +
  `<mrow><mi>\u2202</mi>${nodes[by].math}</mrow></mfrac>`;
const up = i => `<mrow class="up">${partial(J, i)}</mrow>`;
function mn(x) {
  const [mantissa, power] = real(x).split("e");
  if (power === undefined) return `<mn>${mantissa}</mn>`;
  const raised = power.replace(/^(\u2212)?\+?0*/, "$1");
  return `<mrow><mn>${mantissa}</mn><mo>\u22c5</mo><msup><mn>10</mn><mn>${raised}</mn></msup></mrow>`;
}
const SPACE = '<mspace width="0.3em"></mspace>';
const inFence = inside => `<mrow><mo>(</mo>${inside}<mo>)</mo></mrow>`;
const fenced = x => /^-|e/.test(digits(x)) ? inFence(mn(x)) : mn(x);

function matrix(array) {
  const cells = rowsOf(array).map(row => `<mtr>${row.map(x => `<mtd>${mn(x)}</mtd>`).join("")}</mtr>`).join("");
  const shape = `<mtext class="shape">${array.shape.join("\u00d7")}</mtext>`;
  return `<munder><mrow><mo>[</mo><mtable>${cells}</mtable><mo>]</mo></mrow>${shape}</munder>`;
}
function mathOf(array, bracket) {
  if (array.text !== undefined) return `<mtext>${escaped(array.text)}</mtext>`;
  if (isNumber(array)) return bracket ? fenced(array.numbers[0]) : mn(array.numbers[0]);
  return matrix(array);
}
const fillMath = template => template.replace(PLACE, (_, bracket, what, i) => mathOf(placed[what](Number(i)), bracket));

// The derivative along one edge needs a sign of its own where the whole derivative is another: next to J, and where the
// node depends on the parent along other ways too. Its formula is that sign.
const isAmbiguous = e => edges[e].ambiguous;
const isPlain = template => /^<(mi|mn|msub|mfrac)/.test(template);
function localSign(e) {
  const { node, parent, math: local } = edges[e];
  if (!isAmbiguous(e)) return `<mrow class="local">${partial(node, parent)}</mrow>`;
  return `<mrow class="local">${isPlain(local) ? local : inFence(local)}</mrow>`;
}
function term(e, caption) {
  const product = `${up(edges[e].node)}${SPACE}${localSign(e)}`;
  const row = `<mrow>${product}</mrow>`;
  return caption ? `<munder>${row}<mtext class="path">${caption}</mtext></munder>` : row;
}
const sumOf = terms => terms.join("<mo>+</mo>");
const WHEN = { before: ", already there", now: ", now", after: ", to come" };
function whenOf(k, e) {
  if (k === e) return WHEN.now;
  return k < e ? WHEN.before : WHEN.after;
}
function chainRule(e) {
  const { node, parent, chain, label, math: local, typeset } = edges[e], all = paths[parent];
  if (typeset && !hidden(stepOf(e))) return math(`${up(parent)}<mo>+=</mo>${typeset.map(fillMath).join("<mo>=</mo>")}`);
  if (!chain) return math(`${up(parent)}<mo>+=</mo>${fillMath(local)}`);
  const shown = all.length > 4 ? [e] : all;
  const terms = shown.map(k => term(k, all.length > 1 ? `path ${all.indexOf(k) + 1}${whenOf(k, e)}` : ""));
  if (shown.length < all.length) terms.push("<mo>\u22ef</mo>");
  const whole = `${up(parent)}<mo>=</mo>${sumOf(terms)}`;
  if (hidden(stepOf(e))) return math(whole);
  const sides = isAmbiguous(e) ? [local] : [partial(node, parent), local];
  if (!/^-?[\d.]+$/.test(label)) sides.push(mn(state.local[edges[e].localAt]));
  if (sides.length < 2) return math(whole);
  return math(`${whole}<mspace width="2em"></mspace><mrow class="local">${sides.join("<mo>=</mo>")}</mrow>`);
}
// All that flows into a gradient, as a sum over its paths, by name and with numbers.
function flows(i) {
  if (!(i in paths) || isOpen(i)) return "";
  const all = paths[i].slice(0, 6), rest = all.length < paths[i].length ? ["<mo>\u22ef</mo>"] : [];
  if (all.some(e => !edges[e].chain || !isNumber(localOf(e)))) {
    return all.map(e => chainRule(e)).join("");
  }
  const terms = all.map((e, k) => term(e, all.length > 1 ? `path ${k + 1}` : "")).concat(rest);
  const byName = math(`${up(i)}<mo>=</mo>${sumOf(terms)}`), total = state.g[nodes[i].at];
  if (isMean()) return `${byName}<p class="soft">Its mean over ${m} examples is ${real(total)}.</p>`;
  const put = all.map(e => {
    const { node, localAt } = edges[e];
    return `${fenced(state.g[nodes[node].at])}<mo>\u22c5</mo>${fenced(state.local[localAt])}`;
  });
  return byName + math(`<mo>=</mo>${sumOf(put.concat(rest))}<mo>=</mo>${mn(total)}`);
}
function stepMath(s) {
  const step = steps[s];
  if (step.kind === "edge") return chainRule(step.e);
  const { typeset } = { forward: nodes[step.i], update: updates[step.u] }[step.kind] ?? {};
  if (!typeset) return "";
  const isUpdate = step.kind === "update", shown = isUpdate && isOpen(step.i) ? typeset.slice(0, 2) : typeset;
  const [left, ...sides] = shown.map(fillMath), sign = isUpdate ? "\u2190" : "=";
  return math(`${left}<mo>${sign}</mo>${sides.join("<mo>=</mo>")}`);
}

// LaTeX of a step, as Python writes it.
function latexNumber(x, bracket) {
  const shown = plain(x).replace(/^-/, "- ").replace("INF", "\\infty").replace("NAN", "\\text{nan}")
    .replace(/e([+-])0?(\d+)$/, (_, sign, power) => ` \\cdot 10^{${sign === "-" ? "- " : ""}${power}}`);
  return bracket && shown.startsWith("-") ? `\\left( ${shown} \\right)` : shown;
}
function latexArray(array, bracket) {
  if (array.text !== undefined) return array.text;
  if (isNumber(array)) return latexNumber(array.numbers[0], bracket);
  const rows = rowsOf(array).map(row => row.map(x => latexNumber(x)).join(" & "));
  return `\\begin{bmatrix} ${rows.join(" \\\\ ")} \\end{bmatrix}`;
}
const fillLatex = text => text.replace(PLACE, (_, bracket, what, i) => latexArray(placed[what](Number(i)), bracket));
function latexOf(s) {
  const step = steps[s];
  if (step.kind === "seed") return data.seed;
  return fillLatex({ forward: nodes, edge: edges, update: updates }[step.kind][step.e ?? step.u ?? step.i].latex);
}
