import { base } from '../router/base.ts';
/**
 * The icon of the tab: the plate, and where a job goes on a bar in it that fills up. Drawn anew for every fiftieth of the way
 * only; `share` is 0 to 1, null for the plate alone.
 */
export function tabIcon(share: number | null, tone: 'good' | 'bad' = 'good'): string {
  if (share === null) return `${base}favicon.svg`;
  const width = Math.round(share * 50) / 50;
  const fill = tone === 'bad' ? '#ff8a7d' : '#8ff0c6';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="5" fill="#00694d"/><rect x="2.5" y="2.5" width="27" height="27" rx="3.5" fill="none" stroke="#fff" stroke-width="1.5"/><path d="M10 17V7l6 6.500l6-6.500v10" fill="none" stroke="#fff" stroke-width="2.500" stroke-linecap="round" stroke-linejoin="round"/><rect x="6" y="21" width="20" height="5" rx="2" fill="#003d2d"/><rect x="6" y="21" width="${20 * width}" height="5" rx="2" fill="${fill}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
