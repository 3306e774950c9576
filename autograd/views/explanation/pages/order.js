// The order of the cards within each layer: few crossings of lines, and the inputs of a card in the formula's order.
const TURNED_INPUTS = 0.3, TURNED_NUMBER = 0.06, UNWISHED = 0.001, MOVED = 1;  // each in crossings

// Numbers that look like chance and are the same at each call.
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

// Cards and bends as items, each with its neighbours in the layers before and after: a long line bends in every layer.
// Lines from one card go together as far as they can.
function itemsOf(layer, lines, cards) {
  const items = layer.map((l, card) => ({ layer: l, card, before: [], after: [], heads: [], at: 0 }));
  const bends = new Map();
  const join = (tail, head) => {
    items[tail].after.push(head);
    items[head].before.push(tail);
  };
  const bendIn = (from, l, tail) => {
    const key = `${from} ${l}`;
    if (bends.has(key)) return bends.get(key);
    const id = items.push({ layer: l, before: [], after: [], heads: [], at: 0 }) - 1;
    bends.set(key, id);
    join(tail, id);
    return id;
  };
  lines.forEach((line, k) => {
    const chain = [line.from];
    for (let l = layer[line.from] + 1; l < layer[line.to]; l++) chain.push(bendIn(line.from, l, chain.at(-1)));
    join(chain.at(-1), line.to);
    chain.push(line.to);
    line.chain = chain;
    const weight = cards[line.from].bare ? TURNED_NUMBER : TURNED_INPUTS;
    items[chain[chain.length - 2]].heads.push({ head: line.to, place: k, weight });
  });
  return items;
}

// A walk from the last card through the inputs fills the layers: for a tree no lines cross. `turn` tells where to turn
// off to the inputs from behind.
function walked(items, lines, turn) {
  const into = items.map(() => []), seen = new Set(), layers = [];
  lines.forEach(line => into[line.to].push(line));
  const put = id => {
    if (seen.has(id)) return;
    seen.add(id);
    (layers[items[id].layer] ??= []).push(id);
  };
  const visit = id => {
    put(id);
    const inputs = turn(id) ? into[id].slice().reverse() : into[id];
    for (const line of inputs) {
      line.chain.slice(1, -1).reverse().forEach(put);
      if (!seen.has(line.from)) visit(line.from);
    }
  };
  const last = items.filter(item => item.card !== undefined).length - 1;
  for (let card = last; card >= 0; card--) if (!seen.has(card)) visit(card);
  return layers;
}

const numbered = (items, ids) => ids.forEach((id, at) => { items[id].at = at; });

// What it costs that `one` stands before `other`.
function pairCost(items, one, other) {
  let cost = 0;
  for (const neighbours of ["before", "after"]) {
    for (const a of items[one][neighbours]) {
      for (const b of items[other][neighbours]) if (items[a].at > items[b].at) cost += 1;
    }
  }
  return cost + orderCost(items, one, other);
}
function orderCost(items, one, other) {
  let cost = 0;
  for (const a of items[one].heads) {
    for (const b of items[other].heads) {
      if (a.head === b.head && a.place > b.place) cost += Math.min(a.weight, b.weight);
    }
  }
  const { wish, old } = items[one];
  if (old !== undefined && items[other].old !== undefined && old > items[other].old) cost += MOVED;
  return wish > items[other].wish ? cost + UNWISHED : cost;
}

function totalCost(items, layers) {
  layers.forEach(ids => numbered(items, ids));
  let cost = 0;
  for (const ids of layers) {
    for (let i = 0; i < ids.length; i++) {
      for (let j = i + 1; j < ids.length; j++) {
        cost += orderCost(items, ids[i], ids[j]);
        for (const a of items[ids[i]].before) {
          for (const b of items[ids[j]].before) if (items[a].at > items[b].at) cost += 1;
        }
      }
    }
  }
  return cost;
}

// Every item of a layer in turn is put where it costs least.
function sift(items, ids) {
  for (const id of ids.slice()) {
    let at = ids.indexOf(id), best = at, least = 0;
    for (const step of [-1, 1]) {
      let cost = 0;
      for (let k = at + step; k >= 0 && k < ids.length; k += step) {
        const [first, second] = step < 0 ? [ids[k], id] : [id, ids[k]];
        cost += pairCost(items, second, first) - pairCost(items, first, second);
        if (cost < least - 1e-9) [best, least] = [k, cost];
      }
    }
    if (best === at) continue;
    ids.splice(at, 1);
    ids.splice(best, 0, id);
  }
  numbered(items, ids);
}

function byMeans(items, ids, side) {
  const mean = new Map(ids.map(id => {
    const places = items[id][side].map(neighbour => items[neighbour].at);
    return [id, places.length ? places.reduce((a, b) => a + b, 0) / places.length : items[id].at];
  }));
  ids.sort((a, b) => mean.get(a) - mean.get(b) || items[a].at - items[b].at);
  numbered(items, ids);
}

function improved(items, layers, means) {
  let best = layers.map(ids => ids.slice()), least = totalCost(items, layers);
  for (let round = 0; round < 8; round++) {
    const sweep = round % 2 ? layers : layers.slice().reverse();
    if (means && round < 2) sweep.forEach(ids => byMeans(items, ids, round % 2 ? "before" : "after"));
    sweep.forEach(ids => sift(items, ids));
    const cost = totalCost(items, layers);
    if (cost > least - 1e-9 && round > 2) break;
    if (cost < least - 1e-9) [best, least] = [layers.map(ids => ids.slice()), cost];
  }
  return { layers: best, cost: least };
}

// The layers in the cheapest order. `old` has the places of cards that should stay in order, where there are some.
function orderOf(layer, lines, cards, old) {
  const items = itemsOf(layer, lines, cards), random = chance(7);
  walked(items, lines, () => false).forEach(ids => ids.forEach((id, at) => { items[id].wish = at; }));
  old?.forEach((place, card) => { items[card].old = place; });
  const starts = Math.max(2, Math.min(old ? 1 : 40, Math.round(4000 / items.length)));
  let best = null;
  for (let start = 0; start < starts; start++) {
    let layers = walked(items, lines, id => start > 0 && (start === 1 || random() < 0.3));
    if (best && start % 2) layers = best.layers.map(ids => shaken(ids, random));
    if (old) layers.forEach(ids => ids.sort((a, b) => (items[a].old ?? 0) - (items[b].old ?? 0)));
    const trial = improved(items, layers, start % 4 < 2);
    if (!best || trial.cost < best.cost - 1e-9) best = trial;
    if (best.cost < UNWISHED) break;
  }
  best.layers.forEach(ids => numbered(items, ids));
  return { items, layers: best.layers, cost: best.cost };
}
function shaken(ids, random) {
  const order = ids.slice();
  for (let k = 1; k < order.length; k++) {
    if (random() < 0.3) [order[k - 1], order[k]] = [order[k], order[k - 1]];
  }
  return order;
}
