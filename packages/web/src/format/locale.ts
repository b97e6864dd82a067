/** The reader's own way to write numbers and dates. */
export const locale: string = globalThis.navigator?.language ?? 'en';
