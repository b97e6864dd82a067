import type { Attachment } from 'svelte/attachments';

/** Whether an element is near the part of the page that is seen. What is not need not move. */
export class InSight {
  #near = $state(true);

  get current(): boolean {
    return this.#near;
  }

  /** For `{@attach …}`. */
  readonly watch: Attachment<Element> = (element) => {
    const observer = new IntersectionObserver(([entry]) => (this.#near = entry?.isIntersecting ?? true), {
      rootMargin: '200px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
