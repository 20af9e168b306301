/** A cheap look before a costly one: most texts hold nothing of what an expression would search for. */
export function hasOne(text: string, signs: readonly string[]): boolean {
  return signs.some((sign) => text.includes(sign));
}
