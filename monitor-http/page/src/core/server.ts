// What the server has, and what it lets the page change: the first element of the page says so.

import type { Vocabulary } from '../told/vocabulary.ts';

const { dataset } = document.documentElement;
const HAS = (dataset.has || '').split(' ');
const MAY = (dataset.may || '').split(' ');

/** What the words of the documents mean. */
export const VOCABULARY = JSON.parse(dataset.vocabulary || '{}') as Vocabulary;
/** The version of Monitor. */
export const VERSION = String(dataset.version);
/** Whether the server has this: `feed`, `flows`, `analyses`, or a document of the stream. */
export const has = (name: string): boolean => HAS.includes(name);
/** Whether the server lets this be changed: `metrics`, `debug` or `analyses`. */
export const may = (name: string): boolean => MAY.includes(name);
