import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Trans } from 'react-i18next';
import type { NewAccessToken, Project } from '@/api/types.generated';
import { useDashboard } from '@/features/projects/dashboard-context';
import { cloneCommand } from '@/lib/git';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Field, Select } from '@/ui/field';

export interface NewTokenProps {
  token: NewAccessToken;
  onDone: () => void;
}

/** The secret, this once, and the command that it is for. */
export function NewToken({ token, onDone }: NewTokenProps) {
  const { t } = useTexts('account');
  const { data } = useDashboard();
  const projects = data.status === 'ready' ? [...data.groups.mine, ...data.groups.shared] : [];
  return (
    <section
      aria-label={t('tokenNamed', { name: token.name })}
      className="animate-appear rounded-md border border-accent-line bg-accent-soft p-4"
    >
      <h3 className="flex items-center gap-2 font-semibold">
        <KeyRound aria-hidden="true" className="size-4 text-accent" />
        {t('copyNow', { name: token.name })}
      </h3>
      <p className="mt-1 mb-3 text-ink-2">{t('onlyOnce')}</p>
      <CopyField label={t('token')} value={token.token} />
      {projects.length > 0 && <CloneHelp projects={projects} />}
      <Button className="mt-4" onClick={onDone}>
        {t('haveIt')}
      </Button>
    </section>
  );
}

function CloneHelp({ projects }: { projects: readonly Project[] }) {
  const { t } = useTexts('account');
  const newest = [...projects].sort((one, other) => openedAt(other) - openedAt(one));
  const [chosen, setChosen] = useState(newest[0]?.id);
  const project = projects.find(({ id }) => id === chosen) ?? newest[0];
  if (!project) return null;
  return (
    <div className="mt-4 flex flex-col gap-2">
      <Field label={t('thenClone')}>
        {(field) => (
          <Select {...field} value={project.id} onChange={(event) => setChosen(event.target.value)}>
            {newest.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <CopyField label={t('cloneCommand')} value={cloneCommand(window.location.origin, project.id, project.name)} />
      <p className="text-xs text-pretty text-ink-2">
        <Trans ns="account" i18nKey="cloneText" components={{ branch: <code className="font-mono" /> }} />
      </p>
    </div>
  );
}

function openedAt({ lastOpenedAt, createdAt }: Project): number {
  return Date.parse(lastOpenedAt ?? createdAt);
}
