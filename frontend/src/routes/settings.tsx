import type { ReactNode } from 'react';
import { describeError } from '@/api/errors';
import { AccessTokens } from '@/features/account/access-tokens';
import { THEMES } from '@/features/account/account-menu';
import { ProfileSettings } from '@/features/account/profile-settings';
import { Usage } from '@/features/account/usage';
import { PageHeader } from '@/features/projects/page-header';
import { useAccount, useSignOut } from '@/hooks/use-auth';
import { useMe } from '@/hooks/use-me';
import { useTheme } from '@/hooks/use-theme';
import { useTitle } from '@/hooks/use-title';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { SegmentedControl } from '@/ui/segmented-control';
import { Skeleton } from '@/ui/skeleton';

export function SettingsPage() {
  useTitle('Settings');
  const { email } = useAccount();
  const me = useMe(0);
  const { choice, choose } = useTheme();
  const signOut = useSignOut();
  return (
    <div className="max-w-[560px]">
      <PageHeader title="Settings" />
      <Section title="Account">
        {me.data && <ProfileSettings user={me.data} />}
        {me.isPending && <Skeleton className="h-14 w-full rounded-sm" />}
        {me.error && (
          <Banner
            tone="danger"
            action={
              <Button size="sm" onClick={() => void me.refetch()}>
                Try again
              </Button>
            }
          >
            {describeError(me.error)}
          </Banner>
        )}
        <div className="flex items-center justify-between gap-4">
          <div className="min-w-0">
            <p className="text-xs font-medium text-ink-2">E-mail</p>
            <p className="mt-1 truncate">{email}</p>
          </div>
          <Button onClick={() => void signOut()}>Sign out</Button>
        </div>
      </Section>
      <Section title="Usage" id="usage">
        {me.data && <Usage usage={me.data.usage} budgets={me.data.budgets} />}
        {me.isPending && <Skeleton className="h-9 w-full rounded-sm" />}
        {me.error && <p className="text-ink-2">We couldn’t read what was used just now.</p>}
      </Section>
      <Section title="Appearance">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-ink-2">Kept in this browser.</p>
          <SegmentedControl label="Appearance" value={choice} options={THEMES} onChange={choose} />
        </div>
      </Section>
      <Section title="Access tokens" id="tokens">
        <AccessTokens />
      </Section>
    </div>
  );
}

function Section({ title, id, children }: { title: string; id?: string; children: ReactNode }) {
  return (
    <section id={id} className="mb-6 scroll-mt-6 rounded-md border border-line bg-surface p-5">
      <h2 className="mb-4 text-base font-semibold">{title}</h2>
      <div className="flex flex-col gap-5">{children}</div>
    </section>
  );
}
