import type { InputIssue } from '@milepost/core/model';

/** What the browser itself finds wrong with a form: the same kind of issue that the server finds, so that both look alike. */
export function nativeIssues(form: HTMLFormElement): InputIssue[] {
  return [...form.elements].flatMap((element) => {
    const checked =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
    if (!checked || element.validity.valid) return [];
    return [{ path: element.name.split('.'), message: explain(element) }];
  });
}

/** Patterns are left to the server, whose sentence can be read. */
function explain(element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): string {
  const { validity, validationMessage } = element;
  if (validity.valueMissing) return 'This is needed.';
  return validationMessage;
}
