/** `drill`: what a step answers where its release is drilled on emulated hosts. A run never looks at it. */
import { DURATION, TEXT, wholeNumber } from './scalars.ts';
import { ifSaid, mapping, type Read } from './table.ts';

const KEYS = {
  takes: ifSaid(DURATION, 'how long it takes in a drill, by a person too; without it, what "takes" says', {
    property: 'takesMs',
  }),
  exit: ifSaid(
    wholeNumber(0, 255),
    'the exit code it ends with in a drill; without it, one that is expected',
  ),
  stdout: ifSaid(TEXT, 'what it prints in a drill; without it, what fits "expect" and "capture"'),
  stderr: ifSaid(TEXT, 'what it prints to its error output in a drill'),
};

export type DrillKeys = Read<typeof KEYS>;

export const DRILL = mapping('drill', KEYS);
