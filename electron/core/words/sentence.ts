/**
 * What describes a fact is a clause without its last full stop, so that more can follow it: in brackets, behind a colon, before a
 * semicolon. Whoever shows it by itself makes the sentence here.
 */

/** `Check the port` → `Check the port.`; words that end as a sentence stay as they are. */
export function endSentence(clause: string): string {
  const text = clause.trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** One clause again: sentences in a row, the last without its full stop. Empty ones are left out. */
export function joinClauses(clauses: readonly string[]): string {
  const said = clauses.filter((clause) => clause !== '');
  return [...said.slice(0, -1).map(endSentence), ...said.slice(-1)].join(' ');
}
