const here = import.meta.url;

/** Where these pages begin: `/`, or what a proxy has before them, such as `/milepost/`. A built file of theirs lies one folder below. */
export const base = import.meta.env.PROD ? new URL('..', here).pathname : '/';
