// What stands on a card and on a line, how large it is, and its drawing.
const LETTERS = 12, LINE = 17, CELL = 16, PADDING = 7, WHOLE = 6, MAPPED = 48, FEW = 3, STACKED = 4, LONGEST = 34;
const FONT = "Helvetica, Arial, sans-serif";
const escaped = text => String(text).replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
const clipped = (text, most) => text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;

// A formula as a card shows it: what Python writes, in signs of mathematics.
const RAISED = { 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", [MINUS]: "\u207b" };
const raised = power => [...power].map(c => RAISED[c]).join("");
function pretty(text) {
  return withMinus(text)
    .replace(/, axis=\(?(\u2212?\d+),?\)?(?:, keepdims=True)?\)/g, " over axis $1)")
    .replace(/^(.*)broadcast_to\(([^()]*), \([\d, ]*\)\)(.*)$/, "$1$2$3, repeated")
    .replace(/ \*\* (?:\((\u2212[0-4])\)|([0-4]))(?![\d.])/g, (_, negative, power) => raised(negative ?? power))
    .replaceAll(" ** ", "^")
    .replaceAll(" * ", " \u00b7 ")
    .replaceAll(" @ ", " ")
    .replace(/\.m?T\b/g, "\u1d40");
}
// A comparison as a factor, which is 1 or 0, stands in square brackets.
function asFactor(formula) {
  const inside = formula.replace(/\(([^()]* (?:[<>]=?|[=!]=) [^()]*)\)/g, "[$1]");
  return inside === formula && / (?:[<>]=?|[=!]=) /.test(formula) ? `[${formula}]` : inside;
}

// The rows of an array that is shown whole, or null.
function matrixOf(array) {
  const { numbers, shape } = array;
  if (!numbers || isNumber(array) || shape.length > 2 || !numbers.length) return null;
  return Math.max(...shape) <= WHOLE ? rowsOf(array) : null;
}
function mapOf(array) {
  const { numbers, shape } = array;
  if (!numbers || !shape || shape.length < 1 || shape.length > 2 || !numbers.length) return null;
  return Math.max(...shape) <= MAPPED ? rowsOf(array) : null;
}

// A block is a line of text, a matrix or a map of colours, with its size.
function blockOf(array, css, lead, measure) {
  const matrix = matrixOf(array);
  if (matrix) {
    const cell = Math.max(40, 10 + Math.max(...array.numbers.map(x => measure(real(x)))));
    const width = cell * matrix[0].length + 10 + (lead ? 12 : 0);
    return { kind: "matrix", css, lead, cell, rows: matrix.length, columns: matrix[0].length, width,
             height: CELL * matrix.length + 6 };
  }
  const text = lead + real(textOf(array)), width = Math.max(measure(text), measure(`${lead}${MINUS}0.0000`));
  const map = mapOf(array);
  if (!map) return { kind: "line", css, lead, width, height: LINE };
  const cell = Math.max(3, Math.min(9, 150 / map[0].length));
  return { kind: "map", css, lead, cell, rows: map.length, columns: map[0].length,
           width: Math.max(width, cell * map[0].length), height: LINE + cell * map.length + 4 };
}

// Everything on a card, with its size.
function faceOf(card, measure) {
  const node = nodes[card.i], title = titleOf(card.box), isBox = card.members.length > 1;
  const named = namedIn(card.box, card.members, nodes);
  const head = clipped(title ?? node.name, 40);
  const face = { ...card, node, named, kind: kindOf(card.i), blocks: [], head, rest: "" };
  const formula = pretty((isBox ? node.whole : node.op) ?? "");
  if (title) face.rest = ` (${named.length} Value${named.length > 1 ? "s" : ""})`;
  else if (isBox && (!formula || formula.length > LONGEST)) face.rest = `  (${card.members.length} nodes)`;
  else if (formula) face.rest = ` = ${clipped(formula, LONGEST)}`;
  if (node.shape.length) face.rest += `  ${node.shape.join("\u00d7")}`;
  const later = node.later && !title ? [`(${node.later})`] : [];
  face.notes = [...node.notes ?? [], ...later].map(note => clipped(note, 44));
  if (!node.bare || isBox) {
    const range = numbers => ({ text: rangeOf(named.map(i => numbers[nodes[i].at])) });
    const [value, gradient] = named.length
      ? [range(first.v), range(first.g)]
      : [valueOf(card.i), gradientOf(card.i)];
    face.blocks.push(blockOf(value, "value", "", measure));
    if (!node.constant) face.blocks.push(blockOf(gradient, "gradient", "d ", measure));
  }
  face.beside = face.blocks.length === 2 && face.blocks[0].kind !== "line" && face.blocks[0].rows > STACKED;
  const widths = face.blocks.map(block => block.width), heights = face.blocks.map(block => block.height);
  const inner = face.beside ? widths[0] + widths[1] + 12 : Math.max(0, ...widths);
  const titleWidth = measure(face.head, true) + measure(face.rest) + 3;
  face.width = Math.max(inner, titleWidth, ...face.notes.map(note => measure(note))) + 2 * PADDING;
  const below = face.beside ? Math.max(...heights) : heights.reduce((a, b) => a + b, 0);
  face.height = LINE * (1 + face.notes.length) + below + 8;
  face.bare = node.bare && !isBox;
  if (face.bare) [face.width, face.height] = [titleWidth + 8, LINE];
  return face;
}
function kindOf(i) {
  const { constant, bare, equation } = nodes[i];
  if (i === J) return "cost";
  if (equation) return "computed";
  if (bare) return "bare";
  return constant ? "data" : "parameter";
}

// The drawing of a card, whose numbers are filled in later.
function drawnCard(face) {
  const { width, height, head, rest, bare } = face;
  if (bare) return `<text class="title" x="0" y="4">${escaped(head)}</text>`;
  const round = face.kind === "parameter" ? 9 : 2;
  const rectangle = (css, w, h) =>
    `<rect class="${css}" x="${-w / 2}" y="${-h / 2}" width="${w}" height="${h}" rx="${round}"/>`;
  const parts = [rectangle("frame", width, height)];
  if (face.kind === "cost") parts.push(rectangle("inner", width - 6, height - 6));
  if (face.kind === "data") {
    parts.push(`<path class="ear" d="M${width / 2 - 9} ${-height / 2}v9h9"/>`);
  }
  let y = LINE - height / 2;
  parts.push(`<text class="title" y="${y}"><tspan class="name">${escaped(head)}</tspan>${escaped(rest)}</text>`);
  face.notes.forEach(note => {
    y += LINE;
    parts.push(`<text class="note" y="${y}">${escaped(note)}</text>`);
  });
  let x = face.beside ? -(face.blocks[0].width + face.blocks[1].width + 12) / 2 : 0;
  for (const block of face.blocks) {
    parts.push(drawnBlock(block, face, face.beside ? x + block.width / 2 : 0, y + 5));
    if (face.beside) x += block.width + 12;
    else y += block.height;
  }
  return parts.join("");
}
function drawnBlock(block, face, middle, top) {
  const { kind, css, cell, rows, columns, lead } = block;
  if (kind === "line") return `<text class="${css}" x="${middle}" y="${top + 12}"></text>`;
  const isMatrix = kind === "matrix", left = middle - cell * columns / 2 + (isMatrix && lead ? 6 : 0);
  const parts = [];
  if (isMatrix) {
    const right = left + cell * columns, high = CELL * rows + 2;
    if (lead) parts.push(`<text class="${css}" x="${left - 12}" y="${top + high / 2 + 4}">d</text>`);
    parts.push(`<path class="bracket ${css}" d="M${left + 1} ${top}h-4v${high}h4M${right - 1} ${top}h4v${high}h-4"/>`);
  } else parts.push(`<text class="${css}" x="${middle}" y="${top + 12}"></text>`);
  const high = isMatrix ? CELL : cell, from = isMatrix ? top + 1 : top + LINE;
  for (let k = 0; k < rows * columns; k++) {
    const x = left + cell * (k % columns), y = from + high * Math.floor(k / columns);
    const where = `data-entry="${face.node.at + k}" class="${isMatrix ? "entry" : "dot"} ${css}"`;
    parts.push(isMatrix
      ? `<text ${where} x="${(x + cell / 2).toFixed(1)}" y="${y + 12}"></text>`
      : `<rect ${where} x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${cell}" height="${cell}"/>`);
  }
  return `<g class="${kind}">${parts.join("")}</g>`;
}

// The text on a line: the derivative of the card at its head by the card at its tail.
function labelOf(line, faces, now) {
  const head = faces[line.to], tail = faces[line.from], { node, place } = line.edges.at(-1);
  if (titleOf(head.box) || titleOf(tail.box)) return line.edges.length > 1 ? [`${line.edges.length} edges`] : [];
  if (tail.node.constant) return [];
  if (head.members.length > 1) {
    const inside = [tail, head].some(face => face.members.some(i => nodes[i].shape.length));
    const along = inside ? undefined : derivativeThrough(tail.i, head.members, now);
    return along === undefined ? [] : [real(along)];
  }
  const e = edgeAt(node, place);
  if (e === undefined) return [];
  const { label } = edges[e], local = localOf(e), formula = clipped(pretty(asFactor(label)), 28);
  const isFew = local?.numbers && (isNumber(local) || local.numbers.length <= FEW);
  if (!isFew || !edges[e].chain) return [formula];
  const number = real(textOf(local));
  if (local.numbers.every(x => plain(x) === label)) return [number === textOf(local) ? number : real(label)];
  return formula.length + number.length < 12 ? [`${formula} = ${number}`] : [formula, `= ${number}`];
}
const edgeIndex = new Map(edges.map((edge, e) => [`${edge.node} ${edge.place}`, e]));
const edgeAt = (node, place) => edgeIndex.get(`${node} ${place}`);
function derivativeThrough(tail, inside, now) {
  const reached = new Map([[inside.at(-1), 1]]), within = new Set(inside);
  edges.forEach((edge, e) => {
    if (!within.has(edge.node) || !reached.has(edge.node)) return;
    if (edge.parent !== tail && !within.has(edge.parent)) return;
    const added = reached.get(edge.node) * now.local[edge.localAt];
    reached.set(edge.parent, (reached.get(edge.parent) ?? 0) + added);
  });
  return reached.get(tail);
}
