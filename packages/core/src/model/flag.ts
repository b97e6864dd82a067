/** A name as a flag spells it: `minAge` → `min-age`, `HTTPPort` → `http-port`; what is between dots is spelled each for itself. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}
