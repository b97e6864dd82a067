import { type Job, type Json, kebab, type TaskInfo } from '@milepost/core/model';
import { asSchema } from '../schema/field.ts';

type Asked = Pick<Job, 'task' | 'input'>;

/** Flags that the command has itself: a field of such a name is spelled otherwise, so the input is given as a whole. */
const taken = [
  'data',
  'dry-run',
  'except',
  'help',
  'input',
  'json',
  'only',
  'priority',
  'quiet',
  'server',
  'tasks',
  'token',
  'watch',
  'yes',
];

/** The same job from a shell. What has a flag is one; an input with anything deeper than a list is given as it is. */
export function shellCommand({ task, input }: Asked, info: Pick<TaskInfo, 'inputSchema'> | undefined): string {
  const words = ['milepost', 'start', task];
  const properties = asSchema(info?.inputSchema.properties) ?? {};
  const fields = Object.entries(asSchema(input) ?? {}).map(([name, value]) => ({
    name,
    value,
    schema: asSchema(properties[name]),
  }));
  if (info === undefined || fields.some(({ name, value }) => isDeep(value) || taken.includes(kebab(name)))) {
    return `${words.join(' ')} --input - --yes <<'END'\n${JSON.stringify(input, null, 2)}\nEND`;
  }
  const path = fields.find(({ schema }) => schema?.format === 'folder-path' || schema?.format === 'file-path');
  if (path) words.push(quote(String(path.value)));
  for (const field of fields) {
    const { name, value, schema } = field;
    if (field === path || value === null || value === undefined) continue;
    if (JSON.stringify(value) === JSON.stringify(schema?.default)) continue;
    if (typeof value === 'boolean') words.push(`--${value ? '' : 'no-'}${kebab(name)}`);
    else for (const one of Array.isArray(value) ? value : [value]) words.push(`--${kebab(name)}=${quote(write(one))}`);
  }
  return [...words, '--yes'].join(' ');
}

/** The same job from a TypeScript program. */
export function clientProgram({ task, input }: Asked, url: string): string {
  return `import { createClient } from '@milepost/client';

const client = createClient({ url: '${url}', token: process.env.MILEPOST_TOKEN });
const job = await client.start('${task}', ${JSON.stringify(input, null, 2)});
console.log(await job.result());
await client.close();`;
}

/** The same job from any language that can make a request. */
export function curlCommand({ task, input }: Asked, url: string): string {
  return [
    `curl ${url}/trpc/jobs.start`,
    `  -H "authorization: Bearer $MILEPOST_TOKEN"`,
    `  -H 'content-type: application/json'`,
    `  -d ${quote(JSON.stringify({ task, input }))}`,
  ].join(' \\\n');
}

function isDeep(value: Json | undefined): boolean {
  if (asSchema(value) !== null) return true;
  return Array.isArray(value) && value.some((one) => typeof one === 'object');
}

function write(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** For a POSIX shell: what could mean anything stands in quotes. */
function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
