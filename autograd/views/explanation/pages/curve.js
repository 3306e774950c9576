// The points of a curve in a picture of so many units, with a margin of 2 above and below.
function curveThrough(ys, width, height, floor = Infinity) {
  const low = ys.reduce((a, b) => Math.min(a, b), floor), high = ys.reduce((a, b) => Math.max(a, b), low);
  const step = width / Math.max(ys.length - 1, 1);
  const up = y => high > low ? (height - 4) * (y - low) / (high - low) : 0;
  return ys.map((y, k) => `${(step * k).toFixed(1)},${(height - 2 - up(y)).toFixed(1)}`).join(" ");
}
// Where the reader is stands in the address.
function keepInAddress(address) {
  try {
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "SecurityError") throw error;  // a frame of a notebook has no address of its own
  }
}
