import type { Attachment } from 'svelte/attachments';

/** How long something has to be in sight to be looked at, milliseconds: what rushes by while somebody scrolls is not. */
const moment = 120;

/** Tells when an element has come into sight and stayed there for a moment, and when it is no longer. */
export function watchSight(tell: (inSight: boolean) => void): Attachment<Element> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        clearTimeout(timer);
        if (entries.at(-1)?.isIntersecting) timer = setTimeout(() => tell(true), moment);
        else tell(false);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  };
}

/** Ends an image's request with the image; browsers let those of images that are gone run on. */
export const letGo: Attachment<HTMLImageElement> = (image) => () => image.removeAttribute('src');
