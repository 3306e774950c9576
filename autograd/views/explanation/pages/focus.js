// One path from the chosen card to J: the rest of the graph is paled, and the product along it stands in the panel.
const MOST_WAYS = 8, MOST_NODES = 400;
let focused = null;  // the edges of the path, from the card on

// The paths from a node to J, each as its edges; they are found as they are asked for.
function* waysFrom(i) {
  if (i === J) {
    yield [];
    return;
  }
  for (const e of paths[i] ?? []) {
    for (const rest of waysFrom(edges[e].node)) yield [e, ...rest];
  }
}
// How many there are from each node.
const counts = { [J]: 1 };
edges.forEach(({ node, parent }) => { counts[parent] = (counts[parent] ?? 0) + (counts[node] ?? 0); });
const isScalar = edges.every(({ chain, node }) => chain && !nodes[node].shape.length);
// Products of means are no means of products, and a question is not answered here.
function hasWays() {
  if (chosen === null || chosen === J || !finished() || asking || isMean()) return false;
  return isScalar && chosen in paths && nodes.length <= MOST_NODES;
}
function showWays() {
  const box = byId("all-ways");
  box.hidden = !hasWays();
  if (box.hidden) {
    focused = null;
    return;
  }
  describeWays();
  if (box.open) listWays();
}
const nodesOn = way => [chosen, ...way.map(e => edges[e].node)];
function listWays() {
  const list = byId("ways"), isShown = way => way.join() === focused?.join();
  list.replaceChildren();
  for (const way of waysFrom(chosen)) {
    const k = list.children.length;
    if (k === MOST_WAYS) break;
    const item = list.appendChild(document.createElement("li")), names = nodesOn(way).map(i => nodes[i].name);
    press(item, names.join(" \u2192 "), () => focus(isShown(way) ? null : way, k));
    item.firstElementChild.setAttribute("aria-pressed", isShown(way));
  }
}
function describeWays() {
  const { name, at } = nodes[chosen], count = counts[chosen], noun = count === 1 ? "path" : "paths";
  set(byId("count"), `${count.toLocaleString("en")} ${noun} from ${name} to ${nodes[J].name}`);
  const sum = `In sum: ${nameOfGradient(chosen)} = ${plain(state.g[at])}`;
  set(byId("product"), focused ? `Along it: ${productAlong(focused)}\n${sum}` : `${sum}\nPress one to see it alone.`);
}
// The local derivatives from J down, by name and as numbers, and what they come to.
function productAlong(way) {
  const fromJ = way.slice().reverse(), locals = fromJ.map(e => state.local[edges[e].localAt]);
  const formula = fromJ.map(e => /[ -]/.test(edges[e].label) ? `(${edges[e].label})` : edges[e].label).join(" * ");
  const numbers = locals.map((x, k) => inBrackets(plain(x), k > 0)).join(" * ");
  return [...new Set([formula, numbers, plain(locals.reduce((a, b) => a * b))])].join(" = ");
}
function focus(way, k) {
  focused = way;
  showWays();
  byId("ways").children[k].firstElementChild.focus();  // the list is a new one
  showFocus();
}
function showFocus() {
  toggle(figure, "focused", focused !== null);
  figure.querySelectorAll(".on-path").forEach(element => element.classList.remove("on-path"));
  if (!focused) return;
  const onPath = nodesOn(focused).map(i => cardOf(i)?.group);
  [...onPath, ...focused.map(e => arrowOf(e)?.group)].forEach(group => group?.classList.add("on-path"));
}
