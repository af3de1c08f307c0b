import { createContext, useState } from 'react';
import { useOpenProject } from '@/hooks/use-open-project';
import { type Strip, useStrip } from '@/hooks/use-strip';

/** The pictures that the clips show. */
export const FilmContext = createContext<Strip | null>(null);

/** The pictures of a version; those of the one before it until they have been drawn. */
export function useFilmStrip(sha: string | null): Strip | null {
  const { id } = useOpenProject();
  const [lastSha, setLastSha] = useState<string | null>(null);
  const { strip: newest } = useStrip(id, sha);
  const { strip: last } = useStrip(id, lastSha);
  if (newest && lastSha !== sha) setLastSha(sha);
  return newest ?? last;
}
