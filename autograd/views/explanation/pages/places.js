// The place of everything: lanes of cards, and between two of them a lane of slots, one for each line and its label.
const CARD_GAP = 13, LABEL_GAP = 4, BEND = 8, PORT = 14, SWEEPS = 50, MARGIN = 8;
const AIR = 16, CLIMB = 0.16, MOST_AIR = 90;

// What stands in a lane: its size across, how deep it is, and its neighbours with the ports where lines meet them.
const standing = (across, deep, gap) => ({ across, deep, gap, middle: 0, pulls: [] });
function pull(one, other, port) {
  one.pulls.push({ other, port, own: 0 });
  other.pulls.push({ other: one, port: 0, own: port });
}

function lanesOf({ items, layers }, cards, lines) {
  const stands = items.map(item => item.card === undefined
    ? standing(BEND, 0, BEND)
    : standing(cards[item.card].across, cards[item.card].deep, CARD_GAP));
  const segments = layers.map(() => []);
  lines.forEach((line, k) => {
    line.slots = [];
    for (let i = 1; i < line.chain.length; i++) {
      const [tail, head] = [line.chain[i - 1], line.chain[i]], last = i === line.chain.length - 1;
      const mates = segments[items[tail].layer], isSame = one => one.tail === tail && one.head === head;
      const shared = last ? null : mates.find(isSame);
      if (shared) shared.lines.push(line);
      else mates.push({ lines: [line], k, tail, head, label: last ? line.label : null });
    }
  });
  const lanes = [];
  layers.forEach((ids, l) => {
    lanes.push({ stands: ids.map(id => stands[id]), air: AIR });
    if (l === layers.length - 1) return;
    const sorted = segments[l].sort((a, b) =>
      items[a.head].at - items[b.head].at || items[a.tail].at - items[b.tail].at || a.k - b.k);
    const slots = sorted.map(segment => {
      const { across, deep } = segment.label ?? { across: 2, deep: 0 };
      const slot = standing(across, deep, LABEL_GAP), mates = sorted.filter(other => other.head === segment.head);
      const step = Math.min(PORT, (stands[segment.head].across - 10) / Math.max(mates.length - 1, 1));
      const port = (mates.indexOf(segment) - (mates.length - 1) / 2) * step;
      pull(stands[segment.tail], slot, 0);
      slot.pulls.push({ other: stands[segment.head], port, own: 0 });
      stands[segment.head].pulls.push({ other: slot, port: 0, own: port });
      Object.assign(slot, { tail: stands[segment.tail], head: stands[segment.head], port, label: segment.label });
      segment.lines.forEach(line => line.slots.push(slot));
      return slot;
    });
    lanes.push({ stands: slots, air: AIR });
  });
  return { lanes, stands };
}

// The places nearest to those that are wished, in order and apart: neighbours that would touch move as one block.
function apart(stands, wished, weights) {
  const shifts = [0];
  for (let i = 1; i < stands.length; i++) {
    const [a, b] = [stands[i - 1], stands[i]];
    shifts.push(shifts[i - 1] + (a.across + b.across) / 2 + Math.max(a.gap, b.gap));
  }
  const blocks = [];
  stands.forEach((_, i) => {
    let block = { sum: (wished[i] - shifts[i]) * weights[i], weight: weights[i], count: 1 };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).weight >= block.sum / block.weight) {
      const { sum, weight, count } = blocks.pop();
      block = { sum: block.sum + sum, weight: block.weight + weight, count: block.count + count };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const { sum, weight, count } of blocks) {
    for (let k = 0; k < count; k++, i++) stands[i].middle = sum / weight + shifts[i];
  }
}

// Each lane in turn moves to where its neighbours want it. A pull is divided by its length, so that lines become level.
function settle(lanes) {
  lanes.forEach(({ stands }) => apart(stands, stands.map(() => 0), stands.map(() => 1)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const floor = Math.max(1, 60 * (1 - sweep / (SWEEPS - 8)));
    for (const { stands } of sweep % 2 ? lanes : lanes.slice().reverse()) {
      const weights = [], wished = stands.map(stand => {
        let sum = 0, weight = 0;
        for (const { other, port, own } of stand.pulls) {
          const wish = other.middle + port - own, strength = 1 / Math.max(Math.abs(wish - stand.middle), floor);
          sum += wish * strength;
          weight += strength;
        }
        weights.push(weight || 0.01);
        return weight ? sum / weight : stand.middle;
      });
      apart(stands, wished, weights);
    }
  }
}

// The depth of each lane, with more air before it where lines climb far.
function deepen(lanes) {
  let at = MARGIN;
  lanes.forEach((lane, l) => {
    const isSlots = l % 2 === 1, next = lanes[l + 1];
    lane.start = at;
    lane.end = at + Math.max(0, ...lane.stands.map(stand => stand.deep));
    const slots = isSlots ? lane.stands : next?.stands ?? [];
    const from = slot => isSlots ? slot.head.middle + slot.port : slot.tail.middle;
    const climbs = slots.map(slot => from(slot) - slot.middle);
    at = lane.end + Math.min(MOST_AIR, AIR + CLIMB * Math.max(0, ...climbs.map(Math.abs)));
    for (const stand of lane.stands) stand.lane = lane;
  });
  return lanes.at(-1).end + MARGIN;
}

// Whether a curve from one place to another stays clear of all slots with a label but its own.
function isClear(lane, own, [x1, y1], [x2, y2]) {
  const others = lane.stands.filter(slot => slot !== own && slot.label);
  let [x, y] = [x1, y1];
  for (let k = 1; k <= 16; k++) {
    const t = k / 16, [fromX, fromY] = [x, y];
    x = x1 + (x2 - x1) * (1.5 * t * (1 - t) + t * t * t);
    y = y1 + (y2 - y1) * (3 * t * t - 2 * t * t * t);
    if (x < lane.start - 4 || fromX > lane.end + 4) continue;
    const low = Math.min(y, fromY), high = Math.max(y, fromY);
    const meets = slot => high > slot.middle - slot.across / 2 - 3 && low < slot.middle + slot.across / 2 + 3;
    if (others.some(meets)) return false;
  }
  return true;
}

// The places that a line goes through: level along cards and labels, and climbing only where there is air.
function routeOf(line) {
  const places = [];
  line.slots.forEach((slot, k) => {
    const { tail, head, lane } = slot, y = head.middle + slot.port;
    const start = [tail.lane.end, tail.middle], end = [head.lane.start, y];
    if (k === 0) places.push([(tail.lane.start + tail.lane.end + tail.deep) / 2, tail.middle]);
    places.push(start);
    const isBare = !slot.label && isClear(lane, slot, start, end);
    if (!isBare) places.push([lane.start - 3, slot.middle], [lane.end + 3, slot.middle]);
    places.push(end);
    if (k === line.slots.length - 1) places.push([(head.lane.start + head.lane.end - head.deep) / 2, y]);
  });
  return places;
}

function curve(places, down) {
  const text = ([x, y]) => down ? `${y.toFixed(1)} ${x.toFixed(1)}` : `${x.toFixed(1)} ${y.toFixed(1)}`;
  const parts = [`M${text(places[0])}`];
  for (let i = 1; i < places.length; i++) {
    const [x1, y1] = places[i - 1], [x2, y2] = places[i], half = (x1 + x2) / 2;
    if (Math.abs(x2 - x1) < 0.05 && Math.abs(y2 - y1) < 0.05) continue;
    parts.push(Math.abs(y2 - y1) < 0.05
      ? `L${text([x2, y2])}`
      : `C${text([half, y1])} ${text([half, y2])} ${text([x2, y2])}`);
  }
  return parts.join("");
}

// Lays cards and lines out, from left to right or down.
//   cards: { width, height, bare }, the inputs of a card before it
//   lines: { from, to, label: { width, height } or null }, those into a card in the formula's order
//   old: the earlier place across of cards that should stay in order, by card
function layOut(cards, lines, { down = false, old = null } = {}) {
  const sized = ({ width, height }) => down ? { across: width, deep: height } : { across: height, deep: width };
  const boxes = cards.map(card => ({ ...sized(card), bare: card.bare }));
  const ways = lines.map(({ from, to, label }) => ({ from, to, label: label && sized(label) }));
  const ordered = orderOf(layersOf(boxes.length, ways), ways, boxes, old);
  const { lanes, stands } = lanesOf(ordered, boxes, ways);
  settle(lanes);
  const all = lanes.flatMap(lane => lane.stands), deep = deepen(lanes);
  const top = Math.min(...all.map(stand => stand.middle - stand.across / 2)) - MARGIN;
  all.forEach(stand => { stand.middle -= top; });
  const across = Math.max(...all.map(stand => stand.middle + stand.across / 2)) + MARGIN;
  const place = (deep, across) => down ? { x: across, y: deep } : { x: deep, y: across };
  return {
    width: down ? across : deep,
    height: down ? deep : across,
    crossings: ordered.cost,
    cards: boxes.map((_, card) => {
      const { lane, middle } = stands[card];
      return { ...place((lane.start + lane.end) / 2, middle), across: middle };
    }),
    lines: ways.map(way => {
      const places = routeOf(way), slot = way.slots.at(-1);
      const label = place((slot.lane.start + slot.lane.end) / 2, slot.middle);
      return { curve: curve(way.turned ? places.reverse() : places, down), label };
    }),
  };
}
