import { tick } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { base } from './base.ts';
import { matchRoute, type Route } from './routes.ts';

/** The address bar as state. Links are plain `<a href>`; a click on one of this origin stays in the page. */
export class Router {
  #url = $state.raw(new URL(location.href));
  readonly #route = $derived(matchRoute(this.#url.pathname));
  #travelled = $state.raw(false);
  readonly #listen = createSubscriber(() => {
    const stop = new AbortController();
    addEventListener('popstate', () => this.#travel(), { signal: stop.signal });
    document.addEventListener('click', (event) => this.#follow(event), { signal: stop.signal });
    return () => stop.abort();
  });

  get route(): Route {
    this.#listen();
    return this.#route;
  }

  /** True when the reader came to this page from another one of the app. */
  get travelled(): boolean {
    return this.#travelled;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  go(href: string): void {
    const from = this.#url.pathname;
    history.pushState(null, '', href);
    if (location.pathname === from) this.#read();
    else {
      this.#travel();
      void tick().then(() => scrollTo(0, 0));
    }
  }

  /** Keeps the state of the page in its address, without a step to go back to. */
  keep(query: URLSearchParams): void {
    const search = query.toString();
    history.replaceState(null, '', search ? `?${search}` : location.pathname);
    this.#read();
  }

  #travel(): void {
    this.#travelled = true;
    this.#read();
  }

  #read(): void {
    this.#url = new URL(location.href);
  }

  #follow(event: MouseEvent): void {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (event.defaultPrevented || modified || !link || link.target || link.origin !== location.origin) return;
    if (!link.pathname.startsWith(base)) return;
    if (link.hasAttribute('download') || link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    this.go(link.href);
  }
}
