// One path from the chosen card to J: the rest of the graph is paled, and the product along it stands in the panel.
const MOST_WAYS = 8, MOST_WALKED = 400;
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
function countWays(i) {
  const counts = { [J]: 1 };
  edges.forEach(({ node, parent }) => { counts[parent] = (counts[parent] ?? 0) + (counts[node] ?? 0); });
  return counts[i] ?? 0;
}
// Products of means are no means of products, and a question is not answered here.
function hasWays() {
  if (chosen === null || chosen === J || !finished() || asking || isMean() || nodes.length > MOST_WALKED) return false;
  return chosen in paths && edges.every((edge, e) => edge.chain && isNumber(localOf(e)));
}
function showWays() {
  const list = byId("ways"), ways = [];
  list.replaceChildren();
  if (hasWays()) {
    for (const way of waysFrom(chosen)) {
      if (ways.push(way) === MOST_WAYS) break;
    }
  }
  const isShown = way => focused !== null && way.join() === focused.join();
  if (!ways.some(isShown)) focused = null;
  ways.forEach((way, k) => {
    const names = [chosen, ...way.map(e => edges[e].node)].map(i => nodes[i].name), item = document.createElement("li");
    press(list.appendChild(item), names.join(" \u2192 "), () => focus(isShown(way) ? null : way, k));
    item.firstElementChild.setAttribute("aria-pressed", isShown(way));
  });
  byId("all-ways").hidden = !ways.length;
  if (ways.length) describeWays();
}
function describeWays() {
  const count = countWays(chosen), { name } = nodes[chosen], total = plain(state.g[nodes[chosen].at]);
  const [summary] = byId("all-ways").children, gradient = `${nameOfGradient(chosen)} = ${total}`;
  set(summary, count === 1 ? `The path from ${name} to ${nodes[J].name}` :
    `${count.toLocaleString("en")} paths from ${name} to ${nodes[J].name}`);
  const sum = count === 1 ? gradient : `All of them add up: ${gradient}`;
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
  const onPath = [chosen, ...focused.map(e => edges[e].node)].map(i => cardOf(i)?.group);
  [...onPath, ...focused.map(e => arrowOf(e)?.group)].forEach(group => group?.classList.add("on-path"));
}
