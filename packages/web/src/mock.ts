// @ts-nocheck
import { MilepostError } from '@milepost/core/model';
const now = Date.now();
const P = (o) => ({ done: 0, skipped: 0, failed: 0, total: null, unit: 'photo', note: null, rate: null, remaining: null, stalled: false, ...o });
const J = (o) => ({ id: 'a', task: 'photos.shift-dates', title: 'Shift dates', input: { folder: '/home/ada/Pictures/2008 Lisbon', by: '3h', recursive: true }, state: 'running', progress: P({}), attempt: 1, createdAt: now - 200000, startedAt: now - 190000, finishedAt: null, result: null, error: null, worker: 'embedded', retryOf: null, undoOf: null, undoable: false, ...o });
let n = 1204;
const jobs = () => [
  J({ id: 'k3Jx9', progress: P({ done: n, skipped: 88, failed: 4, total: 3000, rate: 12.34, remaining: { low: 120, likely: 170, high: 290 }, note: 'IMG_2041.jpg' }) }),
  J({ id: 'u0', task: 'demo.count', title: 'Count what is there', progress: P({ done: n * 7, unit: 'file', rate: 840 }), createdAt: now - 300000 }),
  J({ id: 'q1', state: 'queued', startedAt: null, title: 'Sleep', task: 'demo.sleep', progress: P({ unit: 'step', total: null }), createdAt: now - 310000 }),
  J({ id: 'p1', state: 'partial', createdAt: now - 4000000, startedAt: now - 4000000, finishedAt: now - 3400000, progress: P({ done: 290, skipped: 4, failed: 6, total: 300 }), result: { done: 290, skipped: 4, failed: 6 } }),
  J({ id: 's1', state: 'succeeded', title: 'Sleep', task: 'demo.sleep', createdAt: now - 9000000, startedAt: now - 9000000, finishedAt: now - 8995000, progress: P({ done: 50, total: 50, unit: 'step' }), result: { slept: 5000 } }),
  J({ id: 'f1', state: 'failed', title: 'Crunch', task: 'demo.crunch', createdAt: now - 99000000, startedAt: now - 99000000, finishedAt: now - 98995000, progress: P({ done: 12, total: 60, unit: 'second' }), error: { code: 'THREAD_DIED', message: 'The thread ended with code 1 before the task was done.' } }),
  J({ id: 'c1', state: 'cancelled', createdAt: now - 199000000, startedAt: now - 199000000, finishedAt: now - 198995000, progress: P({ done: 120, total: 300 }) }),
];
const log = Array.from({ length: 40 }, (_, i) => ({ seq: i + 1, at: now - 40000 + i * 1000, level: i % 13 === 7 ? 'warn' : i % 17 === 9 ? 'error' : i % 5 === 0 ? 'debug' : 'info', message: i % 13 === 7 ? 'No date in its EXIF; taken from the file name' : i % 17 === 9 ? 'Not a JPEG: the file begins with "GIF8"' : `2008-05-0${1 + (i % 9)} 10:00 → 2008-05-0${1 + (i % 9)} 13:00`, item: `IMG_20${10 + i}.jpg` }));
const counts = { queued: 1, running: 2, paused: 0, succeeded: 128, partial: 3, failed: 1, cancelled: 2 };
const wait = (ms, signal) => new Promise((r) => { const t = setTimeout(r, ms); signal?.addEventListener('abort', () => { clearTimeout(t); r(); }); });
const find = (id) => jobs().find((j) => j.id === id);
const tasks = [
  { name: 'photos.shift-dates', title: 'Shift dates', description: 'Moves the dates inside photos by a fixed time: for a camera whose clock was wrong.', kind: 'batch', unit: 'photo', undoable: true, inputSchema: { type: 'object', properties: { folder: { type: 'string', minLength: 1, format: 'folder-path', description: 'Where the photos are.' }, by: { type: 'string', pattern: '^-?\\d+[hmd]$', description: 'How far: 3h, -20m, 1d.' }, recursive: { type: 'boolean', default: false, description: 'Also in the folders inside it.' }, quality: { type: 'string', enum: ['fast', 'careful'], default: 'careful' }, only: { type: 'object', properties: { cameras: { type: 'array', items: { type: 'string' } }, atMost: { type: 'integer', minimum: 1, maximum: 5000 } } } }, required: ['folder', 'by', 'recursive', 'quality'] } },
  { name: 'demo.sleep', title: 'Sleep', description: 'Waits 100 ms for each of a number of steps.', kind: 'task', unit: 'step', undoable: false, inputSchema: { type: 'object', properties: { steps: { type: 'integer', minimum: 1, maximum: 1e9, default: 50 } }, required: ['steps'] } },
  { name: 'demo.crunch', title: 'Crunch', description: 'Computes without a pause for some seconds: nothing else gets a turn in its thread, and yet it is seen to move.', kind: 'task', unit: 'second', undoable: false, inputSchema: { type: 'object', properties: {} } },
];
export const client = {
  connection: { state: 'live', subscribe: () => () => {} },
  async *feed(q, { signal }) { const f = () => jobs().filter((j) => !q.states || q.states.includes(j.state)); yield { type: 'snapshot', jobs: f(), counts }; while (!signal.aborted) { await wait(100, signal); n += 1; yield { type: 'progress', progress: Object.fromEntries(f().filter((j) => j.state === 'running').map((j) => [j.id, j.progress])) }; } },
  async *watch(id, { signal }) { if (!find(id)) throw new MilepostError('JOB_NOT_FOUND', 'no'); yield { type: 'snapshot', job: find(id), log }; while (!signal.aborted && find(id).state === 'running') { await wait(100, signal); n += 1; yield { type: 'progress', progress: find(id).progress }; } },
  async start() { await wait(300); return { id: 'k3Jx9' }; },
  async plan(t, input) { if (input.by === '1d') throw new MilepostError('INVALID_INPUT', 'x', { issues: [{ path: ['by'], message: 'At most 23 hours.' }, { path: [], message: 'Something else.' }] }); if (input.by === '2d') throw new MilepostError('PATH_NOT_ALLOWED', 'The folder /etc is outside the folders that tasks may work in.'); return { items: Array.from({ length: 12 }, (_, i) => ({ key: `${i}`, label: `IMG_20${10 + i}.jpg`, change: i === 3 ? undefined : '10:00 → 13:00', skip: i === 3 ? 'has no date' : undefined, details: { Taken: '2008-05-01 10:00', Camera: 'Canon EOS 40D' } })), total: 12, more: false }; },
  tasks: { list: async () => tasks },
  jobs: { get: async (id) => find(id), list: async () => ({ jobs: jobs(), next: null, counts }), items: async () => ({ items: ['IMG_2044.jpg', 'IMG_2077.jpg', 'scan-3.jpg'].map((l) => ({ key: l, label: l, state: 'failed', error: { code: 'NOT_A_JPEG', message: 'Not a JPEG: the file begins with "GIF8".' }, at: now, ms: 3 })), next: null }), log: async () => log, cancel: async () => { throw new MilepostError('INVALID_STATE', 'The job has ended.'); } },
  system: { info: async () => ({ roots: ['/home/ada/Pictures'] }) },
  close: async () => {},
};
