// Which card a node is on: its own, or that of a box, in a large graph.
const FULL = 60, MOST_CARDS = 250, PART = 60;

// The boxes of each node, the outermost first: the entries of an array, the rows of a large one, and unnamed steps with
// what they lead to.
function boxPaths(nodes, most = FULL) {
  const paths = nodes.map(() => []);
  if (nodes.length <= most) return paths;
  const uses = nodes.map(() => []);
  nodes.forEach((node, i) => (node.inputs ?? []).forEach(input => uses[input].push(i)));
  const joins = nodes.map((_, i) => i);
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (uses[i].length === 1 && !nodes[i].label) joins[i] = joins[uses[i][0]];
  }
  const members = new Map();
  joins.forEach((to, i) => members.set(to, [...(members.get(to) ?? []), i]));
  for (const [to, inside] of members) {
    if (inside.length > 1) inside.forEach(i => paths[i].push(`steps ${to}`));
  }
  if (members.size <= most) return paths;
  const entries = joins.map(to => /^(.+)\[(\d+)(,[\d,]+)?\]$/.exec(nodes[to].label ?? "")), counts = new Map();
  entries.forEach((entry, i) => {
    if (entry && joins[i] === i) counts.set(entry[1], (counts.get(entry[1]) ?? 0) + 1);
  });
  entries.forEach((entry, i) => {
    if (!entry || counts.get(entry[1]) === 1) return;
    const [, name, row, others] = entry;
    if (others && counts.get(name) > PART) paths[i].unshift(`row ${name}[${row},`);
    paths[i].unshift(`all ${name}`);
  });
  const cards = new Set(paths.map((path, i) => path[0] ?? i));
  if (cards.size > MOST_CARDS) inParts([...members], paths);
  return paths;
}
// What is far from the end stands in boxes of so many cards, each of which can be opened.
function inParts(members, paths) {
  members.sort(([one], [other]) => other - one).forEach(([, inside], place) => {
    const part = Math.floor(place / PART);
    if (part) inside.forEach(i => paths[i].unshift(`part ${part}`));
  });
}

// The card of each node: the first of its boxes that is not opened, or the node itself.
function cardsOf(nodes, paths, opened) {
  const cards = new Map();
  nodes.forEach((_, i) => {
    const box = paths[i].find(box => !opened.has(box)), id = box ?? `node ${i}`;
    if (!cards.has(id)) cards.set(id, { id, box: box ?? null, members: [] });
    cards.get(id).members.push(i);
  });
  for (const card of cards.values()) card.i = shownBy(card, nodes);
  return [...cards.values()];
}
// The node whose numbers stand on a card: the last of it, and of the entries of an array their first.
function shownBy({ box, members }, nodes) {
  const named = namedIn(box, members, nodes);
  return named.length ? named[0] : members.at(-1);
}
// The title of a box of entries, or null, and the members that are those entries.
function titleOf(box) {
  if (box?.startsWith("row ")) return `${box.slice(4)}\u2026]`;
  return box?.startsWith("all ") ? box.slice(4) : null;
}
function namedIn(box, members, nodes) {
  if (!titleOf(box)) return [];
  const start = box.startsWith("all ") ? `${box.slice(4)}[` : box.slice(4);
  return members.filter(i => nodes[i].label?.startsWith(start));
}

// The lines between cards: each with the edges (node, input) that it stands for.
function linesBetween(nodes, cards) {
  const cardOf = new Map(), lines = new Map();
  cards.forEach((card, k) => card.members.forEach(i => cardOf.set(i, k)));
  nodes.forEach((node, i) => (node.inputs ?? []).forEach((input, place) => {
    const from = cardOf.get(input), to = cardOf.get(i);
    if (from === to) return;
    const isSingle = cards[to].members.length === 1 && !titleOf(cards[from].box);
    const key = isSingle ? `${from} ${to} ${place}` : `${from} ${to}`;
    if (!lines.has(key)) lines.set(key, { from, to, edges: [] });
    lines.get(key).edges.push({ node: i, input, place });
  }));
  return [...lines.values()];
}
