// The panel at the card that was chosen: its number to drag, and what flows into its gradient.
const leafAt = i => computes && !nodes[i].equation && !nodes[i].bare;
// The entry that can be dragged, or null.
function draggedEntry() {
  if (chosen === null || !leafAt(chosen)) return null;
  return nodes[chosen].shape.length ? chosenEntry : nodes[chosen].at;
}
const chosenName = () => nameIn(chosen, chosenEntry);
const nameIn = (i, entry) => nodes[i].name + (entry === null ? "" : indexText(nodes[i].shape, entry - nodes[i].at));

function choose(i, entry = null) {
  if (i !== chosen) focused = null;
  chosen = i;
  chosenEntry = entry;
  const dragged = draggedEntry(), x = dragged === null ? NaN : first.v[dragged];
  byId("moving").hidden = !Number.isFinite(x);
  if (Number.isFinite(x)) {
    const reach = Math.max(1, 2 * Math.abs(x));
    byId("was").firstElementChild.value = x;  // a mark on the slider keeps Python's number
    Object.assign(byId("value"), { min: x - reach, max: x + reach, step: reach / 200 });
  }
  byId("panel").hidden = false;
  document.activeElement?.blur?.();
  set(byId("nudged"), "");
  right("typed");
  showChosen();
  show();
  putPanel();
}
function closePanel() {
  const group = chosen === null ? null : cardOf(chosen)?.group;
  chosen = chosenEntry = focused = null;
  byId("panel").hidden = true;
  show();
  group?.focus({ preventScroll: true });
}
function headOf() {
  const node = nodes[chosen], dragged = draggedEntry();
  if (dragged !== null) return `${chosenName()} = ${plain(state.v[dragged])}`;
  if (!node.equation || (!(chosen in paths) && chosen !== J)) return `${node.name} = ${plain(textOf(valueOf(chosen)))}`;
  return `What flows into ${node.name}`;
}
function showChosen() {
  if (chosen === null) return;
  const dragged = draggedEntry();
  set(byId("panel").querySelector("h2"), headOf());
  if (dragged !== null) {
    const now = state.v[dragged], name = chosenName();
    byId("value").setAttribute("aria-label", name);
    byId("value").value = now;
    if (document.activeElement !== byId("typed")) byId("typed").value = now;
    const words = `${name} = ${plain(now)}, ${nodes[J].name} = ${plain(textOf(valueOf(J)))}`;
    byId("value").setAttribute("aria-valuetext", words);
  }
  set(byId("sum"), sumOfEntry());
  byId("flows").innerHTML = flows(chosen);
  showWays();
  showInside();
}
// The sum that makes the chosen entry, and the sums that its gradient is made of.
function sumOfEntry() {
  if (chosenEntry === null) return "";
  const { entries = [], at } = nodes[chosen], k = chosenEntry - at, lines = [];
  if (entries.length) lines.push(entryLine(entries[k], entryName("v", chosenEntry), "=", state.v[chosenEntry]));
  for (const e of isOpen(chosen) ? [] : paths[chosen] ?? []) {
    const { entries = [], addsAt } = edges[e];
    if (entries.length) lines.push(entryLine(entries[k], entryName("g", chosenEntry), "+=", state.adds[addsAt + k]));
  }
  return lines.join("\n");
}
function showInside() {
  const card = cardOf(chosen), list = byId("inside");
  const isBox = card && card.members.length > 1, opens = boxesOf[chosen].filter(box => opened.has(box));
  list.replaceChildren();
  byId("open").hidden = !isBox;
  byId("shut").hidden = !opens.length;
  if (!isBox) return;
  card.members.filter(i => !nodes[i].bare).slice(0, 200).forEach(i => {
    const gradient = nodes[i].constant || isOpen(i) ? "" : `,  ${nameOfGradient(i)} = ${plain(textOf(gradientOf(i)))}`;
    const { name, equation } = nodes[i];
    const line = equation ? fill(equation.join(" = ")) : `${name} = ${plain(textOf(valueOf(i)))}`;
    press(list.appendChild(document.createElement("li")), line + gradient, () => choose(i));
  });
}
function openBox() {
  const held = chosen, { box } = cardOf(held);
  opened.add(box);
  layOutGraph(held);
  choose(held);
  if (byId("toomany").hidden) return;
  opened.delete(box);
  layOutGraph(held);
  set(byId("nudged"), "");
  set(byId("sum"), `There is no room for it: ${MOST_CARDS} cards are the most. Close another box first.`);
}
function shutBox() {
  const held = chosen;
  opened.delete(boxesOf[held].findLast(box => opened.has(box)));
  layOutGraph(held);
  choose(held);
}
// The chosen card, and what makes the chosen entry, are lit.
function showChosenMark() {
  document.querySelector("tr.chosen")?.classList.remove("chosen");
  figure.querySelectorAll(".lit").forEach(element => element.classList.remove("lit"));
  if (chosen === null) return;
  mark(cardOf(chosen)?.group, "chosen");
  rows[chosen]?.classList.add("chosen");
  if (chosenEntry === null) return;
  const light = (kind, entry) => {
    const css = kind === "g" ? "gradient" : "value";
    figure.querySelectorAll(`.${css}[data-entry="${entry}"]`).forEach(element => element.classList.add("lit"));
  };
  light("v", chosenEntry);
  const template = nodes[chosen].entries?.[chosenEntry - nodes[chosen].at];
  if (template) entriesIn(template).forEach(({ kind, entry }) => light(kind, entry));
}
// The panel stands below the card, beside it or above it, in the graph's frame and off the panel of descent; on a
// narrow window below the graph.
function putPanel() {
  const panel = byId("panel"), group = cardOf(chosen)?.group;
  if (!group || innerWidth < 600) return Object.assign(panel.style, { left: "", top: "" });
  const frame = figure.getBoundingClientRect(), at = group.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect(), other = byId("downhill").getBoundingClientRect();
  const within = (x, low, high) => Math.max(low + 6, Math.min(x, high - 6));
  const places = [
    [at.left, at.bottom + 10],
    [at.right + 12, at.top],
    [at.left - 12 - width, at.top],
    [at.left, at.top - 10 - height],
  ];
  const moved = places.map(([x, y]) => [
    within(x, frame.left, frame.right - width), within(y, frame.top, frame.bottom - height),
  ]);
  const isOff = ([x, y], box) =>
    x >= box.right || y >= box.bottom || x + width <= box.left || y + height <= box.top;
  const [left, top] = moved.find(place => isOff(place, at) && isOff(place, other)) ??
    moved.find(place => isOff(place, other)) ?? moved[1];
  Object.assign(panel.style, { left: `${left - frame.left}px`, top: `${top - frame.top}px` });
}

// Wrong input is marked and said, and nothing moves.
function wrong(id, words) {
  byId(id).setAttribute("aria-invalid", "true");
  set(byId(`${id}-wrong`), words);
}
function right(id) {
  byId(id).removeAttribute("aria-invalid");
  set(byId(`${id}-wrong`), "");
}
function numberFrom(id, isAllowed = () => true, needs = "a number") {
  const text = byId(id).value, x = readNumber(text);
  if (Number.isFinite(x) && isAllowed(x)) {
    right(id);
    return x;
  }
  const what = text.trim() === "" ? "Nothing is typed here" : `${text.trim()} is not ${needs} that the page can use`;
  wrong(id, `${what}: type ${needs}, such as 0.5 or -1/4.`);
  return null;
}

function recompute() {
  forget();
  state = computeState();
  refresh();
  write();
}
// Another number for the chosen entry, if every value stays a number.
function change(x) {
  const entry = draggedEntry();
  if (entry === null || !Number.isFinite(x)) return false;
  const isData = examples.some(([i]) => Number(i) === chosen), isOfExample = isData && example >= 0;
  if (isData && isMean()) {
    wrong("typed", `${nodes[chosen].name} has another number in each example: choose one of them first.`);
    return false;
  }
  const base = isOfExample ? withExample(leaves, example) : leaves.slice();  // the others of the example stay
  base[entry] = x;
  const words = brokenWords(compute(example >= 0 && !isOfExample ? withExample(base, example) : base));
  if (words && !brokenWords(state)) {
    const why = words.split(":")[0];
    wrong("typed", `${chosenName()} stays ${plain(state.v[entry])}. With ${plain(x)}, ${why}.`);
    return false;
  }
  right("typed");
  leaves = base;
  if (isOfExample) example = OWN;
  clearCurve();
  recompute();
  return true;
}
function nudge() {
  const delta = numberFrom("by"), entry = draggedEntry();
  if (delta === null || entry === null) return;
  const slope = isMean() ? mean().g[entry] : state.g[entry], before = costNow(), { constant } = nodes[chosen];
  const asked = isOpen(chosen), gradient = entryName("g", entry);
  if (!change((isMean() ? leaves : state.v)[entry] + delta)) return;
  const name = nodes[J].name, actual = costNow() - before;
  let is = `predicted change of ${name} = ${gradient} * ${plain(delta)} = ${plain(slope * delta)}`;
  if (asked) is = `${gradient} is still a question`;
  if (constant) is = `${nodes[chosen].name} is data: no gradient is kept for it`;
  set(byId("nudged"), `${is}\nactual change of ${name} = ${plain(actual)}`);
}
const costNow = () => state.v[nodes[J].at];
