/** A sentence at the edge of the page that goes by itself, with one thing that can be done about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; act(): void } | null;
}

/** How long one stays, milliseconds. */
const stay = 7000;

/** What has just happened, for a moment. */
export class Toasts {
  #toasts = $state.raw<readonly Toast[]>([]);
  #count = 0;

  get current(): readonly Toast[] {
    return this.#toasts;
  }

  /** Shows it; `gone` is called when it went by itself, not when its action was taken. */
  show(text: string, action: Toast['action'] = null, gone: () => void = () => {}): void {
    const id = ++this.#count;
    const timer = setTimeout(() => {
      this.#drop(id);
      gone();
    }, stay);
    const taken = action && {
      label: action.label,
      act: () => {
        clearTimeout(timer);
        this.#drop(id);
        action.act();
      },
    };
    this.#toasts = [...this.#toasts, { id, text, action: taken }];
  }

  #drop(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
  }
}
