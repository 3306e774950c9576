// What is known of the network, and how it learns: forward and backward are the program derived from its Values.
const data = JSON.parse(document.getElementById("data").textContent);
const v = Float64Array.from(data.values);
const g = new Float64Array(v.length);
const learner = { alpha: data.alpha, size: data.batch, epoch: 0, at: 0, costs: [], sum: 0, latest: NaN, order: [], stopped: "" };

// The numbers of one example, and both passes over it; another seed than J gives the derivatives of that node.
const take = i => {
  data.x.forEach((x, k) => { v[x] = data.X[i][k]; });
  data.y.forEach((y, k) => { v[y] = data.Y[i][k]; });
};
const back = seed => {
  g.fill(0);
  g[seed] = 1;
  backward(v, null, null, null, g);
};

const costOfAll = () => {
  let sum = 0;
  for (let i = 0; i < data.X.length; i++) {
    take(i);
    forward(v);
    sum += v[data.cost];
  }
  return sum / data.X.length;
};

// Python's order of the first epochs; later ones are shuffled here.
const dealt = epoch => {
  if (epoch < data.orders.length) return data.orders[epoch];
  const order = data.X.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
};

// A step of gradient descent: w -= alpha * dw, where dw is the mean over the batch.
const descend = batch => {
  const sums = new Float64Array(data.parameters.length);
  let cost = 0;
  for (const i of batch) {
    take(i);
    forward(v);
    cost += v[data.cost];
    back(data.cost);
    data.parameters.forEach((w, k) => { sums[k] += g[w]; });
  }
  if (!Number.isFinite(cost)) {
    learner.stopped = "J is no longer a number: the steps were too large. Restart with a smaller alpha.";
    return NaN;
  }
  data.parameters.forEach((w, k) => { v[w] -= learner.alpha * sums[k] / batch.length; });
  return cost / batch.length;
};

const oneBatch = () => {
  if (learner.stopped) return;
  if (learner.at === 0) learner.order = dealt(learner.epoch);
  const batch = learner.order.slice(learner.at, learner.at + learner.size);
  learner.latest = descend(batch);
  learner.sum += learner.latest * batch.length;
  learner.at += batch.length;
  if (learner.at >= learner.order.length && !learner.stopped) {
    learner.costs.push(learner.sum / learner.order.length);
    learner.epoch += 1;
    learner.at = learner.sum = 0;
  }
};

const oneEpoch = () => {
  const epoch = learner.epoch;
  while (learner.epoch === epoch && !learner.stopped) oneBatch();
};

const restart = () => {
  v.set(data.values);
  Object.assign(learner, { epoch: 0, at: 0, sum: 0, stopped: "", costs: [] });
  learner.costs.push(costOfAll());
};
