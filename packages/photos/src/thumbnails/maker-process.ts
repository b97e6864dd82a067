import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { PhotoFailure } from '../files/failure.ts';
import { makeThumbnail } from './make-thumbnail.ts';
import type { Answer, Order } from './messages.ts';

/** A process of its own: a picture that brings down what decodes it brings down no more than this. */
const kinds = ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'];
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: kinds.map((kind) => `VipsForeignLoad${kind}Buffer`) });
sharp.concurrency(1);
sharp.cache(false);

try {
  // Where memory runs out, Linux ends this one first.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Elsewhere there is no such thing.
}

// A Ctrl-C reaches everybody in the terminal; this process leaves when the one that it works for does.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async (order: Order) => {
  process.send?.(await answer(order));
});

async function answer({ file, width }: Order): Promise<Answer> {
  try {
    return { type: 'made', thumbnail: await makeThumbnail(file, width) };
  } catch (error) {
    const known = error instanceof PhotoFailure;
    const problem = known ? error.message : `${error instanceof Error ? error.message : String(error)}.`;
    return { type: 'none', problem, changed: known && error.code !== 'NO_PICTURE' };
  }
}
