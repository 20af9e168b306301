/** `Payments gateway` → `payments-gateway`; empty when no id can be made of it. */
export function idFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
}

/** The id of a new release: of its product; where that is taken, of product and version. */
export function newIdFrom(
  { name, version }: { readonly name: string; readonly version: string },
  taken: readonly string[],
): string {
  const id = idFrom(name);
  return taken.includes(id) ? idFrom(`${name} ${version}`) : id;
}
