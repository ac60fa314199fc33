// Numbers for people. Widths stay: the same number of digits, tabular figures.

import type { Timestamp } from '../told/time.ts';

/** A figure, or none: then there is a dash. */
export type Figure = number | null | undefined;
/** A time as a text, or in seconds since 1970; or none. */
export type Moment = Timestamp | number | null | undefined;

const WHOLE = new Intl.NumberFormat('en-GB');

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export const count = (value: Figure): string => (isNumber(value) ? WHOLE.format(value) : '–');

export const percent = (value: Figure, digits = 1): string =>
  isNumber(value) ? `${value.toFixed(digits)} %` : '–';

export const many = (value: Figure, one: string, more = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : more}`;

/** Seconds as a time that has passed. */
export function duration(value: Figure): string {
  if (!isNumber(value)) return '–';
  if (value < 0) return `−${duration(-value)}`;
  if (value === 0) return '0 s';
  if (value < 0.001) return `${(value * 1e6).toFixed(0)} µs`;
  if (value < 1) return `${(value * 1e3).toFixed(value < 0.1 ? 1 : 0)} ms`;
  if (value < 60) return `${value.toFixed(value < 10 ? 2 : 1)} s`;
  const [days, hours, minutes] = [
    Math.floor(value / 86400),
    Math.floor(value / 3600) % 24,
    Math.floor(value / 60) % 60,
  ];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return `${minutes} min ${String(Math.floor(value % 60)).padStart(2, '0')} s`;
}

/** Seconds, as roughly as a person would say them. */
export function roughly(value: Figure): string {
  if (!isNumber(value)) return '–';
  const [days, hours, minutes] = [value / 86400, value / 3600, value / 60];
  if (days >= 2) return `${Math.round(days)} d`;
  if (hours >= 2) return `${Math.round(hours)} h`;
  if (minutes >= 2) return `${Math.round(minutes)} min`;
  return `${Math.max(0, Math.round(value))} s`;
}

export function bytes(value: Figure): string {
  if (!isNumber(value)) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

/** A time as milliseconds, from a text or from seconds since 1970; NaN if it is none. */
export const millis = (at: Moment): number => (isNumber(at) ? at * 1000 : Date.parse(String(at)));
