// Buttons, keys and the pointer.
const on = (id, action) => { byId(id).onclick = action; };
on("walk", () => finished() ? move(0) : finish());
on("first", () => move(0));
on("previous", backOne);
on("next", () => move(now + 1));
on("last", () => move(steps.length - 1));
on("play", play);
on("ask", ask);
on("more", () => {
  byId("more").setAttribute("aria-expanded", document.body.classList.toggle("more"));
  resize();
});
on("list", () => listAll(!isListed()));
on("close", closePanel);
on("open", openBox);
on("shut", shutBox);
on("in", () => zoomBy(1.25));
on("out", () => zoomBy(1 / 1.25));
on("fit", () => resize(picture && wholeZoom(picture)));
on("every", () => showEvery(!isEvery));
on("turn", () => { turn(!isDown); show(); write(); });
on("present", () => present(!presenting()));
on("print", () => window.print());
on("latex", copyLatex);
on("hint", giveHint);
on("reveal", reveal);
on("nudge", () => { stop(); nudge(); });
on("step", () => { stop(); descend(); });
on("reset", reset);
on("back", () => pick(-1));
on("forth", () => pick(1));
on("descend", () => {
  if (timer) return stop();
  timer = setInterval(descend, 100);
  set(byId("descend"), "Pause");
});
on("hill", () => {
  byId("downhill").hidden = !byId("downhill").hidden;
  byId("hill").setAttribute("aria-expanded", !byId("downhill").hidden);
});
byId("quiz").addEventListener("submit", check);
byId("slider").oninput = event => {
  const s = Number(event.target.value);
  if (s < steps.length) move(s);
  else finish();
};
byId("value").oninput = event => { stop(); change(event.target.valueAsNumber); };
byId("typed").oninput = () => {
  stop();
  const x = numberFrom("typed");
  if (x !== null) change(x);
};
byId("alpha").oninput = setAlpha;
on("count", listWays);

const KEYS = {
  ArrowRight: () => move(now + 1),
  ArrowDown: () => move(now + 1),
  ArrowLeft: backOne,
  ArrowUp: backOne,
  Home: () => move(0),
  End: () => move(steps.length - 1),
  p: () => present(!presenting()),
};
function escape() {
  if (presenting()) present(false);
  else if (chosen !== null) closePanel();
  else finish();
}
document.addEventListener("keydown", event => {
  const { key, target } = event, isTyping = target.matches("input");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape") return escape();
  if (isTyping) return;
  const group = target.closest("g.node");
  const isPress = key === "Enter" || key === " ";
  if (group && isPress) {
    event.preventDefault();
    choose(Number(group.dataset.node));
    byId("panel").focus();
    return;
  }
  if (target.matches(".scroll, #formula, #chain, .panel") && key.startsWith("Arrow")) return;  // these scroll
  const isPlay = key === " " && !target.matches("button, summary"), action = isPlay ? play : KEYS[key];
  if (!action) return;
  event.preventDefault();
  action();
});

// The pointer pans the graph, and a click chooses.
let drag = null;
figure.addEventListener("pointerdown", event => {
  if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false };
});
window.addEventListener("pointermove", event => {
  if (!drag || event.pointerType === "touch") return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 5) return;
  figure.scrollBy(-dx, -dy);
  drag = { x: event.clientX, y: event.clientY, moved: true };
});
window.addEventListener("pointerup", () => setTimeout(() => { drag = null; }));
figure.addEventListener("wheel", event => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
}, { passive: false });
figure.addEventListener("click", event => {
  const group = event.target.closest("g.node"), entry = event.target.closest("[data-entry]")?.dataset.entry;
  if (drag?.moved || !group || group.classList.contains("bare")) return;
  choose(Number(group.dataset.node), entry === undefined ? null : Number(entry));
});
function link(event) {
  document.querySelectorAll(".linked").forEach(element => element.classList.remove("linked"));
  const i = event.target.closest?.("[data-node]")?.dataset.node;
  if (i) document.querySelectorAll(`[data-node="${i}"]`).forEach(element => element.classList.add("linked"));
}
["pointerover", "focusin"].forEach(kind => document.addEventListener(kind, link));
document.addEventListener("copy", copyPlain);
window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);
window.addEventListener("resize", fitAnew);
window.addEventListener("hashchange", fromAddress);

byId("alpha").value = alpha;
forgetSteps();
const { optimizer } = data, downhillTitle = byId("downhill").querySelector("h2");
if (optimizer !== "PlainDescent") set(downhillTitle, `Step downhill with ${optimizer}`);
byId("hill").hidden = !computes;
byId("examples").hidden = !m;
byId("still").hidden = computes;
set(byId("still"), data.still);
fromAddress();
if (data.handout) handOut();
