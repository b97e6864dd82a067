import { defineTasks } from '@milepost/core';
import { shiftDates } from './shift-dates/shift-dates.ts';

export { shiftDates };
export default defineTasks(import.meta.url, { 'photos.shift-dates': shiftDates });
