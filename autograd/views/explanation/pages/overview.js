// The overview: until the walk begins, the whole graph is on the screen, with as much of it in boxes as that needs.
// Letters, 11 to 12 units high, have at least 7 pixels in it and 9 in the walk; before a class, more.
const READABLE = 9.2 / 11, OVERVIEW = 7 / 11, LARGEST = 19 / LETTERS, PRESENTED = 1.6;
const stepByStep = boxPaths(nodes), tried = new Map();
let boxesOf = stepByStep, overview = stepByStep, isEvery = false;
let turned = null;  // the direction that the reader chose: true for top to bottom

const least = zoom => presenting() ? zoom * PRESENTED : zoom;
const room = () => [figure.clientWidth - 4, figure.clientHeight - 4];
const wholeZoom = ({ width, height }) => Math.min(room()[0] / width, room()[1] / height);

// The graph with so much of it in boxes. It is laid out once: only the room for it changes.
function tryOut(most, down) {
  const key = `${most} ${down}`;
  if (!tried.has(key)) {
    const boxes = most === FULL ? stepByStep : boxPaths(nodes, most);
    tried.set(key, { boxes, down, layout: arranged(boxes, new Set(), down)?.layout });
  }
  return tried.get(key);
}
// The most detailed graph that fits, in the direction of the window or, unless the reader chose it, the other one; if
// none does, the one that comes nearest to it.
function graphThatFits() {
  const directions = turned === null ? [isNarrow(), !isNarrow()] : [turned];
  let nearest = { boxes: stepByStep, down: directions[0] }, largest = 0;
  for (const most of new Set([FULL, Math.min(FULL, nodes.length - 1), 1])) {
    for (const down of directions) {
      const graph = tryOut(most, down), zoom = graph.layout ? wholeZoom(graph.layout) : 0;
      if (zoom >= least(OVERVIEW)) return graph;
      if (zoom > largest && down === directions[0]) [nearest, largest] = [graph, zoom];
    }
  }
  return nearest;
}
// The walk, a sheet and paper show every step; the finished page does where there is room, or if the reader asks.
function chooseBoxes() {
  const isWhole = isEvery || !finished() || stood !== null || Boolean(data.handout), before = boxesOf;
  boxesOf = isWhole ? stepByStep : overview;
  return boxesOf !== before;
}
function measureOverview() {
  const { boxes, down } = data.handout ? { boxes: stepByStep, down: isNarrow() } : graphThatFits();
  overview = boxes;
  isDown = down;
  byId("every").hidden = overview === stepByStep;
  byId("turn").setAttribute("aria-pressed", isDown);
  chooseBoxes();
}
function showEvery(on) {
  isEvery = on;
  byId("every").setAttribute("aria-pressed", on);
  show();
  write();
}
// In a window of another size more or less has room.
function fitAnew() {
  const before = [overview, boxesOf, isDown];
  measureOverview();
  if ([overview, boxesOf, isDown].some((x, k) => x !== before[k])) layOutGraph();
  else resize();
  show();
}
