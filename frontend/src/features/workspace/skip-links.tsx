import { useTexts } from '@/texts';

const LINK =
  'sr-only rounded-sm focus:not-sr-only focus:fixed focus:start-3 focus:top-2 focus:z-50 focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float';

/** For the keyboard: past the header, to where one writes or to what is made. */
export function SkipLinks() {
  const { t } = useTexts('workspace');
  return (
    <nav aria-label={t('skipLinks')}>
      <button type="button" className={LINK} onClick={() => focusOn('[data-composer]') || focusOn('#chat')}>
        {t('skipToChat')}
      </button>
      <button type="button" className={LINK} onClick={() => focusOn('[role=tablist] [aria-selected=true]')}>
        {t('skipToViews')}
      </button>
    </nav>
  );
}

/** → whether it is there: who may only watch has no composer. */
function focusOn(selector: string): boolean {
  const place = document.querySelector<HTMLElement>(selector);
  place?.focus();
  return place !== null;
}
