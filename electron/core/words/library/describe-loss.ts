/** What was found to be missing when a library was opened. */
import {
  type CheckpointLoss,
  isRewritten,
  type Loss,
  type LossEvent,
  type SchemaChange,
} from '../../run/losses.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { inTerminal } from '../text/surface.ts';

export function describeLoss(loss: LossEvent): string {
  switch (loss.type) {
    case 'lossFound':
      return describeLostEvents(loss.data);
    case 'checkpointLost':
      return describeCheckpoint(loss.data);
    case 'schemaChanged':
      return loss.data.changes.map(describeSchemaChange).join('; ');
    case 'logDamaged':
      return `the library's write-ahead log was damaged, and what came after the damage is lost: at least ${formatCount(loss.data.commits, 'commit')}. Steps may have run that the log does not show: look at the hosts before anything is run again`;
  }
}

function describeLostEvents(loss: Loss): string {
  const { run, found, noted, since } = loss;
  const place = run === null ? "the library's log" : `run ${run}`;
  if (isRewritten(loss))
    return `event ${noted} of ${place} is not the one that was there at ${formatZonedTime(since)}`;
  const count = noted - found;
  return `${formatCount(count, 'event')} of ${place} missing since ${formatZonedTime(since)}: the newest is ${found}, it was ${noted}`;
}

const compareCodes = (): string =>
  `Compare the codes on printed reports with holdpoint verify --code CODE${inTerminal()}, and look at the hosts before anything is run again`;

function describeCheckpoint({ why, found, noted }: CheckpointLoss): string {
  switch (why) {
    case 'missing':
    case 'unreadable':
      return `checkpoint.json was ${why === 'missing' ? 'missing' : 'damaged'} when event ${found} was the newest of the library's log: runs and events that came after it could have been removed without a trace. ${compareCodes()}`;
    case 'foreign':
      return `checkpoint.json was that of another library when event ${found} was the newest of this library's log: runs and events that came after it could have been removed without a trace. ${compareCodes()}`;
    case 'behind':
      return `checkpoint.json was an old one: it named event ${noted} of the library's log when event ${found} was the newest. An older file was put in its place, or it could not be written for a while. ${compareCodes()}`;
  }
}

export function describeSchemaChange({ type, name, how }: SchemaChange): string {
  if (type === 'trigger' && how === 'missing')
    return `the guard ${name} was removed from the library: until it was put back, what it guards could be changed or deleted unnoticed by SQLite`;
  if (type === 'trigger' && how === 'added')
    return `the trigger ${name} was added to the library by something else: until it was removed, what was recorded could be changed as it was written`;
  if (how === 'missing')
    return `the ${type} ${name} is missing from the library: something else took it away`;
  return `the ${type} ${name} was ${how === 'added' ? 'added to' : 'changed in'} the library by something else`;
}
