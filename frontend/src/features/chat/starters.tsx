import { useBeginDraft } from './draft';

const PROMPTS = [
  'Change the title to “Slow Coast”',
  'Use warm sunset colours',
  'Add a closing scene that says “Take the slow one”',
];

/** A project without a conversation: what to say, and what happens then. */
export function Starters() {
  const begin = useBeginDraft();
  return (
    <div className="my-auto flex flex-col gap-4 py-6">
      <div>
        <h2 className="text-lg font-semibold tracking-tight">Say what you’d like to see</h2>
        <p className="mt-1 text-base text-pretty text-ink-2">
          Describe the video, or change one thing. Every answer becomes a version that you can go back to.
        </p>
      </div>
      <ul className="flex flex-col items-start gap-2">
        {PROMPTS.map((prompt) => (
          <li key={prompt} className="max-w-full">
            <button
              type="button"
              onClick={() => begin(prompt)}
              className="rounded-full border border-line-strong px-3 py-1.5 text-left text-xs font-medium text-ink-2 transition-base hover:bg-hover hover:text-ink"
            >
              {prompt}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
