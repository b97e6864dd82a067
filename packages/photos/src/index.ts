import { defineTasks } from '@milepost/core';
import { fixModified } from './fix-modified/fix-modified.ts';
import { fixOrientation } from './fix-orientation/fix-orientation.ts';
import { inspect } from './inspect/inspect.ts';
import { rename } from './rename/rename.ts';
import { shiftDates } from './shift-dates/shift-dates.ts';

export { fixModified, fixOrientation, inspect, rename, shiftDates };
export default defineTasks(import.meta.url, {
  'photos.fix-modified': fixModified,
  'photos.fix-orientation': fixOrientation,
  'photos.inspect': inspect,
  'photos.rename': rename,
  'photos.shift-dates': shiftDates,
});
