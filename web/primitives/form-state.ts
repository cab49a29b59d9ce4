/** What a form shows now, also where it is disabled: `FormData` leaves that out. */
export function isTicked(form: HTMLFormElement | null, name: string): boolean {
  const element = form?.elements.namedItem(name);
  return element instanceof HTMLInputElement && element.checked;
}

export function textIn(form: HTMLFormElement | null, name: string): string {
  const element = form?.elements.namedItem(name);
  return element instanceof HTMLTextAreaElement ? element.value : "";
}
