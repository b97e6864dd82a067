export interface Word {
  readonly text: string;
}

export function shout({ text }: Word): string {
  return text.toUpperCase();
}
