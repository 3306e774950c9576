// The page itself: size, direction, presenting, printing.
const presenting = () => document.body.classList.contains("present");
function resize(size) {
  if (!svg()) return;
  const box = svg().viewBox.baseVal, letters = 11;
  // A card's letters have 11 units: between 9 and 20 pixels of them fit the window, and zoom goes further.
  const large = presenting(), largest = large ? 40 : 18;
  const fits = Math.min((byId("graph").clientWidth - 20) / box.width, large ? innerHeight * 0.55 / box.height : Infinity);
  zoom = size ?? (large ? Math.min(largest / letters, fits) : Math.max(1, Math.min(largest / letters, fits)));
  byId("graph").style.setProperty("--width", `${zoom * box.width}px`);
}
const turned = () => byId("turn").getAttribute("aria-pressed") === "true";
function turn() {
  document.querySelectorAll("#graph [class]").forEach(e => e.classList.remove("active", "receiver", "backwards", "chosen", "linked"));
  const other = svg().outerHTML.replace(/<defs>.*?<\/defs>/, ""), down = byId("down").innerHTML;
  byId("down").innerHTML = other;
  byId("graph").innerHTML = down;
  byId("turn").setAttribute("aria-pressed", !turned());
  marked = [];
  lookUp();
  resize();
  show();
}
const present = on => {
  document.body.classList.toggle("present", on);
  byId("present").setAttribute("aria-pressed", on);
  resize();
  show();
  write();
};
function handout(on) {
  document.body.classList.toggle("handout", on);
  byId("sheet").setAttribute("aria-pressed", on);
  if (on) {
    asking = false;
    go(firstEdge - 1);
    refresh();
  } else show();
  const blank = s => {
    const step = steps[s];
    if (step.kind === "forward") return `${nodes[step.i].equation.slice(0, 2).join(" = ").replace(/\ue000.*?\ue001/g, "____")} = ____`;
    if (step.kind === "edge") {
      const { node, parent, chain } = edges[step.e];
      return `${gradientOf(parent)} += ${chain ? `${gradientOf(node)} * ____ = ` : ""}____`;
    }
    return step.kind === "seed" ? `${gradientOf(J)} = ____` : `${updates[step.u].name} = ____`;
  };
  byId("blanks").replaceChildren(...steps.map((_, s) => Object.assign(document.createElement("li"), { textContent: blank(s) })));
  byId("answers").replaceChildren(...steps.map((_, s) => Object.assign(document.createElement("li"), { textContent: equation(s) })));
}
function latexOf(s) {
  const step = steps[s];
  if (step.kind === "seed") return fillLatex(`\ue000${J} by ${J}\ue001 = 1`);
  return fillLatex({ forward: nodes, edge: edges, update: updates }[step.kind][step.e ?? step.u ?? step.i].latex);
}
async function copy() {
  if (hidden(now) || (steps[now].kind === "update" && isOpen(steps[now].i))) return set(byId("note"), "This step is still a question.");
  const text = latexOf(now);
  try { await navigator.clipboard.writeText(text); set(byId("note"), "The LaTeX of this step is copied."); }
  catch { set(byId("note"), text); }
}
const zoomBy = factor => resize(Math.max(0.3, Math.min(6, zoom * factor)));
byId("in").onclick = () => zoomBy(1.25);
byId("out").onclick = () => zoomBy(1 / 1.25);
byId("fit").onclick = () => resize(svg() && (byId("graph").clientWidth - 20) / svg().viewBox.baseVal.width);
byId("turn").onclick = () => { turn(); write(); };
byId("present").onclick = () => present(!presenting());
byId("print").onclick = () => window.print();
byId("sheet").onclick = () => handout(!document.body.classList.contains("handout"));
byId("latex").onclick = copy;
let drag = null;
byId("graph").addEventListener("pointerdown", event => { if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false }; });
window.addEventListener("pointermove", event => {
  if (!drag || event.pointerType === "touch") return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 5) return;
  byId("graph").scrollBy(-dx, -dy);
  drag = { x: event.clientX, y: event.clientY, moved: true };
});
window.addEventListener("pointerup", () => setTimeout(() => { drag = null; }));
byId("graph").addEventListener("wheel", event => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
}, { passive: false });
byId("graph").addEventListener("click", event => {
  const group = event.target.closest("g.node");
  if (group && !drag?.moved && group.dataset.node !== undefined && !nodes[group.dataset.node].bare) choose(Number(group.dataset.node));
});
function link(event) {
  document.querySelectorAll(".linked").forEach(element => element.classList.remove("linked"));
  const i = event.target.closest?.("[data-node]")?.dataset.node;
  if (i) document.querySelectorAll(`[data-node="${i}"]`).forEach(element => element.classList.add("linked"));
}
["pointerover", "focusin"].forEach(kind => document.addEventListener(kind, link));

byId("first").onclick = () => move(0);
byId("previous").onclick = () => move(now - 1);
byId("next").onclick = () => move(now + 1);
byId("last").onclick = () => move(steps.length - 1);
byId("play").onclick = play;
byId("slider").oninput = event => move(Number(event.target.value));
byId("value").oninput = event => { stop(); change(event.target.valueAsNumber); };
byId("typed").oninput = event => { stop(); change(event.target.valueAsNumber); };
byId("reset").onclick = () => { stop(); reset(); };
byId("nudge").onclick = () => { stop(); nudge(); };
byId("alpha").oninput = event => { if (event.target.valueAsNumber > 0) { alpha = event.target.valueAsNumber; refresh(); } };
byId("step").onclick = () => { stop(); descend(); };
byId("descend").onclick = () => {
  if (timer) return stop();
  timer = setInterval(descend, 100);
  set(byId("descend"), "Pause");
};
const pick = k => { stop(); example = (k + m) % m; recompute(); };
byId("back").onclick = () => pick(example < 0 ? m - 1 : example - 1);
byId("forth").onclick = () => pick(example + 1);
document.addEventListener("keydown", event => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches(".scroll, figure, #formula, #chain, .panel") && event.key.startsWith("Arrow")) return;  // these scroll
  const keys = { ArrowRight: () => move(now + 1), ArrowLeft: () => move(now - 1), ArrowDown: () => move(now + 1),
                 ArrowUp: () => move(now - 1), Home: () => move(0), End: () => move(steps.length - 1),
                 p: () => present(!presenting()), Escape: () => present(false) };
  if (event.key === " " && !event.target.matches("button, summary")) keys[" "] = play;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
// What is copied can be pasted into Python.
document.addEventListener("copy", event => {
  if (event.target.matches && event.target.matches("input")) return;
  event.clipboardData.setData("text/plain", String(getSelection()).replaceAll(MINUS, "-").replaceAll("\u22c5", "*"));
  event.preventDefault();
});

function fromAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const given = name => Math.max(0, Math.trunc(Number(said.get(name)) || 0));
  asking = said.has("quiz") ? given("quiz") > 0 : data.quiz && !location.hash;
  clearCurve();
  leaves = first.v.slice();
  if (computes) nodes.forEach((node, i) => {
    const x = Number(said.get(`in.${node.name}`) || NaN);
    if (!node.equation && !node.bare && Number.isFinite(x)) leaves[i] = x;
  });
  example = given("example") && m ? Math.min(given("example"), m) - 1 : -1;
  document.body.classList.toggle("present", given("present") > 0);
  byId("present").setAttribute("aria-pressed", given("present") > 0);
  if (location.hash && given("down") !== Number(turned()) && !byId("turn").hidden) turn();
  resize();
  now = Math.min(steps.length, given("step") || (asking ? 1 + Math.max(0, steps.findIndex((_, s) => hidden(s))) : 1)) - 1;
  if (computes) recompute(); else { refresh(); write(); }
}
// What is printed is the whole walk, wherever the reader stands.
let stood = [0, false];
window.addEventListener("beforeprint", () => {
  stood = [now, presenting()];
  document.body.classList.remove("present");
  if (!asking && !document.body.classList.contains("handout")) { now = firstEdge + edges.length - 1; show(); }
});
window.addEventListener("afterprint", () => {
  now = stood[0];
  document.body.classList.toggle("present", stood[1]);
  show();
});
byId("alpha").value = alpha;
byId("downhill").hidden = !computes;
byId("examples").hidden = !m;
byId("still").hidden = computes;
set(byId("still"), data.still);
byId("turn").hidden = !byId("down").innerHTML.trim();
lookUp();
resize();
window.addEventListener("resize", () => resize());
window.addEventListener("hashchange", fromAddress);
if (!byId("turn").hidden && innerWidth < 600 && !location.hash) turn();
fromAddress();
if (data.handout) handout(true);
