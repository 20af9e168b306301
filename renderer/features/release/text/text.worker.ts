/** Reads and edits texts in a thread of its own. */
import { applyEdits } from './apply-edits.ts';
import { readText } from './read-text.ts';
import type { TextAnswer, TextTask } from './text-work.ts';

self.onmessage = ({ data: task }: MessageEvent<TextTask>) => self.postMessage(carryOut(task));

function carryOut({ id, text, edits }: TextTask): TextAnswer {
  if (edits === null) return { id, kind: 'read', read: readText(text) };
  const edited = applyEdits(text, edits);
  if (!edited.ok) return { id, kind: 'edited', edited };
  // What the data come to is known to whoever wanted the edits; only the rest is sent.
  const { release, issues } = readText(edited.text);
  return { id, kind: 'edited', edited: { ...edited, release, issues } };
}
