/** Words that people write where nothing is to be said. As a command or a reason they would be taken as they stand. */

const NOTHING =
  /^(?:none(?: needed)?|nothing|nil|null|n ?[./]? ?a|not applicable|no|false|-+|–|—|\?+|\.{1,3})[.!]*$/i;
/** No command begins so. */
const PHRASE =
  /^(?:(?:not|none|nothing|no (?:undo|rollback|backout)) (?:is )?(?:needed|necessary|required|possible|available)|nothing to (?:do|undo)|no (?:undo|rollback|backout)|n\/a[ ,:;(–-].*|manual(?:ly)?|by hand|automatic(?:ally)?|(?:restore )?from (?:the )?backup|(?:see|as in|same as) (?:the )?(?:above|below|before|runbook|wiki|ticket|docs?|documentation)\b.*)[.!]*$/i;
const YES = /^(?:yes|true|ok)$/i;
const LATER = /^(?:todo|tbd|tba|fixme|xxx+)\b(?:[:. ]*|: .*)$/i;

/** Whether the text is none that could be run: `none`, `n/a`, `TODO`, `-`. */
export function isPlaceholder(text: string): boolean {
  const word = text.trim();
  return NOTHING.test(word) || PHRASE.test(word) || LATER.test(word) || /^yes$/i.test(word);
}

/** Whether a shell would find nothing to run in it: it is empty, or comments only. */
export function isWithoutCommand(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}

/** Whether it is a command, and one that only succeeds: `true`, `:`, `exit 0`. */
export function doesNothing(text: string): boolean {
  return /^\s*(?:(?:\/usr)?(?:\/bin\/)?true|:|exit(?: 0)?)\s*;?\s*$/.test(text);
}

/** Whether the text gives no reason: `yes`, `n/a`, `TODO`, nothing at all. */
export function isNoReason(text: string): boolean {
  const word = text.trim();
  return word === '' || NOTHING.test(word) || YES.test(word) || LATER.test(word);
}
