import { readFileSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { PhotoFailure } from '../files/failure.ts';
import { refuseLinks, withPhoto } from '../files/open-photo.ts';
import { replaceFile } from '../files/replace.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { type Frame, readFrame } from '../jpeg/frame.ts';
import { assemble, readMetadata } from '../jpeg/metadata.ts';
import { beginsAsJpeg, createWindow } from '../jpeg/segments.ts';
import { checkPicture, NotTurnable, type Transform, turnPicture } from '../jpeg/turner.ts';
import { sizeAfter, type Turn, turnOf } from './orientation.ts';
import { areWritten, restorePlaces, writePlaces } from './places.ts';
import { digest, type TurnWork } from './plan-turn.ts';
import { turnThumbnail } from './thumbnail.ts';

interface WholePhoto {
  readonly bytes: Buffer;
  readonly stats: Stats;
  readonly frame: Frame;
  readonly metadata: Buffer;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Turns a photo as its plan says. One that was turned already, before a crash, is left as it is. */
export async function turnUpright(
  work: TurnWork,
  job: string,
): Promise<{ readonly digest: string; readonly thumbnail: 'turned' | 'none' | 'kept' }> {
  const turn = turnFor(work);
  const size = sizeAfter(turn, work.frame);
  const photo = readPhoto(work);
  const { stats } = photo;
  if (stats.ino !== work.inode || stats.size !== work.size || stats.mtimeMs !== work.modified) {
    if (isUpright(photo, work, size)) return { digest: digest(photo.bytes), thumbnail: 'turned' };
    throw new PhotoFailure('CHANGED', basename(work.path), 'has changed since');
  }
  const old = work.places.find(({ to }) => to === null);
  const thumbnail = old ? turnThumbnail(Buffer.from(old.from, 'base64'), turn, work.frame) : null;
  const metadata = writePlaces(photo.metadata, work.places, thumbnail);
  const turned = await replace(work, job, photo, turn.transform, metadata, size);
  return { digest: turned, thumbnail: thumbnail ? 'turned' : old ? 'kept' : 'none' };
}

/** Turns a photo back that has this digest since it was turned. One that was turned back already is left as it is. */
export async function turnBack(work: TurnWork, turned: string, job: string): Promise<void> {
  const photo = readPhoto(work);
  if (digest(photo.bytes) !== turned) {
    if (digest(photo.metadata) === work.metadata && isSize(photo.frame, work.frame)) return;
    throw new PhotoFailure('CHANGED', basename(work.path), 'has changed since it was turned');
  }
  await replace(work, job, photo, turnFor(work).back, restorePlaces(photo.metadata, work.places), work.frame);
}

function turnFor({ path, orientation }: TurnWork): Turn {
  const turn = turnOf(orientation);
  if (!turn) throw new PhotoFailure('UNEXPECTED', basename(path), `has the orientation ${orientation}`);
  return turn;
}

/** The digest of what was written. */
async function replace(
  work: TurnWork,
  job: string,
  photo: WholePhoto,
  transform: Transform,
  metadata: Buffer,
  size: Size,
): Promise<string> {
  const name = basename(work.path);
  const turned = explain(name, () => turnPicture(photo.bytes, transform, work.trims));
  const content = assemble(metadata, turned.picture, photo.bytes.subarray(turned.consumed));
  let written = '';
  await replaceFile(work.path, job, photo.stats, content, () => {
    const good = explain(name, () => checkPicture(content));
    if (!isSize(good, size)) throw new PhotoFailure('UNEXPECTED', name, `would have become ${good.width} × ${good.height}`);
    written = digest(content);
  });
  return written;
}

function readPhoto({ path }: TurnWork): WholePhoto {
  const photo = { path, name: basename(path) };
  refuseLinks(photo);
  return withPhoto(photo, 'read', (file, stats) => {
    // The owner of all, root, may write what nobody may: a photo that was protected stays so.
    if ((stats.mode & 0o222) === 0) throw new PhotoFailure('EACCES', photo.name, 'is write-protected');
    const window = createWindow();
    if (!beginsAsJpeg(file, window)) throw new PhotoFailure('CHANGED', photo.name, 'has changed since: it is no JPEG');
    return explain(photo.name, () => ({
      bytes: readFileSync(file),
      stats,
      frame: readFrame(file, stats.size, window),
      metadata: readMetadata(file, stats.size, window).bytes,
    }));
  });
}

/** It has all that the plan says it will have, and what there was before where that is put back. */
function isUpright({ metadata, frame }: WholePhoto, work: TurnWork, size: Size): boolean {
  return (
    isSize(frame, size) && areWritten(metadata, work.places) && digest(restorePlaces(metadata, work.places)) === work.metadata
  );
}

function isSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

function explain<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Damaged) throw new PhotoFailure(error.code, name, `is damaged: ${error.message}`, error);
    if (error instanceof NotTurnable) throw new PhotoFailure(error.code, name, error.message, error);
    throw error;
  }
}
