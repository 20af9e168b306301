/**
 * When things were or will be, in the zone of this workstation or, where that is set, in UTC. Where the reader may be elsewhere or read it later (terminal,
 * paper, report) the zone is named. No locale: it reads the same everywhere, and text sorts as time does.
 */

const MINUTE = 60_000;

/** In which zone clock times are said: the workstation's, or UTC where a person wants that. */
export const CLOCK_ZONES = ['workstation', 'utc'] as const;
export type ClockZone = (typeof CLOCK_ZONES)[number];

let zone: ClockZone = 'workstation';

/** For this process, from now on; as the settings say, before anything is shown. */
export function setClockZone(wanted: ClockZone): void {
  zone = wanted;
}

/** `2026-03-14 22:05:09`; a text that is no time stays as it is. */
export function formatTime(iso: string): string {
  const local = localOf(iso);
  return local === null ? iso : `${local.day} ${local.time}`;
}

/** `2026-03-14 22:05:09 UTC+01:00`. */
export function formatZonedTime(iso: string | null): string {
  if (iso === null) return 'not recorded';
  const local = localOf(iso);
  return local === null ? iso : `${local.day} ${local.time} ${local.zone}`;
}

/** `22:05:09`, where day and zone are said beside it. */
export function formatTimeOfDay(iso: string): string {
  return localOf(iso)?.time ?? iso;
}

/** `2026-03-14, UTC+01:00`: what many times of day below it have in common. */
export function formatDayAndZone(iso: string): string {
  const local = localOf(iso);
  return local === null ? iso : `${local.day}, ${local.zone}`;
}

/** For a reader who was told day and zone of another time: the time of day, with its date on another day, and all of it in another zone. */
export function formatTimeBeside(told: string, iso: string): string {
  if (formatDayAndZone(told) === formatDayAndZone(iso)) return formatTimeOfDay(iso);
  return formatZone(told) === formatZone(iso) ? formatTime(iso) : formatZonedTime(iso);
}

/** The time of day where it is today's, else with its date. */
export function formatMoment(iso: string, now: number = Date.now()): string {
  const isToday = localOf(iso)?.day === localOf(new Date(now).toISOString())?.day;
  return isToday ? formatTimeOfDay(iso) : formatTime(iso);
}

/** `UTC+01:00`, as it is at that time: a zone has another offset in summer. */
export function formatZone(iso: string): string {
  return localOf(iso)?.zone ?? 'UTC';
}

/** The same of the workstation, in whichever zone times are said. */
export function formatWorkstationZone(iso: string): string {
  return nameOfZone(-new Date(iso).getTimezoneOffset());
}

/** `12 minutes ago`, `in 3 hours`, and the day when it is over a week away. */
export function formatAgo(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  if (Number.isNaN(ms)) return iso;
  const minutes = Math.round(ms / MINUTE);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 1) return 'just now';
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 60 * 24) return relative.format(Math.round(minutes / 60), 'hour');
  if (Math.abs(minutes) < 60 * 24 * 7) return relative.format(Math.round(minutes / 1440), 'day');
  return localOf(iso)?.day ?? iso;
}

interface LocalTime {
  readonly day: string;
  readonly time: string;
  readonly zone: string;
}

function localOf(iso: string): LocalTime | null {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  const offset = zone === 'utc' ? 0 : -date.getTimezoneOffset();
  const [day = '', time = ''] = new Date(date.getTime() + offset * MINUTE)
    .toISOString()
    .slice(0, 19)
    .split('T');
  return { day, time, zone: nameOfZone(offset) };
}

function nameOfZone(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset);
  const two = (figure: number): string => String(figure).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
