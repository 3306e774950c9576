// Where the reader is stands in the address.
function write() {
  const said = [`step=${now + 1}`];
  if (asking) said.push("quiz=1");
  if (example >= 0) said.push(`example=${example + 1}`);
  if (turned()) said.push("down=1");
  if (presenting()) said.push("present=1");
  nodes.forEach((node, i) => {
    if (!node.equation && !node.bare && !Object.is(leaves[i], first.v[i])) said.push(`in.${encodeURIComponent(node.name)}=${leaves[i]}`);
  });
  try { history.replaceState(null, "", "#" + said.join("&")); } catch { /* a sandboxed frame has no address */ }
}
function go(s) {
  now = Math.max(0, Math.min(steps.length - 1, s));
  if (hinted || asking) forget();
  show();
  write();
}
function stop() {
  clearInterval(timer);
  timer = null;
  set(byId("play"), "Play");
  set(byId("descend"), "Play downhill");
  byId("say").setAttribute("aria-live", "polite");
}
const move = s => { stop(); go(s); };
function play() {
  if (timer) return stop();
  if (now === steps.length - 1) go(0);
  byId("say").setAttribute("aria-live", "off");
  timer = setInterval(() => { if (now === steps.length - 1) stop(); else go(now + 1); }, 1500);
  set(byId("play"), "Pause");
}

// Other numbers.
function forget() {  // what was said of other numbers
  hinted = 0;
  set(byId("nudged"), "");
  set(byId("verdict"), "");
  byId("quiz").reset();
}
function recompute() {
  forget();
  overall = null;
  const same = leaves.every((x, i) => nodes[i].equation || Object.is(x, first.v[i])) && example < 0;
  state = same ? first : compute(example < 0 ? leaves : withExample(leaves, example));
  refresh();
  write();
}
function choose(i) {
  chosen = i;
  byId("moving").hidden = true;
  const x = first.v[i], reach = Math.max(1, 2 * Math.abs(x));
  if (computes && !nodes[i].equation && Number.isFinite(x)) {
    byId("was").firstElementChild.value = x;  // a mark on the slider keeps Python's number
    Object.assign(byId("value"), { min: x - reach, max: x + reach, step: reach / 200 });
    byId("moving").hidden = false;
  }
  set(byId("nudged"), "");
  showChosen();
  show();
}
function showChosen() {
  if (chosen === null) return;
  const node = nodes[chosen], inside = members[node.card] ?? [], moves = !byId("moving").hidden;
  byId("chosen").querySelector("h2").textContent = moves || !node.equation ? `${node.name} = ${plain(state.v[chosen])}` : `What flows into ${node.name}`;
  if (moves) {
    byId("value").setAttribute("aria-label", node.name);
    byId("value").value = state.v[chosen];
    if (document.activeElement !== byId("typed")) byId("typed").value = state.v[chosen];
    byId("value").setAttribute("aria-valuetext", `${node.name} = ${plain(state.v[chosen])}, ${nodes[J].name} = ${plain(state.v[J])}`);
  }
  const box = byId("flows");
  box.innerHTML = flows(chosen);
  if (inside.length > 1) {
    const list = box.appendChild(document.createElement("ul"));
    list.setAttribute("aria-label", "inside this card");
    inside.filter(i => !nodes[i].bare).slice(0, 200).forEach(i => {
      const gradient = nodes[i].constant || isOpen(i) ? "" : `,  ${gradientOf(i)} = ${plain(state.g[i])}`;
      const said = nodes[i].equation ? fill(nodes[i].equation.join(" = ")) : `${nodes[i].name} = ${plain(state.v[i])}`;
      press(list.appendChild(document.createElement("li")), said + gradient, () => choose(i));
    });
  }
}
function change(x) {
  if (chosen === null || !Number.isFinite(x)) return;
  if (example >= 0 && examples.some(([i]) => Number(i) === chosen)) {  // the other numbers of the example stay
    leaves = withExample(leaves, example);
    example = -1;
  }
  leaves[chosen] = x;
  clearCurve();
  recompute();
}
function nudge() {
  const delta = byId("by").valueAsNumber, slope = state.g[chosen], from = state.v.slice(), at = from[chosen];
  if (!Number.isFinite(delta)) return;
  const before = cost(from);
  from[chosen] = at + delta;
  const actual = cost(from) - before;
  change(at + delta);
  const name = nodes[J].name, is = isOpen(chosen) ? `${gradientOf(chosen)} is still a question` : nodes[chosen].constant ? `${nodes[chosen].name} is data: no gradient is kept for it` : `predicted change of ${name} = ${gradientOf(chosen)} * ${plain(delta)} = ${plain(slope * delta)}`;
  set(byId("nudged"), `${is}\nactual change of ${name} = ${plain(actual)}`);
}
function clearCurve() {
  curve = [];
  byId("curve").firstElementChild.setAttribute("points", "");
  byId("curve").setAttribute("aria-label", `${nodes[J].name}, no step yet`);
}
function descend() {
  const before = mean();
  if (!curve.length) curve.push(before.J);
  nodes.forEach((node, i) => { if (!node.equation && !node.constant) leaves[i] -= alpha * before.g[i]; });
  recompute();
  curve.push(mean().J);
  const low = Math.min(...curve), high = Math.max(...curve), width = Math.max(curve.length - 1, 1);
  const finite = curve.every(Number.isFinite);
  byId("curve").firstElementChild.setAttribute("points", !finite ? "" : curve.map(
    (y, k) => `${(240 * k / width).toFixed(1)},${(58 - 56 * (high > low ? (y - low) / (high - low) : 0)).toFixed(1)}`).join(" "));
  byId("curve").setAttribute("aria-label", `${nodes[J].name} over ${curve.length - 1} steps: from ${plain(curve[0])} to ${plain(curve[curve.length - 1])}`);
  set(byId("cost"), `${byId("cost").textContent}\n${curve.length - 1} steps: from ${plain(curve[0])} to ${plain(curve[curve.length - 1])}`);
  if (!finite) stop();
}
function reset() {
  leaves = first.v.slice();
  example = -1;
  clearCurve();
  recompute();
}

// The quiz.
function typed(text) {
  const [top, bottom = "1", ...more] = text.trim().replaceAll(MINUS, "-").replace(",", ".").split("/");
  return top.trim() === "" || bottom.trim() === "" || more.length ? NaN : Number(top) / Number(bottom);
}
const close = (given, right) => Math.abs(given - right) <= (0.01 * Math.abs(right) || 1e-9);
const score = () => `${[...answered].filter(s => tries[s] === 1).length} of ${answered.size} right at once.`;
function hint() {
  const { e } = steps[now], { node, parent, formula } = edges[e];
  const said = [
    `${fill(nodes[node].equation.slice(0, 2).join(" = "))}: the rule is ${nodes[node].rule}; differentiate it by ${nodes[parent].name}.`,
    `the local derivative d${nameOf(node)}/d${nameOf(parent)} is ${formula}, and upstream is ${plain(state.g[node])}.`,
    `${plain(state.g[node])} * ${plain(state.local[e])} = ${plain(state.adds[e])}` + (earlier[e] < 0 ? ", the first contribution." : `, added to ${plain(state.after[earlier[e]])}.`),
  ];
  hinted = Math.min(hinted + 1, 3);
  return said.slice(0, hinted).join("\n");
}
function answer(praise) {
  answered.add(now);
  refresh();
  set(byId("note"), praise + note(now) + `\n${score()}`);
  byId("next").focus();
}
byId("quiz").addEventListener("submit", event => {
  event.preventDefault();
  const { e } = steps[now], right = { local: state.local[e], contribution: state.adds[e], gradient: state.after[e] };
  const wrong = Object.keys(right).find(name => !close(typed(event.target.elements[name].value), right[name]));
  tries[now] = (tries[now] ?? 0) + 1;
  if (!wrong) return answer("Right. ");
  set(byId("verdict"), `Not yet, the ${wrong}: ${hint()}`);
  event.target.elements[wrong].focus();
});
byId("hint").onclick = () => { tries[now] = (tries[now] ?? 0) + 1; set(byId("verdict"), hint()); };
byId("reveal").onclick = () => { tries[now] = (tries[now] ?? 0) + 2; answer(""); };
byId("ask").onclick = () => {
  stop();
  asking = !asking;
  answered = new Set();
  tries = {};
  forget();
  refresh();
  if (asking && !hidden(now)) go(Math.max(0, steps.findIndex((_, s) => hidden(s)))); else write();
  if (asking) byId("quiz").elements.local.focus();
};
