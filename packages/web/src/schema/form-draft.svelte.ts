import { type InputIssue, type Json, MilepostError, type TaskInfo } from '@milepost/core/model';
import { type Draft, draftQuery, openDraft, readDraft, writeDraft } from './draft.ts';
import { asSchema, type Field, leavesOf, pathName } from './field.ts';
import { fieldsOf } from './fields.ts';

/** A task's form while it is filled in. */
export class FormDraft {
  readonly fields: readonly Field[];
  #draft = $state.raw<Draft>({});
  #issues = $state.raw<readonly InputIssue[]>([]);

  /** With one root there is only one folder to begin with: it is filled in. */
  constructor(task: Pick<TaskInfo, 'inputSchema'>, query: URLSearchParams, roots: readonly string[]) {
    this.fields = fieldsOf(task.inputSchema);
    const [root] = roots;
    const folders = leavesOf(this.fields).filter((field) => field.kind === 'text' && field.format === 'folder-path');
    const initial =
      root !== undefined && roots.length === 1 ? Object.fromEntries(folders.map((field) => [pathName(field.path), root])) : {};
    this.#draft = openDraft(this.fields, query, initial);
  }

  /** The input as far as it is filled in. */
  get input(): { [name: string]: Json } {
    return readDraft(this.fields, this.#draft);
  }

  /** The form for the address. */
  get query(): URLSearchParams {
    return draftQuery(this.fields, this.#draft);
  }

  get(name: string): string {
    return this.#draft[name] ?? '';
  }

  set(name: string, value: string): void {
    this.#draft = { ...this.#draft, [name]: value };
    // What was wrong with the whole may be mended by this too.
    this.#issues = this.#issues.filter((issue) => ![name, null].includes(this.#fieldName(issue)));
  }

  /** Fills the whole form in. */
  fill(input: Json): void {
    this.#draft = writeDraft(this.fields, asSchema(input) ?? {});
    this.#issues = [];
  }

  /** What is wrong with one field. */
  issuesOf(name: string): readonly string[] {
    return this.#issues.filter((issue) => this.#fieldName(issue) === name).map((issue) => issue.message);
  }

  /** What is wrong with no field in particular. */
  get otherIssues(): readonly InputIssue[] {
    return this.#issues.filter((issue) => this.#fieldName(issue) === null);
  }

  get faultless(): boolean {
    return this.#issues.length === 0;
  }

  complain(issues: readonly InputIssue[]): void {
    this.#issues = issues;
  }

  /** Takes what the server finds wrong with the input; false when the error is about something else. */
  refused(error: unknown): boolean {
    const about = error instanceof MilepostError && error.issues.length > 0;
    if (about) this.#issues = error.issues;
    return about;
  }

  /** An issue inside a list (`names.3`) stands at the list. */
  #fieldName(issue: InputIssue): string | null {
    const names = leavesOf(this.fields).map((field) => pathName(field.path));
    const at = pathName(issue.path);
    return names.find((name) => at === name || at.startsWith(`${name}.`)) ?? null;
  }
}
