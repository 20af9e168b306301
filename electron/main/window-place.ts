/** Size and place of a window. */
import { z } from 'zod';

export const SMALLEST = { width: 1024, height: 700 } as const;
const FIRST = { width: 1440, height: 900 } as const;

export const placeSchema = z.object({
  width: z.int().min(SMALLEST.width).max(20_000),
  height: z.int().min(SMALLEST.height).max(20_000),
  x: z.int().nullable(),
  y: z.int().nullable(),
  maximized: z.boolean(),
});

export type WindowPlace = z.output<typeof placeSchema>;

export const FIRST_PLACE: WindowPlace = { ...FIRST, x: null, y: null, maximized: false };

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The same displays in the same places have the same name. */
export function nameDisplays(displays: readonly Area[]): string {
  return displays
    .map(({ x, y, width, height }) => `${width}x${height}+${x}+${y}`)
    .toSorted()
    .join(' ');
}

/** The place without its position when no display shows that position any more, and no larger than the display that shows it. */
export function onDisplays(place: WindowPlace, displays: readonly Area[]): WindowPlace {
  const { x, y } = place;
  if (x === null || y === null) return place;
  const shown = displays.find(
    (d) => x >= d.x - 50 && y >= d.y - 50 && x < d.x + d.width - 100 && y < d.y + d.height - 100,
  );
  if (!shown) return { ...place, x: null, y: null };
  return {
    ...place,
    width: Math.max(SMALLEST.width, Math.min(place.width, shown.width)),
    height: Math.max(SMALLEST.height, Math.min(place.height, shown.height)),
  };
}

/** A step down and to the right, so that a further window does not hide the one before. */
export function beside(place: WindowPlace): WindowPlace {
  const { x, y } = place;
  return { ...place, maximized: false, x: x === null ? null : x + 32, y: y === null ? null : y + 32 };
}
