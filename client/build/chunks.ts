// On a line with two seconds of round trip twenty small files come in four rounds, so few chunks are worth more than exact ones.
const libraries =
  /\/node_modules\/(?:react|react-dom|scheduler|i18next|react-i18next|html-parse-stringify|void-elements|use-sync-external-store|intl-messageformat|@formatjs|@tanstack|lucide-react)\/|^\0rolldown\/runtime/;
// Contracts that every page needs; the others come with the pages of their features.
const base =
  /\/(?:client\/(?:ui|kernel)|shared\/(?:kernel|i18n|access))\/|\/shared\/features\/(?:[\w-]+\/contract|contract-version)\.ts$|\/client\/features\/moderation\/(?:index|report-dialog-door)\.tsx$/;
// The editor's feature is left to the bundler: its page must not wait for its heavy library.
const feature = /\/client\/features\/(?!documents\/)([\w-]+)\//;

// What is fetched when it is opened, from among these folders: left to the bundler too, which keeps it out of the first load.
const onDemand =
  /\/client\/(?:ui\/(?:menu-popup|option-keys)|kernel\/(?:name-match|notify|device-database)|features\/chat\/(?:poll-card|room-bell|emoji-(?:picker|shelf|data|grid|habits)|mention-picker|(?:chat|outbox|rooms)-databases?))\.|\/shared\/(?:i18n\/search-text|features\/moderation\/contract)\.|\/client\/features\/moderation\/(?:own-notices|notices|room-name)\./;

// Parts of a space that a reader of its rooms has not opened, in one chunk.
const besideRooms =
  /\/client\/features\/spaces\/(?:manage-|member|lesson|create-lesson|leave-|room-|lock-|invite-|chosen-|use-room-change|use-members)/;

// Conversations of two people, whom one keeps from oneself, threads and bookmarks: the pages, not what every page follows.
const inbox = /\/client\/features\/(?:personal\/inbox-|direct\/|blocks\/(?!blocked\.))/;
const own = /\/client\/features\/(?:personal|blocks)\//;

// What opens beside the messages of a room or about one of them: one chunk, asked for with the first of them.
const panels =
  /\/client\/features\/chat\/(?:all-panels|side-panel|panel-list|cover-page|highlight|follow-thread|use-(?:item-pages|room-news|row-stops|thread-reading)|with-names|(?:thread|threads|pins|search)-panel|(?:history|readers|remove|pin)-dialog|message-dialogs\.module)\./;

// Where one writes comes beside the messages, not before them.
const composer = /\/client\/features\/chat\/(?:composer(?!-(?:of-room|closed|files)\.)|mention-(?:field|input)|typing|poll-dialog-send)/;
// What stands round the field in which one writes, with the first of it; the form of a poll by itself.
const composing = /\/client\/features\/chat\/(?:composing-|composing\.module|typing-line)/;
const pollForm = /\/client\/features\/chat\/poll-dialog(?:-form|-options|\.module)?\./;
// Files of a message: the first load has the places of pictures, and what keeps a place for the rest.
const fileParts = /\/client\/features\/files\/(?!index|late|places|use-|transferred|shown-size|file-address)/;

const baseModules = (id: string): boolean => !id.startsWith('\0') && !onDemand.test(id) && base.test(id);

const featureOf = (id: string): string | null => {
  if (onDemand.test(id)) return null;
  if (panels.test(id)) return 'panels';
  if (composing.test(id)) return 'composing';
  if (composer.test(id)) return 'composer';
  if (pollForm.test(id) || fileParts.test(id)) return null;
  if (inbox.test(id)) return 'inbox';
  if (own.test(id)) return 'personal';
  return besideRooms.test(id) ? 'space-pages' : (feature.exec(id)?.[1] ?? null);
};

/**
 * `vendor` changes with the libraries only and outlives our releases in the cache, `base` is what every page needs,
 * each feature is one chunk.
 */
export const chunkGroups = [
  // What few pages check by schema, such as what a device kept of a lesson; contracts come without theirs (contracts.ts).
  { name: 'schemas', test: /\/node_modules\/zod\/|\/shared\/kernel\/fields\.ts$/, priority: 4 },
  { name: 'vendor', test: libraries, priority: 3 },
  { name: 'base', test: baseModules, priority: 2 },
  { name: featureOf, debugName: 'features', test: (id: string): boolean => featureOf(id) !== null, priority: 1 },
];
