import type { EvidenceFinding } from '#core/run/evidence.ts';
import { formatCount } from '#core/words/format-count.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import type { CheckpointLoss, Loss, LossEvent } from './library-event.ts';
import { damageMessage } from './log-damage.ts';
import { schemaMessage } from './schema.ts';

/** A loss as a finding: which run or log, from which event on, and in words. */
export function lossFinding(loss: LossEvent): EvidenceFinding {
  switch (loss.type) {
    case 'lossFound': {
      const { run, found, noted } = loss.data;
      return {
        run,
        seq: Math.min(found + 1, noted),
        code: isRewritten(loss.data) ? 'event-changed' : 'events-cut',
        message: lossMessage(loss.data),
      };
    }
    case 'checkpointLost':
      return {
        run: null,
        seq: null,
        code: 'checkpoint-missing',
        message: checkpointMessage(loss.data),
      };
    case 'schemaChanged':
      return {
        run: null,
        seq: null,
        code: 'schema-changed',
        message: loss.data.changes.map(schemaMessage).join('; '),
      };
    case 'logDamaged':
      return { run: null, seq: null, code: 'log-damaged', message: damageMessage(loss.data.commits) };
  }
}

/** The event is there and is another than the one that was noted: it was written anew, not lost. */
export function isRewritten({ found, noted }: Loss): boolean {
  return noted <= found;
}

function lossMessage(loss: Loss): string {
  const { run, found, noted, since } = loss;
  const place = run === null ? "the library's log" : `run ${run}`;
  if (isRewritten(loss))
    return `event ${noted} of ${place} is not the one that was there at ${formatZonedTime(since)}`;
  const count = noted - found;
  return `${formatCount(count, 'event')} of ${place} missing since ${formatZonedTime(since)}: the newest is ${found}, it was ${noted}`;
}

const COMPARE =
  'Compare the codes on printed reports with holdpoint verify --code CODE, and look at the hosts before anything is run again';

function checkpointMessage({ why, found, noted }: CheckpointLoss): string {
  switch (why) {
    case 'missing':
    case 'unreadable':
      return `checkpoint.json was ${why === 'missing' ? 'missing' : 'damaged'} when event ${found} was the newest of the library's log: runs and events that stood behind it could have been removed without a trace. ${COMPARE}`;
    case 'foreign':
      return `checkpoint.json was that of another library when event ${found} was the newest of this library's log: runs and events that stood behind it could have been removed without a trace. ${COMPARE}`;
    case 'behind':
      return `checkpoint.json was an old one: it named event ${noted} of the library's log when event ${found} was the newest. An older file was put in its place, or it could not be written for a while. ${COMPARE}`;
  }
}
