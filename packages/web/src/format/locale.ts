/**
 * The reader's own way to write numbers and dates. A Chromium that was started without any language says `en-US@posix`, which is
 * none that a formatter knows.
 */
export const locale: string = knownLocale(globalThis.navigator?.language) ?? 'en';

export function knownLocale(language: string | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // it is no language tag at all
  }
}
