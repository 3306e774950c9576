// The walk: what is known at a step, and what the page shows of it.
let timer = null, chosen = null, chosenEntry = null;

function whatIsKnown() {
  const known = new Map(), gradients = new Map(), upTo = finished() ? firstEdge + edges.length - 1 : now;
  const one = { numbers: [1], shape: nodes[J].shape };
  steps.slice(0, upTo + 1).forEach((step, s) => {
    if (step.kind === "forward") known.set(step.i, valueOf(step.i));
    else if (step.kind === "seed") gradients.set(J, one);
    else if (step.kind === "update") {
      if (updates[step.u].fills === "updated" && !isOpen(step.i)) known.set(step.i, outcomeOf("updated", step.i));
    }
    else if (!hidden(s)) gradients.set(step.i, afterOf(step.e));
  });
  return { known, gradients };
}

function show() {
  const { known, gradients } = whatIsKnown();
  if (chooseBoxes()) layOutGraph();
  fillGraph(known, gradients, data.handout === "blanks");
  markStep();
  showStep();
  if (isListed()) fillTables(known, gradients);
  showChosenMark();
  showFocus();
  const groups = [...figure.querySelectorAll(".receiver"), ...figure.querySelectorAll(".node.active")];
  if (groups.length) bringIntoView(groups);
}
function markStep() {
  unmark();
  if (finished()) return;
  const step = steps[now];
  if (step.kind !== "edge") return mark(cardOf(step.i)?.group, step.kind === "seed" ? "active" : "receiver");
  const { node, parent } = edges[step.e], from = cardOf(node), to = cardOf(parent);
  mark(from?.group, "active");
  if (to !== from) mark(to?.group, "receiver");
  mark(arrowOf(step.e)?.group, "active", "backwards");
}
function showStep() {
  const step = steps[now], isEdge = step?.kind === "edge", opened = !finished() && hidden(now);
  set(byId("phase"), phase());
  byId("chain").innerHTML = step ? stepMath(now) : "";
  toggle(byId("say"), "arrays", Boolean(byId("chain").querySelector("mtable")));
  set(byId("equation"), step ? equation(now) : `${nodes[J].name} = ${plain(textOf(valueOf(J)))}`);
  set(byId("note"), noteNow(opened));
  const lines = step && !opened ? entryLines(step) : [];
  byId("entries").hidden = !lines.length;
  set(byId("entries").lastElementChild, lines.join("\n"));
  if (byId("quiz").hidden === opened) byId("quiz").hidden = !opened;
  set(byId("question"), opened && isEdge ? questionOf(step.e) : "");
  byId("ask").setAttribute("aria-pressed", asking);
  byId("walk").setAttribute("aria-pressed", !finished());
  byId("every").disabled = !finished();
  byId("slider").max = steps.length;
  byId("slider").value = finished() ? steps.length : now;
  byId("slider").setAttribute("aria-valuetext", step ? `step ${now + 1}: ${equation(now)}` : phase());
  const ends = { first: 0, previous: 0, last: steps.length - 1, next: steps.length - 1 };
  Object.entries(ends).forEach(([id, end]) => byId(id).setAttribute("aria-disabled", now === end));
}
function noteNow(opened) {
  const broken = brokenWords(state);
  if (opened) return "";
  if (!finished()) return [note(now), broken].filter(Boolean).join("\n");
  if (broken) return broken;
  if (isMean()) return "Choose an example to walk through its steps.";
  return `${computes ? "Click a number's card to drag it. " : ""}Walk goes through the steps one by one.`;
}

// The tables, which are filled in while they are open.
const rows = {};
const isListed = () => !byId("tables").hidden;
const cell = (row, css = "") => Object.assign(row.insertCell(), { className: css });
function press(parent, text, action) {
  const button = parent.appendChild(document.createElement("button"));
  button.type = "button";
  set(button, String(text));
  button.addEventListener("click", action);
}
function makeTables() {
  steps.forEach((step, s) => {
    const row = byId("steps").insertRow();
    press(cell(row), s + 1, () => move(s));
    cell(row, "math");
    row.dataset.node = step.i;
    row.addEventListener("click", event => { if (!event.target.closest("button")) move(s); });
  });
  nodes.forEach((node, i) => {
    if (node.bare) return;
    const row = rows[i] = byId("values").insertRow();
    press(cell(row), node.name, () => choose(i));
    cell(row, "math");
    cell(row, "math");
    row.dataset.node = i;
  });
}
let currentRows = [];
function fillTables(known, gradients) {
  if (!byId("steps").rows.length) makeTables();
  [...byId("steps").rows].forEach((row, s) => set(row.cells[1], equation(s)));
  nodes.forEach((node, i) => {
    if (rows[i]) fillRow(rows[i], i, node.equation || known.has(i) ? known.get(i) : valueOf(i), gradients.get(i));
  });
  currentRows.forEach(row => row.removeAttribute("aria-current"));
  currentRows = finished() ? [] : [byId("steps").rows[now], rows[steps[now].i]].filter(Boolean);
  currentRows.forEach(row => {
    row.setAttribute("aria-current", "step");
    const box = row.closest(".scroll");
    box.scrollTop = row.offsetTop - box.clientHeight / 2;
  });
}
function fillRow(row, i, value, gradient) {
  const [, valueCell, gradientCell] = row.cells, was = textOf(valueOf(i, first));
  set(valueCell, value ? real(textOf(value)) : "");
  if (value && state !== first && !isMean() && was !== textOf(value)) {
    valueCell.shown = null;  // so that the next text is set
    valueCell.innerHTML = `${escaped(real(textOf(value)))} <small>was ${escaped(real(was))}</small>`;
  }
  const missing = nodes[i].constant ? "" : "-";
  set(gradientCell, gradient && !nodes[i].constant ? real(textOf(gradient)) : missing);
}
function listAll(on) {
  byId("tables").hidden = !on;
  byId("list").setAttribute("aria-expanded", on);
  document.body.classList.toggle("listing", on);
  resize();
  show();
}

function go(s) {
  now = Math.max(0, Math.min(steps.length - 1, s));
  if (isMean()) {
    example = 0;
    recompute();
  }
  if (hinted || asking) forget();
  show();
  write();
}
function finish() {
  stop();
  now = -1;
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
const backOne = () => move(finished() ? steps.length - 1 : now - 1);
function play() {
  if (timer) return stop();
  if (now === steps.length - 1 || finished()) go(0);
  byId("say").setAttribute("aria-live", "off");
  set(byId("play"), "Pause");
  timer = setInterval(() => {
    if (now === steps.length - 1) return stop();
    go(now + 1);
  }, 1500);
}
