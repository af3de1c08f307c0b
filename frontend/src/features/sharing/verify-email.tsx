import { describeError } from '@/api/errors';
import { useAccount } from '@/hooks/use-auth';
import { useVerification } from '@/hooks/use-verification';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';

/** Proving that one reads one's mail: without it anybody could take what waits for somebody else's address. */
export function VerifyEmail() {
  const { t } = useTexts('sharing');
  const { email } = useAccount();
  const { send, check } = useVerification();
  const failure = send.error ?? check.error;
  const unconfirmed = check.data === false && !check.isPending;
  return (
    <section className="rounded-md border border-line bg-surface p-4 text-start" aria-label={t('verifyTitle')}>
      <h2 className="font-semibold">{t('verifyTitle')}</h2>
      <p className="mt-1 text-pretty text-ink-2 [overflow-wrap:anywhere]">
        {send.isSuccess ? (send.data ? t('localLink') : t('mailSent', { email })) : t('verifyWhat', { email })}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {!send.isSuccess && (
          <Button variant="primary" busy={send.isPending} className="pointer-coarse:h-11" onClick={() => send.mutate()}>
            {t('sendMail')}
          </Button>
        )}
        {send.data && (
          <a href={send.data} className={`${buttonClass('primary')} max-w-full pointer-coarse:h-11`}>
            <span className="truncate">{t('openLink', { email })}</span>
          </a>
        )}
        {send.isSuccess && (
          <Button busy={check.isPending} className="pointer-coarse:h-11" onClick={() => check.mutate()}>
            {t('checkNow')}
          </Button>
        )}
      </div>
      <p role="status" className="text-xs not-empty:mt-2">
        {failure ? <span className="text-danger">{describeError(failure)}</span> : unconfirmed && t('stillUnconfirmed')}
      </p>
    </section>
  );
}
