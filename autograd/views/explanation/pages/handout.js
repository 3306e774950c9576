// The sheet to print: the formula, what is given, the graph, and every step with blanks to write in; or its key.
const NUMBER = '<mtext class="blank number"></mtext>', FORMULA = '<mtext class="blank formula"></mtext>';
const ENTRY_BLANK = '<mtext class="blank cell"></mtext>';
const isKey = data.handout === "key";

function blankFor(array) {
  if (array.text !== undefined) return FORMULA;
  if (isNumber(array)) return NUMBER;
  const row = `<mtr>${`<mtd>${ENTRY_BLANK}</mtd>`.repeat(array.shape.at(-1))}</mtr>`;
  return `<mrow><mo>[</mo><mtable>${row.repeat(rowsOf(array).length)}</mtable><mo>]</mo></mrow>`;
}
const blanked = template => template.replace(PLACE, (_, bracket, what, i) => blankFor(placed[what](Number(i))));
const answeredIn = template => isKey ? fillMath(template) : blanked(template);
const countOf = template => [...template.matchAll(PLACE)].length;
const line = (first, ...sides) => [first, ...sides.map(side => `<mo>=</mo>${side}`)].map(math).join(" ");

function forwardLine({ i }, s) {
  const [name, formula, ...numbers] = data.sides[s], isArray = nodes[i].shape.length > 0;
  const asked = isArray && !isKey ? numbers.slice(-1) : numbers.filter(side => isKey || countOf(side) <= 4);
  return line(`${name}<mo>=</mo>${formula}`, ...asked.map(answeredIn));
}
// What an edge adds: upstream times local derivative, or with arrays a formula and the numbers that it comes to.
function edgeLine({ e }) {
  const { node, parent, chain, typeset, math: local } = edges[e], left = `${up(parent)}<mo>+=</mo>`;
  const total = totalLine(e);
  if (typeset) {
    const sides = isKey ? typeset.map(fillMath) : [FORMULA, ...isSmall(addsOf(e)) ? [blankFor(addsOf(e))] : []];
    return line(left + sides[0], ...sides.slice(1)) + total;
  }
  if (!chain) return line(left + (isKey ? fillMath(local) : FORMULA)) + total;
  const sign = isAmbiguous(e) ? `<mo>\u22c5</mo>${isKey ? localSign(e) : FORMULA}` : localSign(e);
  const factors = isKey ? [gradientOf(node), localOf(e)].map(x => mathOf(x, true)) : [NUMBER, NUMBER];
  const sides = [factors.join("<mo>\u22c5</mo>"), isKey ? mathOf(addsOf(e)) : NUMBER];
  const why = isKey && !isAmbiguous(e) ? math(`<mspace width="2em"></mspace>${localSign(e)}<mo>=</mo>${local}`) : "";
  return line(`${left}${up(node)}${SPACE}${sign}`, ...sides) + why + total;
}
// Where a gradient is complete that several edges add to.
function totalLine(e) {
  const { parent } = edges[e], after = afterOf(e);
  if (paths[parent].length < 2 || paths[parent].at(-1) !== e || !(isNumber(after) || isSmall(after))) return "";
  const sum = math(`${up(parent)}<mo>=</mo>${isKey ? mathOf(after) : blankFor(after)}`);
  return `<span class="total">in sum ${sum}</span>`;
}
function updateLine(_, s) {
  const [name, formula, ...numbers] = data.sides[s];
  return line(`${name}<mo>\u2190</mo>${formula}`, ...numbers.map(answeredIn));
}
const LINES = {
  forward: forwardLine, edge: edgeLine, update: updateLine, seed: () => line(`${up(J)}<mo>=</mo><mn>1</mn>`),
};
const TITLES = {
  forward: "Forward pass: compute every value",
  seed: "Backward pass: upstream times local derivative adds to a gradient",
  update: "Update: every parameter takes a step downhill",
};
function listOf(kinds) {
  const some = steps.flatMap((step, s) => kinds.includes(step.kind) ? [{ step, s }] : []);
  if (!some.length) return "";
  const items = some.map(({ step, s }) => `<li>${LINES[step.kind](step, s)}</li>`).join("");
  return `<h2>${TITLES[kinds[0]]}</h2><ol start="${some[0].s + 1}">${items}</ol>`;
}
function givenLine() {
  const leaves = nodes.map((node, i) => ({ node, i })).filter(({ node }) => !node.equation && !node.bare);
  return leaves.map(({ node, i }) => {
    const array = valueOf(i), isWhole = array.shape?.every(n => n <= WHOLE) ?? true;
    const held = isWhole ? mathOf(array) : `<mtext>an array, ${array.shape.join(" \u00d7 ")}</mtext>`;
    return math(`${node.math}<mo>=</mo>${held}`);
  }).join(" ");
}
function handOut() {
  const sheet = data.sheet === null ? "" : `, sheet ${data.sheet}`;
  set(document.querySelector("h1"), `Backpropagation of ${nodes[J].name}${sheet}${isKey ? ": the key" : ""}`);
  document.body.classList.add("handout");
  now = isKey ? -1 : firstEdge - 1;
  if (isDown) turn(false);
  refresh();
  if (picture) byId("pieces").replaceChildren(...piecesOf(ACROSS.portrait / PRINTED));
  byId("given").innerHTML = givenLine();
  byId("filled").innerHTML = [["forward"], ["seed", "edge"], ["update"]].map(listOf).join("");
  byId("filled").querySelectorAll("math").forEach(shrink);
}
// What is wider than the sheet gets smaller letters, down to 8 points.
function shrink(element) {
  const share = byId("filled").clientWidth * 0.93 / element.getBoundingClientRect().width;
  if (share < 1) element.style.fontSize = `${12 * Math.max(share, 2 / 3)}pt`;
}
