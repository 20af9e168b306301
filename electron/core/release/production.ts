/** What is production: there no rehearsal begins unasked, and every page says where it is. */
export function isProduction(kind: string | null | undefined): boolean {
  return kind === 'production';
}
