/** A letter of the installation to one person, as plain text. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/** Sends a letter. Never rejects: who needs what stands in it is shown it on the screen as well, or asks again. */
export type SendMail = (mail: Mail) => Promise<void>;
