import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPhotoTasks, type PhotoTasks, runFromShell } from '../photos/our-tasks.ts';
import { isInstalled, type Peer, runPeer } from '../photos/peers.ts';
import { type PhotoSet, writePhotos } from '../photos/photo-set.ts';
import type { Contestant, Question, Race, Setting } from '../question.ts';

interface Job {
  readonly title: string;
  readonly task: string;
  /** What it is asked in this round: something that all photos need. */
  input(round: number): object;
  /** Whether what it did has to be undone by a new copy of the photos. */
  readonly once: boolean;
  readonly peers: readonly Peer[];
}

const jobs: readonly Job[] = [
  {
    title: 'Turned upright without loss',
    task: 'photos.fix-orientation',
    input: () => ({}),
    once: true,
    peers: [{ name: 'exiftran -aip', program: 'exiftran', words: () => ['-aip'], wanted: 1 }],
  },
  {
    title: 'Dates shifted by an hour',
    task: 'photos.shift-dates',
    input: () => ({ by: '1h' }),
    once: false,
    peers: [
      { name: 'jhead -ta', program: 'jhead', words: () => ['-q', '-ta+1:00:00'], wanted: 1 / 3 },
      {
        name: 'exiftool -AllDates+=',
        program: 'exiftool',
        words: () => ['-q', '-overwrite_original', '-AllDates+=1'],
        wanted: 5,
      },
    ],
  },
  {
    title: 'Named after their dates',
    task: 'photos.rename',
    input: (round) => ({ prefix: round % 2 === 0 ? 'even_' : 'odd_' }),
    once: false,
    peers: [
      {
        name: 'exiftool -FileName<DateTimeOriginal',
        program: 'exiftool',
        words: (round) => ['-q', '-d', `${round % 2 === 0 ? 'even' : 'odd'}_%Y%m%d_%H%M%S.%%e`, '-FileName<DateTimeOriginal'],
        wanted: 10,
      },
    ],
  },
  {
    title: 'File times and ModifyDate from the date taken',
    task: 'photos.fix-modified',
    input: () => ({ zone: '+00:00' }),
    once: true,
    peers: [
      {
        name: 'exiftool -ModifyDate< -FileModifyDate<',
        program: 'exiftool',
        words: () => ['-q', '-overwrite_original', '-ModifyDate<DateTimeOriginal', '-FileModifyDate<DateTimeOriginal'],
        wanted: 10,
      },
    ],
  },
];

export default {
  title: 'How many photos a second?',
  unit: 'photos/s',
  better: 'more',
  async *races({ quick, folder }: Setting) {
    const photos = await writePhotos(
      join(folder, 'photos'),
      quick ? { count: 6, megapixels: 0.3 } : { count: 500, megapixels: 3 },
    );
    for (const job of jobs) for (const threads of quick ? [1] : [1, 2]) yield* race(job, threads, photos, join(folder, 'race'));
  },
} satisfies Question as Question;

/** So often a job is done before it is measured, while its code is compiled: the command's own figure stands for who has not. */
const warmings = 3;

/** One job, by us in so many threads and by its peers in as many processes. */
async function* race(job: Job, threads: number, photos: PhotoSet, folder: string): AsyncGenerator<Race> {
  mkdirSync(folder);
  const ours = await Promise.all(
    [true, false].map((flush) => openPhotoTasks(join(folder, flush ? 'flushed' : 'unflushed'), { threads, flush })),
  );
  try {
    yield {
      title: `${job.title}: ${photos.describe()}, ${threads === 1 ? '1 thread' : `${threads} threads or processes`}`,
      contestants: [
        ...ours.map((tasks) => oursIn(tasks, job, photos, folder)),
        ...(threads === 1 ? [commandIn(job, photos, folder)] : []),
        ...job.peers.filter(isInstalled).map((peer) => theirsIn(peer, job, threads, photos, folder)),
      ],
      notes: job.peers.filter((peer) => !isInstalled(peer)).map(({ program }) => `${program} is not installed.`),
    };
  } finally {
    for (const tasks of ours) await tasks.close();
    rmSync(folder, { recursive: true });
  }
}

function oursIn(tasks: PhotoTasks, job: Job, photos: PhotoSet, folder: string): Contestant {
  const name = `Milepost${tasks.flush ? '' : ', nothing flushed'}`;
  const work = join(folder, name);
  let round = 0;
  const once = () => {
    photos.copyTo(work, job.once);
    return tasks.run(job.task, { folder: work, ...job.input(round++) }, photos.count);
  };
  return {
    name,
    async measure() {
      while (round < warmings) await once();
      return photos.count / (await once());
    },
  };
}

function commandIn(job: Job, photos: PhotoSet, folder: string): Contestant {
  const work = join(folder, 'command');
  let round = 0;
  return {
    name: 'milepost run, in all threads: its start counts too',
    async measure() {
      photos.copyTo(work, job.once);
      const data = join(folder, `command-${round}`);
      return photos.count / (await runFromShell(job.task, { folder: work, ...job.input(round++) }, data));
    },
  };
}

function theirsIn(peer: Peer, job: Job, processes: number, photos: PhotoSet, folder: string): Contestant {
  const work = join(folder, peer.program);
  let round = 0;
  return {
    name: peer.name,
    wanted: peer.wanted,
    async measure() {
      photos.copyTo(work, job.once);
      return photos.count / (await runPeer(peer, work, processes, round++));
    },
  };
}
