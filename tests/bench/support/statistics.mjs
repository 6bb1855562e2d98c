// What a list of samples says.

/** @param {readonly number[]} samples  not empty @param {number} share  0 to 1 */
export function percentile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

export const median = (samples) => percentile(samples, 0.5);

/** Buckets whose bounds rise by a fourth root of two: pairs of an upper bound and a count, without empty ones at the ends. */
export function histogram(samples) {
  const counts = new Map();
  const lowest = 0.001;
  for (const sample of samples) {
    const bucket = Math.ceil(Math.log2(Math.max(sample, lowest)) * 4);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  return Array.from({ length: last - first + 1 }, (_, index) => [
    2 ** ((first + index) / 4),
    counts.get(first + index) ?? 0,
  ]);
}

export const sum = (samples) => samples.reduce((total, sample) => total + sample, 0);

/** To so many digits that count: a figure with six of them claims a precision that no shared machine has. */
export const rounded = (value, digits = 3) => (value === null ? null : Number(value.toPrecision(digits)));
