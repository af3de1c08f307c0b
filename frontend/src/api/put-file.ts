import { ApiError } from '@/api/errors';

export interface Put {
  url: string;
  headers: Readonly<Record<string, string>>;
  file: Blob;
  /** 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends a file to where a signed URL leads; rejects with ApiError, or with the signal's reason. */
export type PutFile = (put: Put) => Promise<void>;

/** Without a byte on its way for so long, the connection is gone. */
const SILENCE_MS = 60_000;
/** What only may be written once is there already: an earlier try arrived, and its answer was lost. */
const THERE_ALREADY = 412;

/** By XMLHttpRequest: fetch doesn't tell how much has been sent. */
export const putFile: PutFile = ({ url, headers, file, onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence = 0;
    const listen = () => {
      clearTimeout(silence);
      silence = window.setTimeout(() => request.abort(), SILENCE_MS);
    };
    const abort = () => request.abort();
    const end = (outcome: () => void) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      outcome();
    };
    request.upload.onprogress = ({ loaded, total }) => {
      listen();
      onProgress(total > 0 ? loaded / total : 0);
    };
    request.onload = () =>
      end(() => {
        const { status } = request;
        if ((status >= 200 && status < 300) || status === THERE_ALREADY) resolve();
        else reject(refused(status));
      });
    request.onerror = () => end(() => reject(refused(0)));
    request.onabort = () => end(() => reject(signal.aborted ? signal.reason : refused(0)));
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      end(() => reject(signal.reason));
      return;
    }
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    listen();
    request.send(file);
  });

function refused(status: number): ApiError {
  return new ApiError({
    title: 'The file could not be sent',
    detail:
      status === 0
        ? 'The connection broke off. Check it and try again.'
        : 'The storage didn’t take the file. Try again.',
    code: status === 0 ? 'unreachable' : 'storage_refused',
    // 400 and 403: the address has run out. A new one is asked for with the next try.
    status: status === 400 || status === 403 ? 503 : status,
    traceId: '',
  });
}
