import { files } from './procedures/files.ts';
import { jobs } from './procedures/jobs.ts';
import { system } from './procedures/system.ts';
import { tasks } from './procedures/tasks.ts';
import { router } from './trpc.ts';

export const appRouter = router({ tasks, jobs, files, system });

export type AppRouter = typeof appRouter;
