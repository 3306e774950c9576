// The layer of each card: as early as its inputs allow, and later where that makes the lines shorter in sum.

// The cards, inputs first. A line that closes a circle is turned round.
function sortedCards(count, lines) {
  const into = Array.from({ length: count }, () => []), state = new Uint8Array(count), order = [];
  lines.forEach(line => into[line.to].push(line));
  const visit = card => {
    state[card] = 1;
    for (const line of into[card]) {
      if (state[line.from] === 1) line.turned = true;
      if (state[line.from] === 0) visit(line.from);
    }
    state[card] = 2;
    order.push(card);
  };
  for (let card = count - 1; card >= 0; card--) if (!state[card]) visit(card);
  for (const line of lines) if (line.turned) [line.from, line.to] = [line.to, line.from];
  return order;
}

function earliestLayers(count, lines) {
  const layer = new Array(count).fill(0), into = Array.from({ length: count }, () => []);
  const order = sortedCards(count, lines);
  lines.forEach(line => into[line.to].push(line.from));
  for (const card of order) for (const input of into[card]) layer[card] = Math.max(layer[card], layer[input] + 1);
  return layer;
}

// The set of cards that gains most by moving one layer later: those with more lines out of the set than into it.
// A card takes along the cards that its shortest lines lead to. The set is a minimum cut between those that gain and
// the others.
function setToMove(layer, lines) {
  const count = layer.length, source = count, sink = count + 1;
  const arcs = [], from = Array.from({ length: count + 2 }, () => []);
  const connect = (a, b, room) => {
    from[a].push(arcs.length);
    arcs.push({ to: b, room });
    from[b].push(arcs.length);
    arcs.push({ to: a, room: 0 });
  };
  const gain = new Array(count).fill(0);
  for (const line of lines) {
    gain[line.from] += 1;
    gain[line.to] -= 1;
    if (layer[line.to] - layer[line.from] === 1) connect(line.from, line.to, Infinity);
  }
  gain.forEach((g, card) => {
    if (g > 0) connect(source, card, g);
    if (g < 0) connect(card, sink, -g);
  });
  for (;;) {
    const reached = new Array(count + 2).fill(-1), queue = [source];
    reached[source] = -2;
    for (const a of queue) {
      for (const arc of from[a]) {
        const { to, room } = arcs[arc];
        if (room <= 0 || reached[to] !== -1) continue;
        reached[to] = arc;
        queue.push(to);
      }
    }
    if (reached[sink] === -1) return layer.map((_, card) => card).filter(card => reached[card] !== -1);
    const path = [];
    for (let a = sink; a !== source; a = arcs[reached[a] ^ 1].to) path.push(reached[a]);
    const flow = Math.min(...path.map(arc => arcs[arc].room));
    for (const arc of path) {
      arcs[arc].room -= flow;
      arcs[arc ^ 1].room += flow;
    }
  }
}

// The layer of each card, counted from 0, with the least total length of lines.
function layersOf(count, lines) {
  const layer = earliestLayers(count, lines);
  for (let moving = setToMove(layer, lines); moving.length; moving = setToMove(layer, lines)) {
    for (const card of moving) layer[card] += 1;
  }
  const first = Math.min(...layer);
  return layer.map(l => l - first);
}
