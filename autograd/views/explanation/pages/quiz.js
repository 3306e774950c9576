// The quiz: the numbers of a backward step are hidden, asked for, and checked one by one.
let asking = data.quiz, tries = {}, answered = new Set(), hinted = 0;
const close = (typed, right) => Math.abs(typed - right) <= (0.01 * Math.abs(right) || 1e-9);
const score = () => `${[...answered].filter(s => tries[s] === 1).length} of ${answered.size} right at once.`;
const rightAnswers = ({ localAt, addsAt }) => (
  { local: state.local[localAt], contribution: state.adds[addsAt], gradient: state.after[addsAt] });
function questionOf(e) {
  const { node } = edges[e];
  return `upstream: ${nameOfGradient(node)} = ${plain(textOf(gradientOf(node)))}${soFar(e)}. ` +
    `Fill in the numbers: fractions such as -1/4 will do. ${score()}`;
}
function forget() {  // what was said of other numbers
  hinted = 0;
  set(byId("nudged"), "");
  set(byId("verdict"), "");
  byId("quiz").reset();
}
function hint() {
  const { e } = steps[now], { node, parent, label, addsAt } = edges[e], upstream = plain(textOf(gradientOf(node)));
  const adds = plain(state.adds[addsAt]), rest = earlier[e] < 0
    ? ", the first contribution."
    : `, added to ${plain(textOf(afterOf(earlier[e])))}.`;
  const computed = fill(nodes[node].equation.slice(0, 2).join(" = "));
  const hints = [
    `${computed}: the rule is ${nodes[node].rule}; differentiate it by ${nodes[parent].name}.`,
    `the local derivative d${nameOf(node)}/d${nameOf(parent)} is ${label}, and upstream is ${upstream}.`,
    `${upstream} * ${plain(textOf(localOf(e)))} = ${adds}${rest}`,
  ];
  hinted = Math.min(hinted + 1, 3);
  return hints.slice(0, hinted).join("\n");
}
function answer(praise) {
  answered.add(now);
  refresh();
  set(byId("note"), `${praise}${note(now)}\n${score()}`);
  byId("next").focus();
}
function check(event) {
  event.preventDefault();
  const right = rightAnswers(edges[steps[now].e]), form = byId("quiz").elements;
  const wrong = Object.keys(right).find(name => !close(readNumber(form[name].value), right[name]));
  tries[now] = (tries[now] ?? 0) + 1;
  if (!wrong) return answer("Right. ");
  set(byId("verdict"), `Not yet, the ${wrong}: ${hint()}`);
  form[wrong].focus();
}
function giveHint() {
  tries[now] = (tries[now] ?? 0) + 1;
  set(byId("verdict"), hint());
}
function reveal() {
  tries[now] = (tries[now] ?? 0) + 2;
  answer("");
}
function ask() {
  stop();
  asking = !asking;
  answered = new Set();
  tries = {};
  forget();
  refresh();
  if (asking && (finished() || !hidden(now))) go(firstQuestion());
  else write();
  if (asking) byId("quiz").elements.local.focus();
}
const firstQuestion = () => Math.max(0, steps.findIndex((_, s) => hidden(s)));
