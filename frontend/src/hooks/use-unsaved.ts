import { useEffect, useState } from 'react';
import type { SessionView } from '@/hooks/session-controller';
import { useServices } from '@/hooks/use-services';
import { useSession } from '@/hooks/use-session';
import { useWorkspace } from '@/hooks/use-workspace';
import { type Unsaved, unsavedZip } from '@/lib/unsaved';

const unsavedOf = (view: SessionView) => view.live?.unsaved ?? null;

/** What the pod holds and nobody else does, while `wanted`; null until it has told. `download` takes it along. */
export function useUnsaved(wanted: boolean, fileName: string) {
  const { session } = useWorkspace();
  const { saveFile } = useServices();
  const unsaved = useSession(unsavedOf);
  const [taking, setTaking] = useState<{ before: Unsaved | null } | null>(null);
  useEffect(() => {
    if (wanted) session.askUnsaved(0);
  }, [wanted, session]);

  // The parts come one after the other, so that no connection has to hold more than one.
  useEffect(() => {
    if (!taking || !unsaved || unsaved === taking.before) return;
    const zip = unsavedZip(unsaved);
    if (zip) saveFile(zip, fileName);
    if (zip || unsaved.parts === 0) setTaking(null);
    else session.askUnsaved(unsaved.data.length);
  }, [taking, unsaved, session, saveFile, fileName]);

  const download = () => {
    setTaking({ before: unsaved });
    session.askUnsaved(0);
  };
  return { unsaved: wanted ? unsaved : null, download, busy: taking !== null };
}
