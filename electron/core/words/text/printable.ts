/** Text from the other side, made safe to show: control characters visible, length bounded. */
export function printable(text: string): string {
  const shown = text
    .slice(0, LONGEST)
    .replace(/[^\x20-\x7e\u00a1-\uffff]/g, '·')
    .trim();
  return text.length > LONGEST ? `${shown}…` : shown;
}

const LONGEST = 300;
