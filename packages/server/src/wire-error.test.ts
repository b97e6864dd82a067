import { MilepostError } from '@milepost/core/model';
import { TRPCError } from '@trpc/server';
import { expect, it } from 'vitest';
import { logIdOf, toWireError, translate } from './wire-error.ts';

const shape = { data: { httpStatus: 500 } };

it.each([
  new Error('ENOENT: /home/ann/secret'),
  new MilepostError('STORE_UNAVAILABLE', 'The disk under /home/ann is full.'),
  new MilepostError('INTERNAL', 'A secret.'),
])('what only the log should tell is masked, under an id that the log has too: %s', (cause) => {
  const translated = translate(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }));
  if (!(translated instanceof TRPCError)) throw translated;
  const { message, data } = toWireError(translated, shape);
  expect(JSON.stringify({ message, data })).not.toMatch(/secret|ann/i);
  expect(data.logId).toBe(logIdOf(translated));
  expect(message).toBe(`Something went wrong here; it is in the server's log under ${data.logId}.`);
});

it('that the engine cannot be reached is said, and not where it is', () => {
  const cause = new MilepostError('ENGINE_UNAVAILABLE', 'Redis at redis://10.0.0.5 cannot be reached.');
  const { message } = toWireError(new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause }), shape);
  expect(message).toMatch(
    /^What moves the jobs cannot be reached just now, so try again later; why is in the server's log under \w+\.$/,
  );
});

it("tRPC's own messages, which repeat what was sent, are not passed on", () => {
  const { message } = toWireError(new TRPCError({ code: 'NOT_FOUND', message: 'No procedure on "<script>"' }), shape);
  expect(message).toBe('There is no procedure of this name and kind.');
});

it('what is wrong at one place of the input is told with that place, whatever the reason', () => {
  const issues = [{ path: ['folder'], message: 'Not in there.' }];
  const cause = new MilepostError('PATH_NOT_ALLOWED', 'Not in there.', { issues });
  expect(toWireError(new TRPCError({ code: 'FORBIDDEN', cause }), shape).data).toMatchObject({
    reason: 'PATH_NOT_ALLOWED',
    issues,
  });
});
