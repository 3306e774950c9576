// Gradient descent on the page: every parameter moves as the optimizer moves it, with the gradient that is shown.
let curvePoints = [];
function clearCurve() {
  curvePoints = [];
  byId("curve").firstElementChild.setAttribute("points", "");
  byId("curve").setAttribute("aria-label", `${nodes[J].name}, no step yet`);
  set(byId("path"), "");
}
function descend() {
  const next = leaves.slice(), remembered = memory.map(numbers => numbers.slice());
  if (!curvePoints.length) curvePoints.push(mean().v[nodes[J].at]);
  nodes.forEach(({ at, equation, constant }, i) => {
    if (equation || constant) return;
    const { moved, kept } = nextOf(i);
    moved.forEach((x, k) => { next[at + k] = x; });
    kept.forEach((numbers, j) => numbers.forEach((x, k) => { remembered[j][at + k] = x; }));
  });
  const words = brokenAfter(next);
  if (words) {
    stop();
    return set(byId("path"), `The next step would break it: ${words} A smaller alpha may help.`);
  }
  [leaves, memory, taken] = [next, remembered, taken + 1];
  recompute();
  curvePoints.push(mean().v[nodes[J].at]);
  showCurve();
}
// What would be said of the numbers after a step, at the first example where they break.
function brokenAfter(next) {
  const tries = m ? Array.from({ length: m }, (_, k) => withExample(next, k)) : [next];
  return tries.map(leaves => brokenWords(compute(leaves))).find(words => words) ?? "";
}
function showCurve() {
  byId("curve").firstElementChild.setAttribute("points", curveThrough(curvePoints, 240, 60));
  const path = `${curvePoints.length - 1} steps: from ${plain(curvePoints[0])} to ${plain(curvePoints.at(-1))}`;
  byId("curve").setAttribute("aria-label", `${nodes[J].name} over ${path}`);
  set(byId("path"), path);
}
function showCost() {
  const { name } = nodes[J], all = mean().v[nodes[J].at];
  const ofAll = `${name}, the mean over ${m} examples, = ${plain(all)}`;
  set(byId("cost"), m ? ofAll : `${name} = ${plain(textOf(valueOf(J)))}`);
  const one = m && example >= 0 ? `${name} of this example = ${plain(costNow())}` : "";
  set(byId("cost-one"), one);
  set(byId("which"), whichExample());
}
function whichExample() {
  if (!m) return "";
  if (example === OWN) return "numbers of your own";
  return example < 0 ? `all ${m} examples` : `example ${example + 1} of ${m}`;
}
function reset() {
  stop();
  leaves = first.v.slice();
  forgetSteps();
  example = ALL;
  if (isMean()) now = -1;
  clearCurve();
  recompute();
}
function pick(step) {  // the examples in a circle, and all of them between the last and the first
  const place = (Math.max(example, ALL) + 1 + step + m + 1) % (m + 1);
  pickExample(place - 1);
}
function pickExample(k) {
  stop();
  example = k;
  if (isMean()) now = -1;
  recompute();
}
function setAlpha() {
  const x = numberFrom("alpha", x => x > 0, "a number above 0");
  if (x === null) return;
  alpha = x;
  refresh();
}
// What is long is written only when numbers change, not at every step.
function refresh() {
  show();
  showChosen();
  showCost();
}
