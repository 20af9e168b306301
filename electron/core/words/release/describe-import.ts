import type { ImportedDocument, ImportRemark } from '../../document-import/model.ts';
import { formatCount } from '../figures/format-count.ts';

const WHY: Readonly<Record<ImportRemark['why'], string>> = {
  arguments:
    'it uses what the script is called with; a step is called with nothing: name a value, {{ vars.x }}',
  comment: 'a comment is not taken over',
  connects: 'it connects to a host by itself; give the step that host (on), and leave ssh out',
  'front-matter': 'the lines before the text are not taken over',
  image: 'the picture does not come along; its place in the text stays',
  language: 'text in this language is not run by a shell: a person reads it in the step',
  'no-language': 'the block does not say that it is shell: a person reads it in the step',
  'one-piece': 'the parts from here on need what came before, so that they stay one step',
  output: 'what was printed goes into the notes of the step, without being checked',
  secret:
    'a secret is never written into a release: a command gets it as one of its secrets, elsewhere it is left out',
  section: 'the section is no part of the procedure and is not taken over',
  shell: 'it is no shell script, and goes to the hosts whole',
  table: 'no column says what is done: the table goes into the notes of the step',
  'too-many': 'from here on nothing is taken over; a document may have 2,000 steps',
  'too-deep': 'lists stand too deep in one another here: it is taken as one text',
  unclosed: 'the block is not closed, so that all below it belongs to it',
};

/** `line 4: PASSWORD: …` */
export function describeImportRemark({ line, what, why }: ImportRemark): string {
  return what === '' ? `line ${line}: ${WHY[why]}` : `line ${line}: ${what}: ${WHY[why]}`;
}

/** `12 steps in 3 phases: 5 commands and 7 done by people.` */
export function countImported({ plans, backout }: ImportedDocument): string {
  const phases = [...plans.deployment, ...plans.verification];
  const steps = [...phases.flatMap((phase) => phase.steps), ...backout];
  if (steps.length === 0) return 'Nothing in this file can be read as a step.';
  const manual = steps.filter(({ does }) => does.kind === 'manual').length;
  const commands = formatCount(steps.length - manual, 'command');
  const who = manual === 0 ? commands : `${commands}, ${manual} done by people`;
  const places =
    backout.length === 0
      ? formatCount(phases.length, 'phase')
      : `${formatCount(phases.length, 'phase')} and the backout plan`;
  return `${formatCount(steps.length, 'step')} in ${places}: ${who}.`;
}
