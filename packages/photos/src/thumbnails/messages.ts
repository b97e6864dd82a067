import type { FoundFile } from '@milepost/core';
import type { Thumbnail } from './make-thumbnail.ts';

/** What a process that makes thumbnails is asked. It is asked one thing at a time. */
export interface Order {
  readonly file: FoundFile;
  readonly width: number;
}

/** What it answers; `problem` is a sentence, and `changed` is true where the file is no longer the one that was found. */
export type Answer =
  | { readonly type: 'made'; readonly thumbnail: Thumbnail }
  | { readonly type: 'none'; readonly problem: string; readonly changed: boolean };
