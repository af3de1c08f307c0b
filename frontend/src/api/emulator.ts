import type { Config } from '@/api/types.generated';

interface MailedCode {
  email: string;
  requestType: string;
  oobLink: string;
}

const TIMEOUT_MS = 5_000;

/** The Auth emulator sends no mail: this finds the newest link that it would have sent. Null where mails are sent. */
export function mailedLinks(config: Config): ((email: string) => Promise<string | null>) | null {
  const { emulators, firebase } = config;
  if (!emulators) return null;
  return async (email) => {
    const address = `${emulators.auth}/emulator/v1/projects/${firebase.projectId}/oobCodes`;
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { oobCodes } = (await response.json()) as { oobCodes: MailedCode[] };
    const mailed = oobCodes.filter((code) => code.email === email && code.requestType === 'VERIFY_EMAIL');
    return mailed.at(-1)?.oobLink ?? null;
  };
}
