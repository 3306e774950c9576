// Numbers and arrays as Python's views write them: four significant digits, a real minus sign, loud nan and infinity.
const MINUS = "\u2212";

// What %.4g writes, ties to the even digit.
function digits(x) {
  if (typeof x !== "number") return String(x ?? "-");
  if (Number.isNaN(x)) return "NAN";
  if (!Number.isFinite(x)) return x < 0 ? "-INF" : "INF";
  const tie = /^(-?\d\.\d\d(\d))50*(e.*)$/.exec(x.toExponential(100));
  const text = tie && tie[2] % 2 === 0 ? tie[1] + tie[3] : x.toExponential(3);
  const [mantissa, power] = text.split("e");
  if (power >= -4 && power < 4) return shortened(Number(text).toFixed(3 - power)).replace(/^-0$/, "0");
  return `${shortened(mantissa)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}
const shortened = text => text.includes(".") ? text.replace(/\.?0+$/, "") : text;
// One minus on the screen, the true one, before numbers, names and brackets; a hyphen within a label stays.
const withMinus = text => text.replace(/(?<![\w\])])-(?=\s?[^\s>])|(?<=\de)-(?=\d)/g, MINUS);
const plain = x => digits(x).replaceAll(MINUS, "-"), real = x => digits(x).replaceAll("-", MINUS);

// An array is { numbers, shape }, or { text } where it is too large for the page; a number has the shape [].
const sizeOf = shape => shape.reduce((a, b) => a * b, 1);
const isNumber = ({ shape }) => shape !== undefined && shape.length === 0;
const isSmall = ({ numbers, shape }) => Boolean(numbers?.length) && numbers.length <= 9 && shape.length <= 2;
const allFinite = ({ numbers, text }) => numbers ? numbers.every(Number.isFinite) : !/NAN|INF/.test(text);
function textOf(array) {
  const { numbers, shape, text } = array;
  if (text !== undefined) return text;
  if (isNumber(array)) return digits(numbers[0]);
  const size = shape.join(" x ");
  if (!numbers.length) return `${size}, empty`;
  if (isSmall(array)) return `[${rowsOf(array).map(row => row.map(digits).join(" ")).join("; ")}]`;
  return `${size}, ${rangeOf(numbers)}`;
}
function rowsOf({ numbers, shape }) {
  const columns = shape.at(-1) || 1;
  return Array.from({ length: numbers.length / columns }, (_, r) => numbers.slice(r * columns, (r + 1) * columns));
}
// An array that was repeated to a larger shape, before it was.
function unrepeated({ numbers, shape }, narrow) {
  const strides = shape.map((_, k) => sizeOf(shape.slice(k + 1))), missing = shape.length - narrow.length;
  const indexOf = at => narrow.reduce((sum, n, k) => {
    const index = Math.floor(at / sizeOf(narrow.slice(k + 1))) % n;
    return sum + index * strides[k + missing];
  }, 0);
  return { numbers: Array.from({ length: sizeOf(narrow) }, (_, at) => numbers[indexOf(at)]), shape: narrow };
}
function rangeOf(numbers) {
  const low = Math.min(...numbers), high = Math.max(...numbers), sum = numbers.reduce((a, b) => a + b, 0);
  if (numbers.length === 1) return digits(low);
  return `${digits(low)} to ${digits(high)}, mean ${digits(sum / numbers.length)}`;
}
function indexText(shape, at) {
  const index = [];
  for (let k = shape.length - 1, rest = at; k >= 0; k--) {
    index.unshift(rest % shape[k]);
    rest = Math.floor(rest / shape[k]);
  }
  return index.length ? `[${index.join(",")}]` : "";
}

// What somebody typed, a fraction too, or nan.
function readNumber(text) {
  const [top, bottom = "1", ...more] = text.trim().replaceAll(MINUS, "-").replace(",", ".").split("/");
  if (top.trim() === "" || bottom.trim() === "" || more.length) return NaN;
  return Number(top) / Number(bottom);
}
