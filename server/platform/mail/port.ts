export interface Letter {
  to: string;
  /** Language tag of subject and text. */
  language: string;
  direction: 'ltr' | 'rtl';
  subject: string;
  text: string;
  /** Contents of the body element; the adapter writes the page around it with language and direction. */
  html: string;
}

/** Outgoing mail: SMTP, or a folder of .eml files in the demo. CR and LF in any header value are refused. */
export interface Mail {
  /** Resolves when the letter was handed over; @throws LetterRefusedError when it never can be, another error when it was not (jobs try again). */
  send(letter: Letter): Promise<void>;
  readonly kind: 'smtp' | 'mailbox';
  close(): Promise<void>;
}
