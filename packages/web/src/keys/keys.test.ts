import { beforeEach, expect, test } from 'vitest';
import { Keys } from './keys.svelte.ts';

let wanted = true;
let keys: Keys;
const done: string[] = [];

beforeEach(async () => {
  wanted = true;
  done.length = 0;
  keys = new Keys(() => wanted);
  const key = (name: string) => ({ key: name, label: name, run: () => done.push(name) });
  keys.add('Everywhere', [key('g j'), key('g h'), key('x')]);
  await Promise.resolve();
});

/** Only what the keys look at. */
function press(key: string, now = 0, more: Partial<KeyboardEvent> = {}) {
  keys.press({ key, target: null, preventDefault: () => {}, ...more } as KeyboardEvent, now);
}

test('two keys in a row are one word, if they come together', () => {
  press('g', 0);
  press('j', 900);
  press('g', 2000);
  press('h', 9000);
  press('j', 9001);
  expect(done).toEqual(['g j']);
});

test('the page that was added last has the say, until it is gone', async () => {
  const leave = keys.add('Here', [{ key: 'x', label: 'mine', run: () => done.push('mine') }]);
  await Promise.resolve();
  press('x');
  leave();
  await Promise.resolve();
  press('x');
  expect(done).toEqual(['mine', 'x']);
});

test('a key is left alone with Control, and by whoever does not want single keys', () => {
  press('x', 0, { ctrlKey: true });
  wanted = false;
  press('x');
  expect(done).toEqual([]);
});
