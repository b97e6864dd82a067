import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { TaskList } from '@milepost/core';

// Threads load the photo tasks from here when it is to be measured what waiting for the disk costs. They import these by name, and
// see them changed.
Object.assign(fs, { fsync: (_: number, done: (error: null) => void) => done(null), fsyncSync() {}, fdatasyncSync() {} });
syncBuiltinESMExports();

const { default: tasks } = await import('@milepost/photos');
const unflushed: TaskList = { ...tasks, url: import.meta.url };
export default unflushed;
