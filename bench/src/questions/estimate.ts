import { readdirSync, readFileSync } from 'node:fs';
import { median } from '../ask.ts';
import { estimators } from '../estimate/estimators.ts';
import { judge, type Verdict } from '../estimate/judge.ts';
import { type Course, chosen, randomFrom, unseen, weighed } from '../estimate/workloads.ts';
import type { Contestant, Question } from '../question.ts';

const seeds = 12;
/** Those with which it was chosen how the two rates are weighed begin here. */
const weighedFrom = 101;

export default {
  title: 'How far off is the time left, and how much does the finish move?',
  unit: '%',
  better: 'less',
  *races({ quick }) {
    const many = quick ? 1 : seeds;
    const sets: [title: string, courses: Course[][]][] = [
      ['ten workloads', [...chosen.values()].map((make) => of(make, many))],
      ['eleven on which the weights were chosen', [...weighed.values()].map((make) => of(make, many, weighedFrom))],
      ['six on which nothing was chosen', [...unseen.values()].map((make) => of(make, many))],
      ['jobs that were recorded', recorded().map((course) => [course])],
    ];
    for (const [title, courses] of sets) {
      const asked = title === 'ten workloads';
      yield {
        title: `${title}: error of the time left, median`,
        contestants: contestants(courses, errorOf, asked ? 6 : undefined),
      };
      yield {
        title: `${title}: moves of the finish`,
        unit: '% a second',
        contestants: contestants(courses, moveOf, asked ? 0.25 : undefined),
      };
    }
    for (const [name, make] of [...chosen, ...unseen]) {
      yield { title: `${name}: error of the time left, median`, contestants: contestants([of(make, many)], errorOf) };
    }
  },
} satisfies Question as Question;

function of(make: (random: ReturnType<typeof randomFrom>) => Course, many: number, first = 1): Course[] {
  return Array.from({ length: many }, (_, seed) => make(randomFrom(first + seed)));
}

/** One figure an estimator: of all courses of a workload together, and over workloads the geometric mean. */
function contestants(workloads: Course[][], figureOf: (verdicts: Verdict[]) => number, reach?: number): Contestant[] {
  return Object.entries(estimators).map(([name, begin], index) => ({
    name,
    ...(index === 0 && reach !== undefined ? { reach } : {}),
    async measure() {
      const figures = workloads.map((courses) => figureOf(courses.map((course) => judge(course, begin(course.before)))));
      return Math.exp(figures.reduce((sum, figure) => sum + Math.log(figure), 0) / figures.length);
    },
  }));
}

function errorOf(verdicts: Verdict[]): number {
  return Math.max(0.5, median(verdicts.flatMap(({ errors }) => errors)));
}

function moveOf(verdicts: Verdict[]): number {
  const moves = verdicts.flatMap(({ moves }) => moves);
  return Math.max(0.001, moves.reduce((sum, move) => sum + move, 0) / moves.length);
}

/** What `estimate/record.ts` has recorded. */
function recorded(): Course[] {
  const folder = new URL('../../recorded/', import.meta.url);
  return readdirSync(folder).map((name) => {
    const { samples } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { samples: [number, number][] }; // as record.ts writes
    return { events: samples.filter(([at]) => at > 0), total: samples.at(-1)?.[1] ?? 0, before: 0 };
  });
}
