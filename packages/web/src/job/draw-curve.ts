import type uPlot from 'uplot';
import { formatRate } from '../format/number.ts';
import { formatClock } from '../format/time.ts';

export interface DrawnCurve {
  readonly plot: uPlot;
  destroy(): void;
}

/**
 * A curve over time that fills a box, in the colours of the page. The library is loaded here, so that only a page with a curve
 * waits for it.
 */
export async function drawCurve(box: HTMLElement, unit: string): Promise<DrawnCurve> {
  const Plot = await loadPlot();
  const colour = (name: string) => resolveColour(box, `var(--${name})`);
  const rate = (value: number) => formatRate({ rate: value, unit }) ?? '0';
  // It is drawn, so it does not grow by itself with the text of the page.
  const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const axis = {
    stroke: () => colour('ink-3'),
    font: `${12 * scale}px system-ui, sans-serif`,
    ticks: { show: false },
    grid: { stroke: () => colour('line'), width: 1 },
  };
  const plot = new Plot(
    {
      width: box.clientWidth,
      height: box.clientHeight,
      ms: 1,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_, _low, high) => [0, Math.max(high * 1.1, 0.001)] } },
      series: [
        {},
        {
          stroke: () => colour('done'),
          fill: () => resolveColour(box, 'color-mix(in srgb, var(--done) 18%, transparent)'),
          width: 2,
          points: { show: false },
        },
      ],
      axes: [
        { ...axis, size: 22 * scale, space: 90 * scale, values: (_, times) => times.map((time) => formatClock(time)) },
        {
          ...axis,
          size: 92 * scale,
          space: 34 * scale,
          values: (_, rates) => rates.map((value) => (value === 0 ? '0' : rate(value))),
        },
      ],
    },
    [[], []],
    box,
  );
  const sized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: box.clientHeight }));
  sized.observe(box);
  // Another theme, by the system's choice or the reader's: the picture is painted in the new colours.
  const repaint = () => plot.redraw(false);
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', repaint);
  const chosen = new MutationObserver(repaint);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    plot,
    destroy() {
      sized.disconnect();
      chosen.disconnect();
      system.removeEventListener('change', repaint);
      plot.destroy();
    },
  };
}

/** Asked for until it comes: the connection may just be away. */
async function loadPlot(): Promise<typeof uPlot> {
  for (;;) {
    try {
      return (await import('uplot')).default;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

/** What a colour of the page's is just now: a picture knows nothing of variables, nor of light and dark. */
function resolveColour(box: HTMLElement, value: string): string {
  const probe = document.createElement('span');
  probe.style.color = value;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
