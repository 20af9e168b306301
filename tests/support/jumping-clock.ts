/**
 * Loaded into a program before it starts: its wall clock is off by as many milliseconds as the file named in
 * HOLDPOINT_TEST_CLOCK says at that moment. How long something takes is measured by another clock, which is left alone.
 */
import { readFileSync } from 'node:fs';

const path = process.env.HOLDPOINT_TEST_CLOCK ?? '';
const RealDate = Date;

function shiftedNow(): number {
  return RealDate.now() + Number(readFileSync(path, 'utf8'));
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given) =>
    given.length === 0 ? new target(shiftedNow()) : Reflect.construct(target, given),
  get: (target, name) => (name === 'now' ? shiftedNow : Reflect.get(target, name)),
});
