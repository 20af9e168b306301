/** Size, place and background of the window, kept from one start to the next. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWholeSync } from '#adapters/files/whole-file.ts';

export const SMALLEST = { width: 1024, height: 700 } as const;
const FIRST = { width: 1440, height: 900 } as const;

const placeSchema = z.object({
  width: z.int().min(SMALLEST.width).max(20_000),
  height: z.int().min(SMALLEST.height).max(20_000),
  x: z.int().nullable(),
  y: z.int().nullable(),
  maximized: z.boolean(),
  theme: z.enum(['light', 'dark', 'auto']),
});

export type WindowPlace = z.output<typeof placeSchema>;

export const FIRST_PLACE: WindowPlace = { ...FIRST, x: null, y: null, maximized: false, theme: 'auto' };

/** What was kept, or the first size: a lost or damaged file costs nothing. */
export function readPlace(path: string): WindowPlace {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return FIRST_PLACE;
  }
}

export function keepPlace(path: string, place: WindowPlace): void {
  try {
    writeWholeSync({ path, content: JSON.stringify(place) });
  } catch (error) {
    console.error(`The window's size was not kept: ${String(error)}`);
  }
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The place without its position when no screen shows that position any more. */
export function onScreens(place: WindowPlace, screens: readonly Area[]): WindowPlace {
  const { x, y } = place;
  if (x === null || y === null) return place;
  const shown = screens.some(
    (s) => x >= s.x - 50 && y >= s.y - 50 && x < s.x + s.width - 100 && y < s.y + s.height - 100,
  );
  return shown ? place : { ...place, x: null, y: null };
}
