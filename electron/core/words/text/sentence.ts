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

/** Words that begin a clause of ours in small letters. Any other first word may be the name of a host, which stays as it is written. */
const OURS = /^(?:the|its?|a|an|another|no|nothing|nobody|only|seen|what|line) /;

/** A clause by itself, as a sentence on the screen. */
export function toSentence(clause: string): string {
  const text = endSentence(clause);
  return OURS.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
