import type common from './en/common.json';
import type demo from './en/demo.json';
import type shell from './en/shell.json';

/**
 * Types of the keys, by feature; English stands for all five since a guard keeps their keys equal.
 * A feature that adds `shared/i18n/<language>/<feature>.json` adds its line here.
 */
export interface Catalogue {
  common: typeof common;
  demo: typeof demo;
  shell: typeof shell;
}

export type Feature = keyof Catalogue;
