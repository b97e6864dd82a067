/** A file that breaks the rules of its format. The message ends a sentence that begins `is damaged: `. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
  readonly code = 'DAMAGED';
}
