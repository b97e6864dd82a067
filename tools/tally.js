// @ts-check
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * A check counts as one.
 * @param {number | null} status the exit code
 * @returns {Count}
 */
export function countCheck(status) {
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * What vitest's JSON report tells. A file that could not be loaded counts as one that failed.
 * @param {string} report
 * @param {number | null} status
 * @returns {Count}
 */
export function countVitest(report, status) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of read(report)?.testResults ?? []) {
    if (file.status === 'failed' && file.assertionResults.length === 0) count.failed++;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') count.passed++;
      else if (test.status === 'failed') count.failed++;
      else {
        count.skipped++;
        console.log(`skipped: ${test.fullName}${reason(test.meta?.note)}`);
      }
    }
  }
  return withCrash(count, status);
}

/**
 * What Playwright's JSON report tells.
 * @param {string} report
 * @param {number | null} status
 * @returns {Count}
 */
export function countPlaywright(report, status) {
  const { suites = [], stats } = read(report) ?? {};
  for (const spec of suites.flatMap(specsOf)) {
    const skipped = spec.tests.find((/** @type {any} */ test) => test.status === 'skipped'); // any: the report is plain JSON
    if (skipped) console.log(`skipped: ${spec.title}${reason(skipped.annotations[0]?.description)}`);
    for (const seen of spec.tests.flatMap(sightsOf)) console.log(`\nseen when it failed: ${spec.title}\n${seen}`);
  }
  const count = {
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    skipped: stats?.skipped ?? 0,
  };
  return withCrash(count, status);
}

/**
 * A runner that ends badly without having named a test has failed as well.
 * @param {Count} count
 * @param {number | null} status
 */
function withCrash(count, status) {
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/**
 * @param {any} suite any: the report is plain JSON
 * @returns {any[]}
 */
function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

/**
 * What stood on the page when a test failed, as text: its picture stays on the machine where that was.
 * @param {any} test any: the report is plain JSON
 * @returns {string[]}
 */
function sightsOf(test) {
  const attached = test.results.flatMap((/** @type {any} */ result) => result.attachments);
  const texts = attached.filter((/** @type {any} */ { name, path }) => name === 'error-context' && existsSync(path));
  return texts.map((/** @type {any} */ { path }) => /```yaml\n(.*?)```/s.exec(readFileSync(path, 'utf8'))?.[1] ?? '');
}

/** @param {string | undefined} note */
function reason(note) {
  return note ? ` (${note})` : '';
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
