import { Trans } from 'react-i18next';
import { useConfig } from '@/hooks/use-config';
import { useTexts } from '@/texts';

/** Says so when a demo model answers instead of the real one. */
export function DemoNote() {
  const { t } = useTexts('projects');
  if (!useConfig().demoModel) return null;
  return (
    <div className="rounded-md border border-line p-3 text-xs text-ink-2">
      <p className="font-medium text-ink">{t('demo')}</p>
      <p className="mt-1">
        <Trans
          ns="projects"
          i18nKey="demoText"
          components={{ key: <code className="font-mono text-2xs [overflow-wrap:anywhere]" /> }}
        />
      </p>
    </div>
  );
}
