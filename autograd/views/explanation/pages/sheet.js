// What leaves the page: print, LaTeX, and text that can be pasted into Python.
const presenting = () => document.body.classList.contains("present");
function present(on) {
  document.body.classList.toggle("present", on);
  byId("present").setAttribute("aria-pressed", on);
  fitAnew();
  write();
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
  const text = String(getSelection()).replaceAll(MINUS, "-").replace(/[\u22c5\u00b7]/g, "*");
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
}

// What is printed is the whole walk, wherever the reader stands, with letters of 8 points: a sheet holds about 1,000
// pixels across and 650 if it is upright. A graph that is wider goes on below itself, piece by piece.
const ACROSS = { portrait: 690, landscape: 960 }, PRINTED = 10.7 / (LETTERS - 1);
let stood = null;
function beforePrint() {
  stood ??= { now, turned, isDown, overview, isPresenting: presenting(), isListing: isListed() };
  if (isDown) turn(false);  // on paper from left to right, in pieces if need be
  document.body.classList.remove("present");
  byId("tables").hidden = false;
  const isSheet = Boolean(data.handout);
  if (!asking && !isSheet) now = -1;
  show();
  if (!picture) return;
  const width = picture.width * PRINTED, paper = width > ACROSS.portrait && !isSheet ? "landscape" : "portrait";
  byId("paper").textContent = `@page { size: ${paper}; margin: 12mm; }`;
  byId("pieces").replaceChildren(...(width > ACROSS[paper] || isSheet ? piecesOf(ACROSS[paper] / PRINTED) : []));
  document.body.classList.toggle("in-pieces", width > ACROSS[paper]);
}
function piecesOf(across) {
  const cuts = cutsOf(across);
  return cuts.slice(1).map((to, k) => {
    const svg = figure.firstElementChild.cloneNode(true), from = cuts[k];
    svg.querySelectorAll("[id]").forEach(element => element.removeAttribute("id"));
    svg.setAttribute("viewBox", `${from} 0 ${to - from} ${picture.height}`);
    svg.style.width = `${100 * (to - from) / across}%`;
    return svg;
  });
}
// Where the graph is cut: behind the last cards that fit, and through none of them.
function cutsOf(across) {
  const cuts = [0];
  const spans = cards.map(({ width }, k) => [-1, 1].map(side => picture.places[k].x + side * (width / 2 + 4)));
  const gaps = spans.map(([, end]) => end).filter(x => !spans.some(([start, end]) => start < x && x < end));
  while (picture.width - cuts.at(-1) > across) {
    const from = cuts.at(-1), near = gaps.filter(x => from < x && x <= from + across);
    cuts.push(near.length ? Math.max(...near) : from + across);
  }
  return [...cuts, picture.width];
}
function afterPrint() {
  if (!stood) return;
  ({ now, turned, isDown, overview } = stood);
  document.body.classList.toggle("present", stood.isPresenting);
  byId("tables").hidden = !stood.isListing;
  byId("pieces").replaceChildren();
  document.body.classList.remove("in-pieces");
  stood = null;
  byId("turn").setAttribute("aria-pressed", isDown);
  chooseBoxes();
  layOutGraph();
  show();
}
