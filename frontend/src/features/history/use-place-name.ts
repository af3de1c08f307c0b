import type { Checkpoint } from '@/api/types.generated';
import { momentName } from '@/lib/versions';
import { useTexts } from '@/texts';
import { useHistory } from './history-context';

/** What a version is called among others: "Now", the name that somebody gave it, or when it was made. */
export function usePlaceName(): (version: Checkpoint) => string {
  const { t } = useTexts('history');
  const { head } = useHistory();
  return ({ sha, name, createdAt }) =>
    sha === head ? t('nowTitle') : name ? t('quoted', { name }) : momentName(createdAt);
}
