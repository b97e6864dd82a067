import type { AppRouter } from '@milepost/server';
import { expectTypeOf, test } from 'vitest';
import type { Mutations, Queries, Subscriptions, Tracked } from './procedures.ts';

type Procedures = AppRouter['_def']['procedures'];
type Path<Table> = keyof Table & `${string}.${string}`;
type Procedure<Name> = Name extends `${infer Group extends keyof Procedures & string}.${infer Verb}`
  ? Verb extends keyof Procedures[Group]
    ? Procedures[Group][Verb]
    : never
  : never;

type Types<Name> =
  Procedure<Name> extends { _def: { $types: infer Found extends { input: unknown; output: unknown } } } ? Found : never;

/** zod takes an array for one that is written to; what is sent is only read. */
type Writable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Writable<Value[Key]> } : Value;

/** The names whose input the router would not take, or whose output is not what the table says. */
type Differing<Table extends { [Name in keyof Table]: readonly [unknown, unknown] }> = {
  [Name in Path<Table>]: [Writable<Table[Name][0]>] extends [Types<Name>['input'] | undefined]
    ? [Procedure<Name>] extends [never]
      ? Name
      : Types<Name>['output'] extends Table[Name][1]
        ? never
        : Name
    : Name;
}[Path<Table>];

test('the table of queries is what the router answers', () => {
  expectTypeOf<Differing<Queries>>().toBeNever();
});

test('the table of mutations is what the router answers', () => {
  expectTypeOf<Differing<Mutations>>().toBeNever();
});

test('the table of subscriptions is what the router tells', () => {
  expectTypeOf<
    Differing<{ [Name in keyof Subscriptions]: [Subscriptions[Name][0], AsyncIterable<Tracked<Subscriptions[Name][1]>>] }>
  >().toBeNever();
});

test('a name that the router has not is noticed', () => {
  expectTypeOf<Differing<{ 'jobs.nothing': [undefined, unknown] }>>().toEqualTypeOf<'jobs.nothing'>();
  expectTypeOf<Differing<{ 'jobs.get': [{ id: number }, unknown] }>>().toEqualTypeOf<'jobs.get'>();
  expectTypeOf<Differing<{ 'jobs.get': [{ id: string }, string] }>>().toEqualTypeOf<'jobs.get'>();
});
