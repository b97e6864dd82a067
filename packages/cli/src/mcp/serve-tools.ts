import type { JsonSchema, TaskInfo } from '@milepost/core/model';
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { doJob, type Steering } from './do-job.ts';
import type { OpenWhileNeeded } from './open-while-needed.ts';
import { describePlan, failure } from './results.ts';

/**
 * Tasks as tools of the Model Context Protocol, on standard input and output. A task is one tool, a batch one more that only tells
 * its plan, and one for all takes back what a job did. Gives what ends it; it ends by itself when the input does.
 */
export function serveTools(tasks: readonly TaskInfo[], use: OpenWhileNeeded, version: string): { close(): Promise<void> } {
  return serveStdio(() => {
    const server = new McpServer({ name: 'milepost', title: 'Milepost', version });
    for (const task of tasks) addTask(server, task, use);
    if (tasks.some(({ undoable }) => undoable)) addUndo(server, use);
    return server;
  });
}

/** What clients allow in a name has no dots. */
export function toolName(task: string, part = ''): string {
  return `${task.replaceAll('.', '_')}${part}`;
}

function addTask(server: McpServer, task: TaskInfo, use: OpenWhileNeeded): void {
  const { name, title, kind, undoable, readOnly: readOnlyHint, inputSchema } = task;
  const description = [task.description || title, undoable ? 'What it did can be taken back: milepost_undo.' : '']
    .join(' ')
    .trim();
  const schema = asGiven(inputSchema);
  const annotations = { readOnlyHint, destructiveHint: !undoable && !readOnlyHint };
  server.registerTool(toolName(name), { title, description, inputSchema: schema, annotations }, (input, context) =>
    answer(() => use((place) => doJob(place, () => place.start({ task: name, input }), steering(context)))),
  );
  if (kind !== 'batch') return;
  const plan = `Tells what ${toolName(name)} would do with this input; nothing is done.`;
  const planning = { title: `${title}: plan`, description: plan, inputSchema: schema, annotations: { readOnlyHint: true } };
  server.registerTool(toolName(name, '__plan'), planning, (input, context) =>
    answer(() =>
      use(async (place) => describePlan(await place.plan({ task: name, input, limit: 100 }, context.mcpReq.signal), task.unit)),
    ),
  );
}

function addUndo(server: McpServer, use: OpenWhileNeeded): void {
  const inputSchema = asGiven<{ job: string }>({
    type: 'object',
    properties: { job: { type: 'string', description: 'The id of the job, as the tool that did it told.' } },
    required: ['job'],
  });
  const description = 'Takes back what a job did, item by item.';
  server.registerTool('milepost_undo', { title: 'Undo', description, inputSchema }, ({ job }, context) =>
    answer(() => use((place) => doJob(place, async () => (await place.undo(String(job))).id, steering(context)))),
  );
}

/** A schema to be shown as it is. It checks nothing: one place does, the task's own, as for everybody else who starts a job. */
function asGiven<Input = unknown>(schema: JsonSchema) {
  const trusting = { getValidator: () => (data: unknown) => ({ valid: true, data, errorMessage: undefined }) as never }; // never: its type is the caller's to choose
  return fromJsonSchema<Input>(schema as object, trusting); // it is one: the SDK's type names every keyword
}

async function answer(act: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await act();
  } catch (error) {
    return failure(error);
  }
}

function steering({ mcpReq: { signal, notify, _meta } }: ServerContext): Steering {
  const token = _meta?.progressToken;
  return {
    signal,
    async tell(progress) {
      if (token !== undefined) await notify({ method: 'notifications/progress', params: { progressToken: token, ...progress } });
    },
  };
}
