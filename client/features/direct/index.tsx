export { AnswerRequest } from './answer-request.tsx';
export { useConversation, useConversations } from './use-conversations.ts';
export { WhoMayWrite } from './who-may-write.tsx';
export { WriteLink } from './write-link.tsx';
