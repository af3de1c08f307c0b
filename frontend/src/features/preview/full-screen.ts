/**
 * Full screen is the stage's. Keys may come from anywhere: without `inside`, the first stage that is shown takes it.
 */
export function toggleFullScreen(inside?: Element): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
    return;
  }
  const stages = [...document.querySelectorAll('[data-stage]')];
  const stage = inside?.closest('[data-stage]') ?? stages.find((one) => one.checkVisibility?.() !== false);
  void stage?.requestFullscreen?.();
}
