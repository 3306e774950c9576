// What leaves the page: a sheet with blanks, print, LaTeX, and text that can be pasted into Python.
const presenting = () => document.body.classList.contains("present");
function present(on) {
  document.body.classList.toggle("present", on);
  byId("present").setAttribute("aria-pressed", on);
  resize();
  show();
  write();
}
const BLANK = "____";
function blankLine(s) {
  const step = steps[s];
  if (step.kind === "forward") {
    return `${nodes[step.i].equation.slice(0, 2).join(" = ").replace(/\ue000.*?\ue001/g, BLANK)} = ${BLANK}`;
  }
  if (step.kind === "seed") return `${nameOfGradient(J)} = ${BLANK}`;
  if (step.kind === "update") return `${updates[step.u].name} = ${BLANK}`;
  const { node, parent, chain } = edges[step.e], product = chain ? `${nameOfGradient(node)} * ${BLANK} = ` : "";
  return `${nameOfGradient(parent)} += ${product}${BLANK}`;
}
function listItem(text) {
  const item = document.createElement("li");
  set(item, text);
  return item;
}
function handout(on) {
  document.body.classList.toggle("handout", on);
  byId("sheet").setAttribute("aria-pressed", on);
  if (on) {
    asking = false;
    if (!m) now = firstEdge - 1;
    refresh();
  } else show();
  resize();
  byId("blanks").replaceChildren(...steps.map((_, s) => listItem(blankLine(s))));
  byId("answers").replaceChildren(...steps.map((_, s) => listItem(equation(s))));
}
async function copyLatex() {
  const isAsked = !finished() && (hidden(now) || (steps[now].kind === "update" && isOpen(steps[now].i)));
  if (isAsked) return set(byId("note"), "This step is still a question.");
  const text = finished() ? steps.map((_, s) => latexOf(s)).join(" \\\\\n") : latexOf(now);
  try {
    await navigator.clipboard.writeText(text);
    set(byId("note"), `The LaTeX of ${finished() ? "all steps" : "this step"} is copied.`);
  } catch {
    set(byId("note"), text);
  }
}
function copyPlain(event) {
  if (event.target.matches?.("input")) return;
  event.clipboardData.setData("text/plain", String(getSelection()).replaceAll(MINUS, "-").replace(/[\u22c5\u00b7]/g, "*"));
  event.preventDefault();
}

// What is printed is the whole walk, wherever the reader stands, with letters of 8 points: a sheet holds about 1,000
// pixels across and 650 if it is upright. A graph that is wider goes on below itself, piece by piece.
const ACROSS = { portrait: 700, landscape: 1020 }, PRINTED = 10.7 / LETTERS;
let stood = null;
function beforePrint() {
  stood ??= { now, isPresenting: presenting(), isListing: isListed() };
  document.body.classList.remove("present");
  byId("tables").hidden = false;
  const isSheet = document.body.classList.contains("handout");
  if (!asking && !isSheet && now < firstEdge + edges.length) now = isMean() ? -1 : firstEdge + edges.length - 1;
  show();
  if (!picture) return;
  const width = picture.width * PRINTED, paper = width > ACROSS.portrait ? "landscape" : "portrait";
  byId("paper").textContent = `@page { size: A4 ${paper}; margin: 12mm; }`;
  byId("pieces").replaceChildren(...(width > ACROSS[paper] ? piecesOf(ACROSS[paper] / PRINTED) : []));
  document.body.classList.toggle("in-pieces", width > ACROSS[paper]);
}
function piecesOf(across) {
  const count = Math.ceil(picture.width / across);
  return Array.from({ length: count }, (_, k) => {
    const svg = figure.firstElementChild.cloneNode(true), from = k * across;
    svg.querySelectorAll("[id]").forEach(element => element.removeAttribute("id"));
    svg.setAttribute("viewBox", `${from} 0 ${across} ${picture.height}`);
    return svg;
  });
}
function afterPrint() {
  if (!stood) return;
  now = stood.now;
  document.body.classList.toggle("present", stood.isPresenting);
  byId("tables").hidden = !stood.isListing;
  byId("pieces").replaceChildren();
  document.body.classList.remove("in-pieces");
  stood = null;
  show();
}
