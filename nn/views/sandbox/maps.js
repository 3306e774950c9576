// What each unit says of every point, and the weights as lines.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442"];
const partsOf = colour => [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
const POSITIVE = partsOf(COLOURS[0]), NEGATIVE = partsOf(COLOURS[1]);
const features = data.x.length, outputs = data.layers.at(-1).a;
const severalNumbers = outputs.length > 1 && !data.classes;
const mapped = features <= 2 && !severalNumbers;  // whether one picture shows the outputs
const isField = features === 2 && outputs.length === 1 && data.level === null;  // of a regression
let reach = 1, range = [0, 1];  // of the colours on the map, and of the curves on it
const shown = data.layers.filter(layer => layer.W);
const grid = features > 2 ? 0 : features === 1 ? 160 : data.parameters.length > 600 ? 24 : 40;
const least = numbers => numbers.reduce((x, y) => Math.min(x, y), Infinity);
const greatest = numbers => numbers.reduce((x, y) => Math.max(x, y), -Infinity);
const ends = data.x.map((_, k) => {
  const column = data.X.map(row => row[k]), low = least(column), high = greatest(column);
  const margin = 0.08 * (high - low || 1);
  return [low - margin, high + margin];
});
const units = [...new Set([...data.x, ...shown.flatMap(layer => layer.a), ...outputs])];
const rows = features === 1 ? 1 : grid;
// The number of each unit at every point of the grid.
const maps = new Map(units.map(unit => [unit, new Float32Array(grid * rows)]));
const center = new Map(units.map(unit => [unit, 0]));
shown.filter(layer => layer.activation === "sigmoid").forEach(layer => layer.a.forEach(a => center.set(a, 0.5)));

const lookEverywhere = () => {
  for (let r = 0, p = 0; r < rows; r++) {
    for (let c = 0; c < grid; c++, p++) {
      v[data.x[0]] = ends[0][0] + (ends[0][1] - ends[0][0]) * c / (grid - 1);
      if (features === 2) v[data.x[1]] = ends[1][1] - (ends[1][1] - ends[1][0]) * r / (grid - 1);
      forward(v);
      for (const unit of units) maps.get(unit)[p] = v[unit];
    }
  }
};

// From orange through white to blue, for t from -1 to 1: the colours of 255 steps, made once.
const STEPS = 127;
const mixture = Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
  const end = i < STEPS ? NEGATIVE : POSITIVE, size = Math.abs(i - STEPS) / STEPS;
  return end.map(part => Math.round(255 + (part - 255) * size));
});
const mixed = t => mixture[Math.round(STEPS * (1 + Math.max(-1, Math.min(1, t || 0))))];

const image = grid ? new ImageData(grid, rows) : null;
const painted = (canvas, colour) => {
  if (canvas.width !== grid || canvas.height !== rows) Object.assign(canvas, { width: grid, height: rows });
  for (let p = 0, i = 0; p < grid * rows; p++, i += 4) {
    const parts = colour(p);
    image.data[i] = parts[0];
    image.data[i + 1] = parts[1];
    image.data[i + 2] = parts[2];
    image.data[i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
};

const paintUnit = (canvas, unit) => {
  const map = maps.get(unit), middle = center.get(unit);
  let furthest = 1e-9;
  for (const x of map) furthest = Math.max(furthest, Math.abs(x - middle));
  painted(canvas, p => mixed((map[p] - middle) / furthest));
};

const best = numbers => numbers.reduce((top, x, k) => x > numbers[top] ? k : top, 0);
const PALE = COLOURS.map(colour => partsOf(colour).map(part => 255 - (255 - part) * 0.35));
const paper = document.createElement("canvas");

const paintMap = canvas => {
  const pen = canvas.getContext("2d"), side = canvas.width;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  if (!mapped) return;
  if (features === 1) return paintCurves(pen, side);
  if (outputs.length > 1) {
    painted(paper, p => PALE[best(outputs.map(a => maps.get(a)[p])) % PALE.length]);
  } else {
    const map = maps.get(outputs[0]), level = data.level ?? 0;
    reach = data.level === 0.5 ? 0.5 : reachOfField();
    painted(paper, p => mixed((isField ? 1 : 0.75) * (map[p] - level) / reach));
  }
  pen.drawImage(paper, 0, 0, side, side);
  if (data.level !== null) boundary(pen, side);
  data.X.forEach((_, i) => mark(pen, ...pointOf(i, side), classOf(i), isField ? colourOfTarget(i) : null));
  ring(pen, ...pointOf(chosen.example, side));
};

// How far the outputs, and the targets of a regression, are from the middle of their scale of colours.
const reachOfField = () => {
  const level = data.level ?? 0, numbers = [...maps.get(outputs[0]), ...(isField ? data.Y.flat() : [])];
  return Math.max(greatest(numbers.map(x => Math.abs(x - level))), 1e-9);
};
const colourOfTarget = i => `rgb(${mixed(data.Y[i][0] / reach)})`;

// Where an example is on the map.
const pointOf = (i, side) => {
  const across = k => (data.X[i][k] - ends[k][0]) / (ends[k][1] - ends[k][0]);
  return [side * across(0), features === 1 ? heightOf(i, side) : side * (1 - across(1))];
};

// The line where the answer changes: in each cell of the grid, between the points where its sides cross the level.
const CORNERS = [[0, 0], [0, 1], [1, 1], [1, 0]];
const boundary = (pen, side) => {
  const map = maps.get(outputs[0]), step = side / (grid - 1);
  pen.strokeStyle = "#202124";
  pen.lineWidth = 2;
  pen.beginPath();
  for (let r = 0; r + 1 < grid; r++) {
    for (let c = 0; c + 1 < grid; c++) {
      const over = CORNERS.map(([dr, dc]) => map[(r + dr) * grid + c + dc] - data.level);
      const crossed = CORNERS.flatMap(([dr, dc], i) => {
        const j = (i + 1) % 4, [er, ec] = CORNERS[j];
        if (over[i] > 0 === over[j] > 0) return [];
        const part = over[i] / (over[i] - over[j]);
        return [[(c + dc + part * (ec - dc)) * step, (r + dr + part * (er - dr)) * step]];
      });
      crossed.forEach(([x, y], i) => i % 2 ? pen.lineTo(x, y) : pen.moveTo(x, y));
    }
  }
  pen.stroke();
};

const paintCurves = (pen, side) => {
  range = rangeOfCurves();
  outputs.forEach((a, k) => {
    pen.strokeStyle = COLOURS[k % COLOURS.length];
    pen.lineWidth = 2;
    pen.beginPath();
    maps.get(a).forEach((number, c) => pen.lineTo(side * c / (grid - 1), onCurves(number, side)));
    pen.stroke();
  });
  data.X.forEach((_, i) => mark(pen, ...pointOf(i, side), classOf(i)));
  ring(pen, ...pointOf(chosen.example, side));
};

// The least and the greatest number that the curves of one feature and the targets take, and the height of a number.
const rangeOfCurves = () => {
  const heights = [...outputs.flatMap(a => [...maps.get(a)]), ...(data.level === null ? data.Y.flat() : [0, 1])];
  const low = least(heights);
  return [low, Math.max(greatest(heights), low + 1e-9)];
};
const onCurves = (number, side) => side * (0.95 - 0.9 * (number - range[0]) / (range[1] - range[0]));
const heightOf = (i, side) => onCurves(data.Y[i].length > 1 ? range[0] : data.Y[i][0], side);

const classOf = i => data.Y[i].length > 1 ? best(data.Y[i]) : data.level === null ? 0 : Number(data.Y[i][0] > 0.5);

// A shape and a colour for each class: of two, those of the field's ends. A target has the colour of its number.
const mark = (pen, x, y, k, colour = null) => {
  pen.fillStyle = colour ?? (outputs.length > 1 ? COLOURS[k % COLOURS.length] : COLOURS[k ? 0 : 1]);
  pen.strokeStyle = colour ? "#202124" : "#fff";
  pen.lineWidth = 1;
  pen.beginPath();
  if (k % 3 === 0) pen.arc(x, y, 4, 0, 7);
  else if (k % 3 === 1) pen.rect(x - 3.5, y - 3.5, 7, 7);
  else [[0, -5], [4.5, 4], [-4.5, 4]].forEach(([dx, dy]) => pen.lineTo(x + dx, y + dy));
  pen.closePath();
  pen.fill();
  pen.stroke();
};

// Around the chosen example.
const ring = (pen, x, y) => {
  pen.strokeStyle = "#202124";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, 8, 0, 7);
  pen.stroke();
};
