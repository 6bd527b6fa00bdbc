import type accounts from './en/accounts.json';
import type admin from './en/admin.json';
import type blocks from './en/blocks.json';
import type chat from './en/chat.json';
import type common from './en/common.json';
import type composing from './en/composing.json';
import type demo from './en/demo.json';
import type direct from './en/direct.json';
import type documents from './en/documents.json';
import type files from './en/files.json';
import type help from './en/help.json';
import type home from './en/home.json';
import type inbox from './en/inbox.json';
import type moderation from './en/moderation.json';
import type notices from './en/notices.json';
import type panels from './en/panels.json';
import type people from './en/people.json';
import type personal from './en/personal.json';
import type rooms from './en/rooms.json';
import type shell from './en/shell.json';
import type spaces from './en/spaces.json';
import type switcher from './en/switcher.json';

/**
 * Types of the keys, by feature; English stands for all five since a guard keeps their keys equal.
 * A feature that adds `shared/i18n/<language>/<feature>.json` adds its line here.
 */
export interface Catalogue {
  accounts: typeof accounts;
  admin: typeof admin;
  blocks: typeof blocks;
  chat: typeof chat;
  common: typeof common;
  composing: typeof composing;
  demo: typeof demo;
  direct: typeof direct;
  documents: typeof documents;
  files: typeof files;
  help: typeof help;
  home: typeof home;
  inbox: typeof inbox;
  moderation: typeof moderation;
  notices: typeof notices;
  panels: typeof panels;
  people: typeof people;
  personal: typeof personal;
  rooms: typeof rooms;
  shell: typeof shell;
  spaces: typeof spaces;
  switcher: typeof switcher;
}

export type Feature = keyof Catalogue;

/** Texts that only their own pages need: each comes with its page, not with the first load (`withTexts` in client/app/router.tsx). */
export const lazyFeatures = [
  'accounts',
  'admin',
  'composing',
  'demo',
  'documents',
  'files',
  'help',
  'home',
  'inbox',
  'moderation',
  'notices',
  'panels',
  'people',
  'rooms',
  'switcher',
] as const satisfies readonly Feature[];
export type LazyFeature = (typeof lazyFeatures)[number];

export function isLazyFeature(name: string): name is LazyFeature {
  return lazyFeatures.some((feature) => feature === name);
}
