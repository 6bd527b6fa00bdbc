export { HouseMarkdown } from './house-markdown.tsx';
export { HouseDocuments } from './house-documents.tsx';
export { TaskNote } from './task-note.tsx';
export { useSecureTask, type SecureTask } from './secure-task.tsx';
