/** Values by their labels. Whoever counts must see to it that there are few labels: each is a line for ever. */
type Labels = Readonly<Record<string, string>>;

/** What is told to Prometheus, in its text format (version 0.0.4). */
export interface Metric {
  readonly lines: () => string[];
}

export interface Counter extends Metric {
  add(amount: number, labels?: Labels): void;
}

export interface Histogram extends Metric {
  observe(value: number, labels?: Labels): void;
}

export function createCounter(name: string, help: string): Counter {
  const values = new Map<string, number>();
  return {
    add(amount, labels) {
      const key = describeLabels(labels);
      values.set(key, (values.get(key) ?? 0) + amount);
    },
    lines: () => [...head(name, 'counter', help), ...[...values].map(([labels, value]) => `${name}${labels} ${value}`)],
  };
}

/** A value that is looked up when it is asked for. */
export function describeGauge(name: string, help: string, values: readonly (readonly [number, Labels?])[]): string[] {
  return [...head(name, 'gauge', help), ...values.map(([value, labels]) => `${name}${describeLabels(labels)} ${value}`)];
}

/** How often a value was at most each of `bounds`, which are in rising order. */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }>();
  return {
    observe(value, labels = {}) {
      const key = describeLabels(labels);
      const one = series.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      series.set(key, one);
      one.sum += value;
      one.count++;
      const index = bounds.findIndex((bound) => value <= bound);
      if (index >= 0) one.counts[index] = (one.counts[index] ?? 0) + 1;
    },
    lines() {
      const lines = head(name, 'histogram', help);
      for (const [key, { labels, counts, sum, count }] of series) {
        let below = 0;
        for (const [index, bound] of bounds.entries()) {
          below += counts[index] ?? 0;
          lines.push(`${name}_bucket${describeLabels({ ...labels, le: String(bound) })} ${below}`);
        }
        lines.push(`${name}_bucket${describeLabels({ ...labels, le: '+Inf' })} ${count}`);
        lines.push(`${name}_sum${key} ${sum}`, `${name}_count${key} ${count}`);
      }
      return lines;
    },
  };
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function describeLabels(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
