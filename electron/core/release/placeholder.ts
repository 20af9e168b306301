/** Words that people write where nothing is to be said. As a command or a reason they would be taken as they stand. */

const NOTHING = /^(?:none|nothing|nil|null|n\/?a|not applicable|no|false|-+|–|—|\?+|\.{1,3})$/i;
const YES = /^(?:yes|true|ok)$/i;
const LATER = /^(?:todo|tbd|tba|fixme|xxx+)\b[:. ]*$/i;

/** Whether the text is none that could be run: `none`, `n/a`, `TODO`, `-`. */
export function isPlaceholder(text: string): boolean {
  const word = text.trim();
  return NOTHING.test(word) || LATER.test(word) || /^yes$/i.test(word);
}

/** Whether the text gives no reason: `yes`, `n/a`, `TODO`, nothing at all. */
export function isNoReason(text: string): boolean {
  const word = text.trim();
  return word === '' || NOTHING.test(word) || YES.test(word) || LATER.test(word);
}
