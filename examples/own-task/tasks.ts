import { defineTasks } from '@milepost/core';
import { countWords } from './count-words.ts';

export default defineTasks(import.meta.url, { 'text.count-words': countWords });
