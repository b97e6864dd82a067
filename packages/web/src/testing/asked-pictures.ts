// The modules of a test fill the room for 250 that there is otherwise.
performance.setResourceTimingBufferSize(10_000);

/** What was asked of `/files/thumbnail`, in order. No server is here to answer, so what comes is no picture. */
export function askedPictures(): { readonly path: string | null; readonly version: string | null }[] {
  const addresses = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  return addresses
    .filter(({ pathname }) => pathname === '/files/thumbnail')
    .map(({ searchParams }) => ({ path: searchParams.get('path'), version: searchParams.get('v') }));
}
