// Where the reader is stands in the address.
function write() {
  const said = finished() ? [] : [`step=${now + 1}`];
  if (asking) said.push("quiz=1");
  if (example >= 0) said.push(`example=${example + 1}`);
  if (isDown !== isNarrow()) said.push(`down=${Number(isDown)}`);
  if (presenting()) said.push("present=1");
  if (computes) {
    leaves.forEach((x, entry) => {
      const i = nodeAt(entry);
      if (nodes[i].equation || nodes[i].bare || Object.is(x, first.v[entry])) return;
      said.push(`in.${encodeURIComponent(nameIn(i, entry))}=${x}`);
    });
  }
  try {
    history.replaceState(null, "", said.length ? `#${said.join("&")}` : location.href.split("#")[0]);
  } catch { /* a sandboxed frame has no address */ }
}
const isNarrow = () => innerWidth < 600;
const wholeNumber = text => Math.max(0, Math.trunc(Number(text) || 0));
function leavesFrom(said) {
  const numbers = first.v.slice();
  if (!computes) return numbers;
  numbers.forEach((_, entry) => {
    const i = nodeAt(entry), x = Number(said.get(`in.${nameIn(i, entry)}`) || NaN);
    if (!nodes[i].equation && !nodes[i].bare && Number.isFinite(x)) numbers[entry] = x;
  });
  return numbers;
}
function fromAddress() {
  const said = new URLSearchParams(location.hash.slice(1)), given = name => wholeNumber(said.get(name));
  asking = said.has("quiz") ? given("quiz") > 0 : data.quiz && !location.hash;
  clearCurve();
  leaves = leavesFrom(said);
  example = given("example") && m ? Math.min(given("example"), m) - 1 : -1;
  document.body.classList.toggle("present", given("present") > 0);
  byId("present").setAttribute("aria-pressed", given("present") > 0);
  turn(said.has("down") ? given("down") > 0 : isNarrow());
  const step = asking ? given("step") || 1 + firstQuestion() : given("step");
  now = Math.min(steps.length, step) - 1;
  if (!finished() && isMean()) example = 0;
  if (computes) return recompute();
  refresh();
  write();
}
