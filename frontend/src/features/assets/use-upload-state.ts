import type { Upload } from '@/hooks/use-uploads';
import { useTexts } from '@/texts';

const WORDS = {
  waiting: 'stateWaiting',
  reading: 'stateReading',
  sending: 'stateSending',
  checking: 'stateChecking',
  ready: 'stateReady',
  failed: 'stateFailed',
} as const;

/** What an upload is at, in a word. */
export function useUploadState(): (state: Upload['state']) => string {
  const { t } = useTexts('assets');
  return (state) => t(WORDS[state]);
}
