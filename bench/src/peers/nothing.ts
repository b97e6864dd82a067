// What piscina's threads do.
export default function nothing(): void {}
