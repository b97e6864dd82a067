/** A folder or a file that tasks may have. */
export interface FileEntry {
  readonly name: string;
  /** The whole path, as tasks take it. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** Bytes; null for a folder. */
  readonly size: number | null;
  /** Epoch milliseconds. */
  readonly modified: number;
}

export interface FileQuery {
  /** The whole path of a folder. Without one, where to begin: the allowed roots, or the home folder where any folder will do. */
  readonly path?: string | undefined;
  /** At most this many entries, 1 to 1,000; 1,000 unless told. */
  readonly limit?: number | undefined;
}

/** What is in a folder. */
export interface FileList {
  /** The folder, by its real path; null for the list of the roots. */
  readonly path: string | null;
  /** The folder above it; null where that is no longer allowed, or there is none. */
  readonly parent: string | null;
  /**
   * Folders first, each kind in the order of its names: `IMG_2` before `IMG_10`. Those whose name begins with a dot, and links
   * that lead out of the roots, are left out.
   */
  readonly entries: readonly FileEntry[];
  /** True when there are more than `entries` holds. */
  readonly more: boolean;
}
