import { lazy, Suspense, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { describeError } from '@/api/errors';
import { COUNT, type Idea, INVITE, LAUNCH, LIST } from '@/features/ideas/ideas';
import { IdeaRow } from '@/features/landing/idea-row';
import { LandingHeader } from '@/features/landing/landing-header';
import { PromptBox } from '@/features/projects/prompt-box';
import { useCreateProject } from '@/features/projects/use-create-project';
import { useAuth } from '@/hooks/use-auth';
import { useDraft } from '@/hooks/use-draft';
import { useTemplates } from '@/hooks/use-templates';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Chip } from '@/ui/chip';

const SignInDialog = lazy(async () => ({
  default: (await import('@/features/account/sign-in-dialog')).SignInDialog,
}));

type SignInReason = 'to-make' | 'to-enter' | null;

export function LandingPage() {
  useTitle('');
  const { t } = useTexts('landing');
  const auth = useAuth();
  const navigate = useNavigate();
  const { draft, setDraft, clearDraft } = useDraft();
  const { createAndOpen, busy, error } = useCreateProject();
  const templates = useTemplates();
  const [signIn, setSignIn] = useState<SignInReason>(null);
  const text = useRef<HTMLTextAreaElement>(null);

  const make = () => {
    if (auth.status !== 'signed-in') return setSignIn('to-make');
    makeNow();
  };
  const makeNow = () => {
    // A failure shows at the prompt box, with the words still in it.
    const template = templates.data?.find(({ id }) => id === draft.templateId);
    void createAndOpen(draft.prompt, draft.size, template).then(clearDraft, () => undefined);
  };
  const pick = ({ prompt, size, templateId }: Idea) => {
    setDraft({ prompt, size, templateId });
    text.current?.focus();
    text.current?.scrollIntoView({ block: 'center' });
  };

  return (
    <div className="flex min-h-dvh flex-col">
      <LandingHeader onSignIn={() => setSignIn('to-enter')} />
      <main className="flex grow flex-col">
        <div className="flex flex-col items-center px-8 pt-18 text-center max-md:px-4 max-md:pt-10">
          <h1 className="text-display font-[600] tracking-display text-balance max-md:text-[40px] max-md:leading-[44px]">
            {t('headline')}
          </h1>
          <p className="mt-4 text-[17px]/[26px] text-pretty text-ink-2 max-md:text-lg">{t('promise')}</p>
          <div className="mt-9 w-full max-w-[760px] max-md:mt-7">
            <PromptBox
              draft={draft}
              textRef={text}
              onChange={setDraft}
              onSubmit={make}
              busy={busy}
              error={error ? describeError(error) : null}
              note={auth.status === 'signed-out' ? t('signInNext') : undefined}
            />
          </div>
          <ul aria-label={t('starters')} className="mt-4 flex flex-wrap justify-center gap-2">
            {[LAUNCH, LIST, INVITE, COUNT].map((idea) => (
              <li key={idea.title}>
                <Chip pill onClick={() => pick(idea)}>
                  {idea.title}
                </Chip>
              </li>
            ))}
          </ul>
        </div>
        <div className="grow" />
        <IdeaRow onPick={pick} />
      </main>
      {signIn && (
        <Suspense>
          <SignInDialog
            open
            onOpenChange={(open) => !open && setSignIn(null)}
            description={signIn === 'to-make' ? t('wordsKept') : undefined}
            onDone={() => {
              setSignIn(null);
              if (signIn === 'to-make') makeNow();
              else void navigate('/projects');
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
