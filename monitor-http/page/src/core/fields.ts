// Keys of the page leave alone what is typed into a field.

const FIELDS = /^(INPUT|TEXTAREA|SELECT)$/;

/** Whether this is something that one types into. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && FIELDS.test(target.tagName);
}
