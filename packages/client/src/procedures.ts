import type {
  FeedEvent,
  FileList,
  FileQuery,
  ItemList,
  ItemQuery,
  Job,
  JobList,
  JobQuery,
  LogEntry,
  LogQuery,
  Numbered,
  Plan,
  ServerInfo,
  StartRequest,
  TaskInfo,
  WatchEvent,
} from '@milepost/core/model';

/**
 * What the server can be asked, as `[input, output]`. Written out rather than taken from the router's type, so that whoever
 * compiles against this package needs neither tRPC nor zod; `procedures.test-d.ts` holds the two together.
 */
export interface Queries {
  'tasks.list': [undefined, readonly TaskInfo[]];
  'jobs.get': [{ id: string }, Job];
  'jobs.list': [JobQuery, JobList];
  'jobs.items': [ItemQuery, ItemList];
  'jobs.log': [LogQuery, readonly LogEntry[]];
  'files.list': [FileQuery, FileList];
  'system.info': [undefined, ServerInfo];
}

export interface Mutations {
  'tasks.plan': [{ task: string; input: unknown; limit?: number | undefined }, Plan];
  'jobs.start': [StartRequest, Job];
  'jobs.cancel': [{ id: string }, Job];
  'jobs.pause': [{ id: string }, Job];
  'jobs.resume': [{ id: string }, Job];
  'jobs.remove': [{ id: string }, Job];
  'jobs.retry': [{ id: string }, Job];
  'jobs.undo': [{ id: string }, Job];
  'system.loginLink': [{ token?: string | undefined } | undefined, { url: string }];
}

/** As `[input, what is told]`; `lastEventId` is where to go on. */
export interface Subscriptions {
  'jobs.watch': [{ id: string; lastEventId?: string | undefined }, WatchEvent];
  'jobs.feed': [Pick<JobQuery, 'states' | 'tasks'> & { lastEventId?: string | undefined }, FeedEvent];
}

/** A tracked event as tRPC delivers it. */
export interface Tracked<Event> {
  readonly id: Numbered<Event>['id'];
  readonly data: Event;
}
