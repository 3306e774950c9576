// The graph of one unit for one example: every number is that of the moment, every derivative from the program.
const MOST_CARDS = 6;
const WIDTH = 122, HEIGHT = 48, GAP = 6, REACH = 90;
const reached = new Set(data.reached);  // nodes with a gradient; the cost may go past a probability, to its z
const chosen = { layer: 0, unit: 0, example: 0, weight: null };

const safe = name => name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

// What is known of the unit: its inputs and weights, the derivatives of z, of the activation, and of J.
const unitNow = () => {
  const { a, z, W, b, inputs } = shown[chosen.layer], k = chosen.unit;
  take(chosen.example);
  forward(v);
  back(z[k]);
  const byZ = g.slice();
  back(a[k]);
  const slope = a[k] === z[k] ? null : reached.has(a[k]) ? g[z[k]] : NaN;
  back(data.cost);
  const terms = inputs.map((input, i) => ({ input, weight: W[i][k], product: v[input] * v[W[i][k]], i }));
  return { a: a[k], z: z[k], b: b ? b[k] : null, terms, byZ, slope };
};

const card = (node, x, y, kind) => {
  const number = reached.has(node) ? real(g[node]) : "-";
  const gradient = kind === "data" ? "" : `<text class="gradient" x="8" y="43">d ${number}</text>`;
  return `<g class="${kind}${node === chosen.weight ? " chosen" : ""}" transform="translate(${x},${y})">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="6"/><text x="8" y="15">${safe(data.names[node])}</text>` +
    `<text x="8" y="29">${real(v[node])}</text>${gradient}</g>`;
};
const edge = (x1, y1, x2, y2, number) =>
  `<path d="M${x1} ${y1} C${x1 + 45} ${y1} ${x2 - 45} ${y2} ${x2} ${y2}"/>` +
  (Number.isNaN(number) ? "" : `<text class="local" x="${x1 + 6}" y="${y1 - 3}">${real(number)}</text>`);

const drawCards = now => {
  const ordered = [...now.terms].sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const kept = ordered.slice(0, MOST_CARDS).sort((one, other) => one.i - other.i);
  const left = [
    ...kept.flatMap(({ input, weight }) => [[input, data.x.includes(input) ? "data" : "computed"], [weight, "parameter"]]),
    ...(now.b === null ? [] : [[now.b, "parameter"]]),
  ];
  const height = left.length * (HEIGHT + GAP), middle = (height - HEIGHT) / 2, far = 2 * (WIDTH + REACH);
  const drawn = left.map(([node, kind], i) => {
    const y = i * (HEIGHT + GAP);
    return edge(WIDTH, y + HEIGHT / 2, WIDTH + REACH, middle + HEIGHT / 2, reached.has(node) ? now.byZ[node] : NaN) + card(node, 0, y, kind);
  });
  drawn.push(card(now.z, WIDTH + REACH, middle, "computed"));
  if (now.slope !== null) {
    drawn.push(edge(2 * WIDTH + REACH, middle + HEIGHT / 2, far, middle + HEIGHT / 2, now.slope), card(now.a, far, middle, "computed"));
  }
  const width = far + (now.slope === null ? 0 : WIDTH);
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="the cards of ${safe(data.names[now.a])}">${drawn.join("")}</svg>`;
};

const tableOf = now => now.terms.map(({ input, weight, product }) => {
  const here = weight === chosen.weight ? ' aria-current="true"' : "";
  return `<tr${here}><td>${safe(data.names[input])} = ${real(v[input])}</td><td><button type="button" data-weight="${weight}">${safe(data.names[weight])}</button> = ${real(v[weight])}</td>` +
    `<td>${real(product)}</td><td>${real(now.byZ[weight])}</td><td>${real(g[weight])}</td></tr>`;
}).join("");

// The chain rule of the chosen weight, or of the unit's z.
const chainOf = now => {
  if (chosen.weight === null) {
    const past = reached.has(now.a) ? "" : `; J is computed from ${data.names[now.z]}, past ${data.names[now.a]}`;
    return `${data.names[now.z]} = ${real(v[now.z])}, dJ/d${data.names[now.z]} = ${real(g[now.z])}${past}`;
  }
  const name = data.names[chosen.weight], z = data.names[now.z];
  const local = now.byZ[chosen.weight], factor = local < 0 ? `(${real(local)})` : real(local);
  const numbers = `${real(g[now.z])} * ${factor} = ${real(g[chosen.weight])}`;
  return shown[chosen.layer].penalized ? `dJ/d${name} = ${real(g[chosen.weight])}: dJ/d${z} * d${z}/d${name}, and the penalty's part`
    : `dJ/d${name} = dJ/d${z} * d${z}/d${name} = ${numbers}`;
};
