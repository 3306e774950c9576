// What the address says of the page.
function write() {
  const parts = finished() ? [] : [`step=${now + 1}`];
  if (asking) parts.push("quiz=1");
  if (example >= 0) parts.push(`example=${example + 1}`);
  if (turned !== null) parts.push(`down=${Number(turned)}`);
  if (isEvery) parts.push("every=1");
  if (presenting()) parts.push("present=1");
  if (computes) {
    leaves.forEach((x, entry) => {
      const i = nodeAt(entry);
      if (nodes[i].equation || nodes[i].bare || Object.is(x, first.v[entry])) return;
      parts.push(`in.${encodeURIComponent(nameIn(i, entry))}=${x}`);
    });
  }
  keepInAddress(parts.length ? `#${parts.join("&")}` : location.href.split("#")[0]);
}
const isNarrow = () => innerWidth < 600;
const wholeNumber = text => Math.max(0, Math.trunc(Number(text) || 0));
function leavesFrom(query) {
  const numbers = first.v.slice();
  if (!computes) return numbers;
  numbers.forEach((_, entry) => {
    const i = nodeAt(entry), x = Number(query.get(`in.${nameIn(i, entry)}`) || NaN);
    if (!nodes[i].equation && !nodes[i].bare && Number.isFinite(x)) numbers[entry] = x;
  });
  return numbers;
}
function fromAddress() {
  const query = new URLSearchParams(location.hash.slice(1)), numberOf = name => wholeNumber(query.get(name));
  asking = query.has("quiz") ? numberOf("quiz") > 0 : data.quiz && !location.hash;
  clearCurve();
  leaves = leavesFrom(query);
  forgetSteps();
  example = numberOf("example") && m ? Math.min(numberOf("example"), m) - 1 : -1;
  document.body.classList.toggle("present", numberOf("present") > 0);
  byId("present").setAttribute("aria-pressed", numberOf("present") > 0);
  isEvery = numberOf("every") > 0;
  byId("every").setAttribute("aria-pressed", isEvery);
  turn(query.has("down") ? numberOf("down") > 0 : null);
  const step = asking ? numberOf("step") || 1 + firstQuestion() : numberOf("step");
  now = Math.min(steps.length, step) - 1;
  if (!finished() && isMean()) example = 0;
  if (computes) return recompute();
  refresh();
  write();
}
