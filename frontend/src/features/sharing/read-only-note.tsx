import { useOpenProject } from '@/hooks/use-open-project';
import { usePeople } from '@/hooks/use-people';
import { useOtherWriter } from '@/hooks/use-presence';
import { useRole } from '@/hooks/use-role';
import { mayEdit } from '@/lib/roles';
import { useTexts } from '@/texts';

/** In the composer's place, for who can't write now: why, and what would change it. */
export function ReadOnlyNote() {
  const { t } = useTexts('sharing');
  const { userId } = useOpenProject();
  const owner = usePeople()(userId) ?? t('owner');
  const writer = useOtherWriter();
  const role = useRole();
  return (
    <p className="rounded-md border border-line px-3 py-2.5 text-pretty text-ink-2">
      {writer && mayEdit(role)
        ? t('readOnlyWriter', { name: writer.name || t('somebody') })
        : t('readOnly', { name: owner })}
    </p>
  );
}
