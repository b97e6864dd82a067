import { expect, test } from 'vitest';
import { momentOf, timeZone } from './zone.ts';

test.each([
  ['2008-05-01T10:00:00', 'Europe/Berlin', '2008-05-01T08:00:00.000Z'],
  ['2008-12-01T10:00:00', 'Europe/Berlin', '2008-12-01T09:00:00.000Z'],
  ['2008-12-01T10:00:00', '-03:30', '2008-12-01T13:30:00.000Z'],
  ['2008-12-01T10:00:00', '+1400', '2008-11-30T20:00:00.000Z'],
  ['2008-12-01T10:00:00', 'UTC', '2008-12-01T10:00:00.000Z'],
  ['2024-03-31T01:59:59', 'Europe/Berlin', '2024-03-31T00:59:59.000Z'],
  ['2024-03-31T02:30:00', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
  ['2024-03-31T03:00:00', 'Europe/Berlin', '2024-03-31T01:00:00.000Z'],
  ['2024-10-27T02:30:00', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
  ['2024-10-27T03:00:00', 'Europe/Berlin', '2024-10-27T02:00:00.000Z'],
  ['2008-05-01T10:00:00', 'America/New_York', '2008-05-01T14:00:00.000Z'],
])('%s in %s is %s', (wall, zone, moment) => {
  expect(new Date(momentOf(Date.parse(`${wall}Z`), zone) ?? Number.NaN).toISOString()).toBe(moment);
});

test.each(['', 'Berlin', '+2', '+99:00', 'Europe/Atlantis'])('"%s" is no zone', (zone) => {
  expect(timeZone().safeParse(zone).success).toBe(false);
});

test('this machine has a zone', () => {
  expect(timeZone().safeParse('local').success).toBe(true);
  expect(momentOf(0, 'local')).not.toBeNull();
});
