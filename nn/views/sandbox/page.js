// The controls, the drawing of each moment, and the address.
const at = id => document.getElementById(id);
const columns = [{ name: "inputs", a: data.x }, ...shown];
const most = Math.max(...columns.map(column => column.a.length));
const side = Math.max(14, Math.min(68, Math.floor(480 / most) - 6));
const apart = Math.max(side + 60, Math.min(260, (at("net").clientWidth - side - 90) / Math.max(columns.length - 1, 1)));
const top0 = 52, left0 = 44 - side / 2;
const buttons = new Map();
const TOLD = 200;  // milliseconds between two tellings of the cards' numbers while it plays
let playing = false, told = 0;

const placeOf = (column, k) => {
  const pitch = side + 6, height = most * pitch;
  return [left0 + column * apart, top0 + (height - columns[column].a.length * pitch) / 2 + k * pitch];
};

const layOut = () => {
  const net = at("net");
  net.style.height = `${top0 + most * (side + 6) + 10}px`;
  at("lines").setAttribute("width", left0 + (columns.length - 1) * apart + side);
  at("lines").setAttribute("height", top0 + most * (side + 6));
  columns.forEach((column, c) => {
    const title = document.createElement("div");
    title.className = "column";
    title.textContent = `${column.name}\n${column.activation ?? ""}`;
    title.style.left = `${left0 + c * apart + side / 2}px`;
    net.append(title);
    column.a.forEach((unit, k) => {
      const [x, y] = placeOf(c, k), button = document.createElement(c ? "button" : "div");
      button.className = "unit";
      button.style.cssText = `left:${x}px;top:${y}px;width:${side}px;height:${side}px`;
      const canvas = document.createElement("canvas");
      if (c) {
        button.type = "button";
        button.setAttribute("aria-label", `unit ${k} of ${column.name}`);
        button.addEventListener("click", () => choose(c - 1, k, null));
      } else {
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", `input ${k}`);
      }
      button.append(canvas);
      net.append(button);
      buttons.set(`${c} ${k}`, button);
    });
  });
};

// One line for each weight between columns that stand side by side; what changes later are its attributes.
const lines = [];
const layLines = () => {
  shown.forEach((layer, c) => {
    if (layer.inputs.length !== columns[c].a.length) return;
    layer.W.forEach((row, i) => row.forEach((weight, k) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      const [x1, y1] = placeOf(c, i), [x2, y2] = placeOf(c + 1, k);
      Object.entries({ x1: x1 + side, y1: y1 + side / 2, x2, y2: y2 + side / 2 }).forEach(([name, x]) => line.setAttribute(name, x));
      at("lines").append(line);
      lines.push({ line, weight, c, k, ends: [x1 + side, y1 + side / 2, x2, y2 + side / 2] });
    }));
  });
};

const drawLines = () => {
  const largest = shown.map(layer => Math.max(...layer.W.map(row => Math.max(...row.map(w => Math.abs(v[w])))), 1e-12));
  for (const { line, weight, c } of lines) {
    line.style.stroke = v[weight] < 0 ? COLOURS[1] : COLOURS[0];
    line.style.strokeWidth = 0.3 + 4 * Math.abs(v[weight]) / largest[c];
    line.style.strokeDasharray = v[weight] < 0 ? "5 3" : "none";
    line.classList.toggle("chosen", weight === chosen.weight);
  }
};

// The weight whose line lies next to a point, if one is near.
const nearest = (x, y) => {
  const away = lines.map(({ ends: [x1, y1, x2, y2] }) => {
    const part = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)));
    return Math.hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1));
  });
  const i = away.indexOf(least(away));
  return away[i] < 6 ? lines[i] : null;
};

const drawCurve = () => {
  const { costs } = learner;
  at("curve").firstElementChild.setAttribute("points", curveThrough(costs, 320, 120, 0));
  at("top").textContent = real(greatest(costs));
  at("costs").textContent = `before the first step ${real(costs[0])}, in the latest epoch ${real(costs.at(-1))}`;
};

const drawUnit = () => {
  const now = unitNow(), layer = shown[chosen.layer];
  at("unit-title").textContent = `Unit ${chosen.unit} of ${layer.name}, for example ${chosen.example}`;
  at("answer").textContent = `x = ${data.X[chosen.example].slice(0, 6).map(real).join(", ")}${features > 6 ? " ..." : ""}; ` +
    `y = ${data.Y[chosen.example].map(real).join(", ")}; J of this example = ${real(v[data.cost])}`;
  at("chain").textContent = chainOf(now);
  at("kept").textContent = (layer.penalized ? "dJ/dW holds the part of the penalty too. " : "") + (now.terms.length > MOST_CARDS
    ? `The cards show the ${MOST_CARDS} inputs with the largest products; the table has all ${now.terms.length}.` : "");
  at("cards").innerHTML = drawCards(now);
  at("rows").innerHTML = tableOf(now);
  for (const [key, button] of buttons) {
    if (button.type === "button") button.setAttribute("aria-pressed", key === `${chosen.layer + 1} ${chosen.unit}`);
  }
};

const statusNow = () => {
  const J = learner.costs.at(-1), times = J / learner.costs[0];
  const grown = times > 10 ? `, ${real(times)} times what it was: take a smaller alpha` : "";
  const batch = learner.at ? `; then ${learner.at} of ${data.X.length} examples, J of the latest batch = ${real(learner.latest)}` : "";
  return `Epoch ${learner.epoch}: J = ${real(J)}${grown}${batch}`;
};

const draw = () => {
  if (grid) {
    lookEverywhere();
    columns.forEach((column, c) => column.a.forEach((unit, k) => paintUnit(buttons.get(`${c} ${k}`).firstChild, unit)));
  } else {
    take(chosen.example);
    forward(v);
    columns.forEach((column, c) => column.a.forEach((unit, k) => {
      buttons.get(`${c} ${k}`).style.background = `rgb(${mixed(v[unit] - center.get(unit) * (c ? 1 : 0))})`;
    }));
  }
  paintMap(at("map"));
  if (isField) ["low", "middle", "high"].forEach((id, k) => { at(id).textContent = real((k - 1) * reach); });
  drawLines();
  if (!playing || performance.now() - told > TOLD) {
    told = performance.now();
    drawCurve();
    drawUnit();
  }
  at("status").textContent = learner.stopped || statusNow();
};

const choose = (layer, unit, weight) => {
  Object.assign(chosen, { layer, unit, weight });
  remember();
  draw();
};

const remember = () => {
  const state = { alpha: learner.alpha, size: learner.size, layer: chosen.layer, unit: chosen.unit, example: chosen.example };
  keepInAddress(`#${new URLSearchParams(state)}`);
};

const within = (text, low, high, otherwise) => {
  const number = Number(text);
  return text !== null && text !== "" && number >= low && number <= high ? number : otherwise;
};

const wholeWithin = (text, low, high, otherwise) => {
  const number = within(text, low, high, otherwise);
  return Number.isInteger(number) ? number : otherwise;
};

const recall = () => {
  const address = new URLSearchParams(location.hash.slice(1));
  learner.alpha = within(address.get("alpha"), 1e-12, 1e6, data.alpha);
  learner.size = wholeWithin(address.get("size"), 1, data.X.length, data.batch);
  chosen.layer = wholeWithin(address.get("layer"), 0, shown.length - 1, shown.length - 1);
  chosen.unit = wholeWithin(address.get("unit"), 0, shown[chosen.layer].a.length - 1, 0);
  chosen.example = wholeWithin(address.get("example"), 0, data.X.length - 1, 0);
  [["alpha", learner.alpha], ["size", learner.size], ["example", chosen.example]].forEach(([id, x]) => { at(id).value = x; });
};

const play = on => {
  playing = on;
  at("play").setAttribute("aria-pressed", on);
  at("play").textContent = on ? "Pause" : "Play";
  if (on) requestAnimationFrame(frame);
  else draw();
};

const frame = () => {
  if (!playing) return;
  oneEpoch();
  draw();
  if (learner.stopped) play(false);
  else requestAnimationFrame(frame);
};

const once = step => () => {
  step();
  play(false);
};

at("play").addEventListener("click", () => play(!playing));
at("batch").addEventListener("click", once(oneBatch));
at("epoch").addEventListener("click", once(oneEpoch));
at("restart").addEventListener("click", once(restart));
at("net").addEventListener("click", event => {
  const box = at("lines").getBoundingClientRect(), found = nearest(event.clientX - box.left, event.clientY - box.top);
  if (found && !event.target.closest("button")) choose(found.c, found.k, found.weight);
});
at("rows").addEventListener("click", event => {
  if (event.target.dataset.weight) choose(chosen.layer, chosen.unit, Number(event.target.dataset.weight));
});
const changed = (id, low, high, kept, isWhole) => at(id).addEventListener("change", () => {
  const wanted = at(id).value, number = within(wanted, low, high, NaN);
  const isRight = isWhole ? Number.isInteger(number) : number >= low;
  at(id).toggleAttribute("aria-invalid", !isRight);
  if (isRight) kept[id] = number;
  remember();
  draw();
  const name = at(id).labels[0].firstChild.textContent.trim();
  const asked = isWhole ? "a whole number" : "a number";
  if (!isRight) at("status").textContent = `${name} stays ${kept[id]}: give ${asked} from ${low} to ${high}.`;
});
changed("alpha", 1e-12, 1e6, learner, false);
changed("size", 1, data.X.length, learner, true);
changed("example", 0, data.X.length - 1, chosen, true);
at("map").addEventListener("click", event => {
  const box = at("map").getBoundingClientRect(), scale = at("map").width / box.width;
  const away = data.X.map((_, i) => {
    const [x, y] = pointOf(i, at("map").width);
    return Math.hypot(x - scale * (event.clientX - box.left), y - scale * (event.clientY - box.top));
  });
  chosen.example = away.indexOf(least(away));
  at("example").value = chosen.example;
  at("example").removeAttribute("aria-invalid");
  remember();
  draw();
});

at("legend").textContent = features > 2 ? `The examples have ${features} features, and a plane shows two: units are shaded for the chosen example.`
  : severalNumbers ? "There are several outputs, and no one picture shows them."
  : data.level !== null ? "Blue says yes, orange no; the dark line is where the answer changes. Squares are examples of class 1."
  : data.classes ? "Each colour is a class: " + outputs.map((_, k) => `${["circles", "squares", "triangles"][k % 3]} are class ${k}`).join(", ") + "."
  : features === 1 ? "The output as a curve; the points are the targets." : "The output, and in each point its target, on one scale of colours.";
if (mapped) at("legend").textContent += " The chosen example has a ring; click another.";
at("scale").hidden = !isField;
if (shown.at(-1).activation === "logits") at("hint").textContent += " The last layer shows its logits: softmax is part of J.";
at("map").hidden = !mapped;
if (features > 2) at("net-title").textContent = "The network, each unit shaded by what it says of the chosen example";
layOut();
layLines();
recall();
restart();
draw();
