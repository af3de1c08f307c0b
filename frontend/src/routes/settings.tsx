import type { ReactNode } from 'react';
import { AccessTokens } from '@/features/account/access-tokens';
import { AccountSection } from '@/features/account/account-section';
import { AppearanceSection } from '@/features/account/appearance-section';
import { DeleteAccount } from '@/features/account/data-deletion';
import { DataExport } from '@/features/account/data-export';
import { UsageSection } from '@/features/account/usage-section';
import { PageHeader } from '@/features/projects/page-header';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';

/** All that is one's own: account, usage, look, tokens, data. */
export function SettingsPage() {
  const { t } = useTexts('settings');
  useTitle(t('title'));
  return (
    <div className="max-w-[560px]">
      <PageHeader title={t('title')} />
      <Section title={t('account')} id="account">
        <AccountSection />
      </Section>
      <Section title={t('usage')} id="usage">
        <UsageSection />
      </Section>
      <Section title={t('appearance')} id="appearance">
        <AppearanceSection />
      </Section>
      <Section title={t('tokens')} id="tokens">
        <AccessTokens />
      </Section>
      <Section title={t('data')} id="data">
        <DataExport />
      </Section>
      <Section title={t('delete')} id="delete">
        <DeleteAccount />
      </Section>
    </div>
  );
}

function Section({ title, id, children }: { title: string; id: string; children: ReactNode }) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="mb-6 scroll-mt-6 rounded-md border border-line bg-surface p-5"
    >
      <h2 id={`${id}-title`} className="mb-4 text-base font-semibold">
        {title}
      </h2>
      <div className="flex flex-col gap-5">{children}</div>
    </section>
  );
}
