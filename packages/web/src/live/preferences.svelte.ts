export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const place = 'milepost.preferences';

/** As the ground of the page, in tokens.css. */
const grounds = { light: '#f3f5f2', dark: '#101613' } as const;

interface Kept {
  theme?: Theme;
  keys?: boolean;
}

/** What the reader has chosen on this browser. */
export class Preferences {
  #kept = $state.raw<Kept>(readKept());

  constructor() {
    this.#show();
    // What is chosen in one tab holds in all.
    addEventListener('storage', (event) => {
      if (event.key !== place) return;
      this.#kept = readKept();
      this.#show();
    });
  }

  get theme(): Theme {
    return this.#kept.theme ?? 'system';
  }

  set theme(theme: Theme) {
    this.#keep({ theme });
  }

  /** Whether single letters do things. */
  get keys(): boolean {
    return this.#kept.keys ?? true;
  }

  set keys(keys: boolean) {
    this.#keep({ keys });
  }

  #keep(change: Kept): void {
    this.#kept = { ...this.#kept, ...change };
    localStorage.setItem(place, JSON.stringify(this.#kept));
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.theme;
    // What surrounds the page on a phone goes along.
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      const own = meta.media.includes('dark') ? 'dark' : 'light';
      meta.content = grounds[this.theme === 'system' ? own : this.theme];
    }
  }
}

/** Anything may stand there: another version of the page, or another page of this address. */
function readKept(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const { theme, keys } = kept as Record<string, unknown>; // an object; what its fields are is looked at here
    return {
      ...(themes.some((one) => one === theme) ? { theme: theme as Theme } : {}), // one of them
      ...(typeof keys === 'boolean' ? { keys } : {}),
    };
  } catch {
    return {};
  }
}
